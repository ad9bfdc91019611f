from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from review.database import open_database, writing
from review.journal import (
    EntryKind,
    StaleCaseError,
    UndoError,
    append,
    entries_of,
    last_entry,
    standing_entries,
    undo,
)
from review.stamp import Stamp
from review.standing import StandingBook, standing_of

STAMP = Stamp("ana", dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC))
INSPECT = {"decision": "inspect", "reason": "", "note": ""}
CLEAR = {"decision": "clear", "reason": "vacant", "note": ""}
VISIT = {"crew": "1", "visit_date": "2026-03-05", "place": 1}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database("", tmp_path / "review.sqlite")


def _write(
    engine: Engine, kind: EntryKind, content: dict[str, object], seen: int | None = None
) -> int:
    with writing(engine) as connection:
        return append(connection, "A1", kind, content, STAMP, seen=seen)


def test_an_entry_is_read_as_it_was_written(engine: Engine) -> None:
    _write(engine, EntryKind.DECISION, INSPECT, seen=0)
    with engine.connect() as connection:
        (entry,) = entries_of(connection, "A1")
    assert entry.content == INSPECT
    assert (entry.user_name, entry.at) == ("ana", STAMP.at)


def test_who_has_not_seen_the_last_entry_is_told_of_it(engine: Engine) -> None:
    first = _write(engine, EntryKind.DECISION, INSPECT, seen=0)
    with pytest.raises(StaleCaseError) as caught:
        _write(engine, EntryKind.DECISION, CLEAR, seen=0)
    assert [entry.id for entry in caught.value.entries] == [first]
    assert _write(engine, EntryKind.DECISION, CLEAR, seen=first) > first


def test_of_writers_at_once_with_the_same_page_one_wins(engine: Engine) -> None:
    def attempt(_: int) -> bool:
        try:
            _write(engine, EntryKind.DECISION, INSPECT, seen=0)
        except StaleCaseError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 1


def test_an_undone_entry_counts_no_longer_and_is_undone_once(engine: Engine) -> None:
    _write(engine, EntryKind.DECISION, INSPECT)
    second = _write(engine, EntryKind.DECISION, CLEAR)
    with writing(engine) as connection:
        undone = undo(connection, second, "by mistake", STAMP)
        entries = entries_of(connection, "A1")
        with pytest.raises(UndoError, match="already"):
            undo(connection, second, "again", STAMP)
        with pytest.raises(UndoError, match="stays"):
            undo(connection, undone, "no", STAMP)
    assert standing_of("A1", entries).state == "inspect"
    assert standing_of("A1", entries).last_id == undone


def test_the_standing_follows_the_last_word(engine: Engine) -> None:
    book = StandingBook(engine)
    states = [book.of("A1").state]
    for kind, content in (
        (EntryKind.DECISION, INSPECT),
        (EntryKind.ASSIGNMENT, VISIT),
        (EntryKind.NOTE, {"text": "dog"}),
        (EntryKind.FINDING, {"outcome": "theft"}),
        (EntryKind.DECISION, CLEAR),
    ):
        _write(engine, kind, content)
        states.append(book.of("A1").state)
    assert states == ["open", "inspect", "assigned", "assigned", "visited", "clear"]
    assert book.of("A1").notes_count == 1


KINDS = st.lists(st.sampled_from(["inspect", "clear", "assign", "note", "undo"]), max_size=12)


@settings(max_examples=25, deadline=None)
@given(KINDS)
def test_a_book_that_catches_up_says_what_one_that_reads_all_says(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    engine = open_database("", tmp_path_factory.mktemp("journal") / "review.sqlite")
    book = StandingBook(engine)
    contents = {"inspect": INSPECT, "clear": CLEAR}
    for step in steps:
        if step == "undo":
            with writing(engine) as connection:
                standing = standing_entries(entries_of(connection, "A1"))
                if standing:
                    undo(connection, standing[-1].id, "", STAMP)
        elif step == "assign":
            _write(engine, EntryKind.ASSIGNMENT, VISIT)
        elif step == "note":
            _write(engine, EntryKind.NOTE, {"text": ""})
        else:
            _write(engine, EntryKind.DECISION, contents[step])
        book.of("A1")
    with engine.connect() as connection:
        entries = entries_of(connection, "A1")
        assert last_entry(connection, "A1") == book.of("A1").last_id
    assert standing_of("A1", entries) == StandingBook(engine).of("A1") == book.of("A1")
    engine.dispose()
