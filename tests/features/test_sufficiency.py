from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.measurement import ALL_FEATURES, compute
from features.sufficiency import judged_by_events_alone
from features.window import Window
from pipeline.contract.vocabulary import Family

DAYS = 60


def _unread(build: Callable[..., Window], **changes: object) -> Window:
    """Four accounts: one is read, one only reports events, two are silent."""
    rows = np.full((4, DAYS), np.nan)
    rows[0] = 96
    rows[1, [10, 40]] = 0  # a device that only reported events has a row without readings
    opened = np.zeros((4, DAYS))
    opened[1, 10] = 1
    kwh = np.full((4, DAYS), np.nan)
    kwh[0] = 10.0
    facts = {"rows_count": rows, "event_meter_cover_open_count": opened}
    return build(4, DAYS, kwh=kwh, facts=facts, **changes)


def test_without_readings_events_alone_are_judged(build: Callable[..., Window]) -> None:
    window = _unread(build)
    assert judged_by_events_alone(window).tolist() == [False, True, False, False]
    table = compute(window)
    assert table.disqualified.tolist() == ["", "", *["no readings in the window"] * 2]
    assert table.coverage[1] == 0


def test_silence_says_nothing_where_nothing_was_ever_read(build: Callable[..., Window]) -> None:
    table = compute(_unread(build))
    by_events = np.array([one.family is Family.TAMPER_EVENTS for one in ALL_FEATURES])
    values = table.matrix()
    assert np.isnan(values[1, ~by_events]).all()
    assert np.isfinite(values[1, by_events]).all()
    assert values[1, by_events].max() > 0
    assert np.isfinite(values[0, ~by_events]).any()


def test_events_of_a_terminal_count_too(build: Callable[..., Window]) -> None:
    counts = np.full((4, DAYS), np.nan, dtype=np.float32)
    counts[2, 5] = 1
    window = _unread(build, terminal_events={"meter_cover_open": counts})
    assert judged_by_events_alone(window).tolist() == [False, True, True, False]
    assert compute(window).disqualified.tolist() == ["", "", "", "no readings in the window"]


def test_account_that_has_left_is_not_judged_by_its_events(build: Callable[..., Window]) -> None:
    valid = np.ones((4, DAYS), dtype=bool)
    valid[1, 50:] = False
    table = compute(_unread(build, valid=valid))
    assert table.disqualified[1] == "account not valid on the business date"
