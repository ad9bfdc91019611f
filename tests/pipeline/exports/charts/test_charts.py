import dataclasses
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from pipeline.case import Case, LoadCurve, Signal
from pipeline.exports.charts import daily_chart, load_charts, signal_chart, sparkline


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter("text")]  # noqa: S314 - our own


@pytest.mark.parametrize("place", range(4))
def test_charts_are_well_formed_whatever_the_text(cases: tuple[Case, ...], place: int) -> None:
    case = cases[place]
    svgs = [daily_chart(case, "k"), sparkline(case)]
    svgs += [signal_chart(signal, case, "s") for signal in case.signals]
    svgs += [panel.svg for panel in load_charts(case.load_curve, "l")] if case.load_curve else []
    for svg in svgs:
        root = ET.fromstring(svg)  # noqa: S314 - our own
        assert root.get("role") == "img"
        assert not list(root.iter("script"))


def test_daily_chart_shows_onset_marks_unit_and_iso_days(cases: tuple[Case, ...]) -> None:
    svg = daily_chart(cases[0], "k")
    assert {"kWh a day", "from 2026-02-24", "01-15"} <= set(texts(svg))
    assert svg.count('class="band holiday"') == 1  # two days in a row
    assert svg.count('class="band gap"') == 1
    assert svg.count('class="pin event"') == 1
    assert svg.count('class="pin order"') == 1
    assert "2026-02-25: power down; memory error" in svg
    assert "Before 2026-02-24 mean 1,668 kWh" in svg


def test_missing_energy_stands_on_the_bars_of_days_that_fell_short(
    cases: tuple[Case, ...],
) -> None:
    case = cases[0]
    onset = case.suspect["onset"]
    short = [
        day
        for day, kwh, peer in zip(case.dates, case.daily_kwh, case.peer_kwh, strict=True)
        if day >= onset and kwh < peer
    ]
    path = re.search(r'class="missing" d="([^"]*)"', daily_chart(case, "k"))
    assert path is not None
    tops = re.findall(r"M\S+ (\d+)V(\d+)", path[1])
    assert len(tops) == len(short) > 0
    assert all(int(top) <= int(bottom) for bottom, top in tops)


def test_daily_chart_without_onset_has_one_kind_of_bar(cases: tuple[Case, ...]) -> None:
    svg = daily_chart(cases[3], "k")
    assert "bar before" in svg
    assert "bar after" not in svg
    assert "missing" not in svg


def test_case_without_days_or_values_is_drawn_empty(cases: tuple[Case, ...]) -> None:
    none = np.array([])
    empty = dataclasses.replace(cases[0], dates=(), daily_kwh=none, peer_kwh=none, marks=())
    assert "There are no days to show." in daily_chart(empty, "k")
    unknown = np.full(len(cases[0].dates), np.nan)
    blank = dataclasses.replace(cases[0], daily_kwh=unknown, peer_kwh=unknown)
    assert "bar" not in daily_chart(blank, "k")
    assert "Not measured" in signal_chart(Signal("x", "x", "", unknown, None), blank, "s")


def test_signal_in_shares_is_drawn_in_per_cent(cases: tuple[Case, ...]) -> None:
    found = texts(signal_chart(cases[0].signals[1], cases[0], "s"))
    assert "%" in found
    assert "100" in found


def test_meter_and_terminal_currents_meet_phase_by_phase(cases: tuple[Case, ...]) -> None:
    assert cases[0].load_curve is not None
    panels = load_charts(cases[0].load_curve, "l")
    assert [panel.title for panel in panels] == [
        "Power",
        "Current phase a",
        "Current phase c",
        "Voltage",
    ]
    current = panels[1]
    assert [line.name for line in current.lines] == ["Current a", "Terminal: current a"]
    assert [line.style for line in current.lines] == ["curve-0 meter", "curve-1 terminal"]


def test_phases_without_a_terminal_share_a_panel(cases: tuple[Case, ...]) -> None:
    curve = cases[0].load_curve
    assert curve is not None
    own = {name: one for name, one in curve.channels.items() if "erminal" not in name}
    own["Reactive power (kvar)"] = np.full(curve.instants.size, np.nan)
    panels = load_charts(LoadCurve(curve.instants, own), "l")
    assert [panel.title for panel in panels] == ["Power", "Current", "Voltage"]
    assert [line.style for line in panels[1].lines] == ["phase-a", "phase-c"]


def test_sparkline_shades_the_days_since_the_onset(cases: tuple[Case, ...]) -> None:
    # The onset is day 41 of 60.
    assert 'class="since" d="M667 0H1000' in sparkline(cases[0])
    assert 'class="since"' not in sparkline(cases[3])
    assert re.search(r'aria-label="[^"]*Mean 26\.8 kWh', sparkline(cases[3]))
