"""Account events: what happened at an account, each at its instant, for the axis of a chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.calendar import local_day
from pipeline.event_codes.own_codes import SILENT
from pipeline.event_codes.told_events import canonical_of
from pipeline.exports import wording
from pipeline.language import say
from review.account_meters import MeterPeriod
from review.device_rows import device_rows
from review.office import Office

_COLUMNS = ("device_id", "ts", "profile", "code", "phase", "detail")
# More signs than that are a grey bar, and nobody reads so long a list.
MOST = 400


@dataclass(frozen=True)
class Happening:
    """An event or work order: second since 1970 UTC, kind, and words."""

    at: float
    kind: str
    words: str


def happenings(
    office: Office, account_id: str, periods: Sequence[MeterPeriod], days: tuple[dt.date, dt.date]
) -> list[Happening]:
    """Return events and work orders on local days [first, last] by time, `MOST` at most."""
    found = [*_orders(office, account_id, days)]
    for device_id, of_terminal, span in _devices(periods):
        rows = device_rows(office.lake, "events", device_id, days, _COLUMNS)
        found += [one for one in _events(office, rows, of_terminal) if span[0] < one.at <= span[1]]
    return sorted(found, key=lambda one: (one.at, one.words))[:MOST]


def _devices(
    periods: Sequence[MeterPeriod],
) -> Iterator[tuple[str, bool, tuple[float, float]]]:
    for period in dict.fromkeys(periods):
        yield period.meter_id, False, (period.first, period.last)
        if period.terminal_id is not None:
            yield period.terminal_id, True, (period.first, period.last)


def _events(office: Office, rows: pa.Table, of_terminal: bool) -> Iterator[Happening]:
    codes = canonical_of(rows, office.settings.event_codes).tolist()
    told = zip(codes, rows["ts"].to_pylist(), rows["code"].to_pylist(), strict=True)
    for canonical, instant, code in told:
        if canonical == SILENT:
            continue
        words = wording.named(canonical) if canonical else say("code {code}", code=code)
        words = say("terminal: {event}", event=words) if of_terminal else words
        yield Happening(instant.timestamp(), "event", words)


def _orders(office: Office, account_id: str, days: tuple[dt.date, dt.date]) -> Iterator[Happening]:
    timezone = office.settings.timezone
    first = local_day(days[0], timezone).start_us / 1e6
    last = local_day(days[1], timezone).end_us / 1e6
    orders = office.published.frame("work_orders")
    for row in orders[orders["account_id"] == account_id].to_dict("records"):
        at = row["start"].timestamp()
        if first < at <= last:
            yield Happening(at, "work_order", wording.named(str(row["kind"])))
