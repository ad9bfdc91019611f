"""Case current: what a clamp should show at an account, beside what the meter shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from models.field_load import COLUMNS, load_before, load_of_late
from models.field_sheet import connection_of, expectation
from review.case_record import CaseRecord
from review.device_rows import device_rows
from review.office import Office

_DAYS = 91


@dataclass(frozen=True)
class PhaseAmperes:
    """One phase at the best hours for a visit, on the primary side; None where not known."""

    phase: str
    expected: float | None
    metered: float | None


def expected_currents(office: Office, record: CaseRecord) -> list[PhaseAmperes]:
    """Return the current of each phase that a suspect's usual load would draw.

    Nothing for an account that is not listed, or of which load or wiring is not known.
    """
    connection = connection_of(record.case.account)
    meter = record.row["meter_id"]
    if not record.is_listed or connection is None or meter is None:
        return []
    days = (record.date - dt.timedelta(days=_DAYS - 1), record.date)
    facts = device_rows(office.lake, "facts", str(meter), days, (*COLUMNS, "date")).to_pandas()
    onset = record.row["onset"]
    before, now = load_before(facts, onset), load_of_late(facts, record.date, onset)
    found = expectation(connection, before, now, record.row["kwh_per_day"])
    if found is None:
        return []
    return [PhaseAmperes(one.phase, one.expected, one.metered) for one in found.phases]
