"""The business date at the edges of a day, in the utility's time zone."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.steps.business_date import business_date

ASKED = dt.date(2025, 12, 24)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-03-02T15:59:59+00:00", "Asia/Shanghai", "2026-03-01"),
        ("2026-03-02T16:00:00+00:00", "Asia/Shanghai", "2026-03-02"),
        ("2026-03-02T04:59:59+00:00", "America/New_York", "2026-02-28"),
        ("2026-03-02T05:00:00+00:00", "America/New_York", "2026-03-01"),
        ("2026-03-29T22:00:00+00:00", "Europe/Berlin", "2026-03-29"),
        ("2026-01-01T00:00:00+00:00", "UTC", "2025-12-31"),
    ],
)
def test_without_a_date_it_is_yesterday_where_the_utility_is(
    now: str, zone: str, expected: str
) -> None:
    found = business_date(None, zone, dt.datetime.fromisoformat(now))
    assert found == dt.date.fromisoformat(expected)


def test_a_date_that_was_asked_for_stays() -> None:
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert business_date(ASKED, "Asia/Shanghai", now) == ASKED
