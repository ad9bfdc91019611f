from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.reviewers.answers import Answer, Change, Record
from benchmarks.reviewers.ledger import troubles_of
from pipeline.lake import Lake
from pipeline.settings import Settings
from review.database import writing
from review.journal import EntryKind, append
from review.office import Office, open_office
from review.stamp import Stamp

NOW = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
DECIDED = {"decision": "watch", "reason": "", "note": "ana #1"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    opened = open_office(Lake(tmp_path / "lake"), Settings(), lambda: NOW)
    with writing(opened.engine) as connection:
        append(connection, "A1", EntryKind.DECISION, DECIDED, Stamp("ana", NOW), seen=0)
    return opened


def _record(*changes: Change, status: int = 303) -> Record:
    record = Record()
    record.answers.append(Answer("decision", status, 0.1))
    record.changes.extend(changes)
    return record


def test_what_was_taken_and_stands_once_is_no_trouble(office: Office) -> None:
    taken = Change("ana", "decision", "ana #1", is_taken=True)
    assert troubles_of(_record(taken), office) == []


def test_what_was_taken_and_is_not_there_is_told(office: Office) -> None:
    changes = [Change("ana", "decision", f"ana #{k}", is_taken=True) for k in (1, 2)]
    (told,) = troubles_of(_record(*changes), office)
    assert "#2" in told
    assert "0 times" in told


def test_what_was_refused_and_is_there_is_told(office: Office) -> None:
    refused = Change("ana", "decision", "ana #1", is_taken=False)
    (told,) = troubles_of(_record(refused), office)
    assert "was not taken and is in the journal" in told


def test_what_nobody_sent_is_told(office: Office) -> None:
    (told,) = troubles_of(_record(), office)
    assert "nobody sent it" in told


def test_a_server_that_failed_is_told(office: Office) -> None:
    taken = Change("ana", "decision", "ana #1", is_taken=True)
    (told,) = troubles_of(_record(taken, status=500), office)
    assert "1 answers with status 500" in told
