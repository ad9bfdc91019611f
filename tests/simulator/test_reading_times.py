from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import pytest

from pipeline.contract.vocabulary import Wiring
from simulator.population import build_roster
from simulator.reading_times import ReadingTimes, slots_of
from simulator.region import Region
from simulator.timeline import Timeline

ROSTER = build_roster(60, 4)


def _times(delivery: dict[str, dict[str, object]]) -> ReadingTimes:
    return ReadingTimes(ROSTER, Region.model_validate({"delivery": delivery}), 4)


@pytest.mark.parametrize(
    ("resolution", "slots", "expected"),
    [(15, 96, 96), (30, 96, 48), (60, 92, 23), (60, 100, 25), ("daily", 92, 1), ("none", 96, 0)],
)
def test_intervals_end_at_the_end_of_the_day(
    resolution: int | str, slots: int, expected: int
) -> None:
    due = slots_of(resolution, slots)  # type: ignore[arg-type]
    assert due.sum() == expected
    assert due[-1] == (expected > 0)


def test_monthly_readings_have_no_slots_of_their_own() -> None:
    with pytest.raises(ValueError, match="monthly"):
        slots_of("monthly", 96)


def test_each_wiring_is_read_as_its_region_says() -> None:
    times = _times({"meter": {"resolution": 60}, "3P4W": {"resolution": 15}})
    due = times.meters(Timeline(dt.date(2026, 3, 2), 1, "Asia/Shanghai").day(0)).sum(axis=1)
    assert set(due[ROSTER.is_wired(Wiring.ONE_PHASE)]) == {24}
    assert set(due[ROSTER.is_wired(Wiring.FOUR_WIRE)]) == {96}


def test_every_meter_is_read_once_a_month_a_day_about_its_end() -> None:
    timeline = Timeline(dt.date(2026, 1, 25), 100, "Europe/Madrid")
    times = _times({"meter": {"resolution": "monthly"}})
    offsets: dict[tuple[int, int], list[int]] = {}
    for index in range(100):
        day = timeline.day(index)
        row, slot = np.nonzero(times.meters(day))
        assert ((day.hours[slot] >= 8) & (day.hours[slot] < 18.2)).all()
        for one in row:
            end = min(
                (
                    dt.date(2026, month, calendar.monthrange(2026, month)[1])
                    for month in range(1, 6)
                ),
                key=lambda date: abs((date - day.date).days),
            )
            offsets.setdefault((int(one), end.month), []).append((day.date - end).days)
    assert {len(found) for found in offsets.values()} == {1}
    assert len(offsets) == 60 * 4
    assert {found[0] for found in offsets.values()} == {-1, 0, 1}
