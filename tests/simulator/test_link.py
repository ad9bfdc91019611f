from __future__ import annotations

import datetime as dt

import numpy as np

from simulator.link import Link
from simulator.population import build_roster
from simulator.timeline import Timeline

TIMELINE = Timeline(dt.date(2026, 3, 2), 20, "Asia/Shanghai")


def test_about_one_reading_in_a_hundred_is_missing_and_fewer_come_late() -> None:
    link = Link(build_roster(300, 3), 3)
    draws = [link.draw(TIMELINE.day(k)) for k in range(20)]
    lost = np.mean([lost.mean() for lost, _ in draws])
    late = np.mean([late.mean() for _, late in draws])
    assert 0.005 < lost < 0.02
    assert 0.0005 < late < 0.005
    assert not any((lost & late).any() for lost, late in draws)


def test_some_links_are_worse_than_others() -> None:
    link = Link(build_roster(300, 3), 3)
    lost = np.mean([link.draw(TIMELINE.day(k))[0].mean(axis=1) for k in range(20)], axis=0)
    assert np.percentile(lost, 95) > 2.5 * np.percentile(lost, 25)


def test_doubled_rows_are_few_and_different() -> None:
    link = Link(build_roster(50, 3), 3)
    places = link.doubled(TIMELINE.day(0), 10_000)
    assert len(places) == len(set(places.tolist())) == 8
    assert places.max() < 10_000
