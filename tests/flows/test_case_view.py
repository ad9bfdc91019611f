import dataclasses
import datetime as dt
import io
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from flows.command_line.case_view import print_case
from flows.command_line.energy_bars import HEIGHT, energy_bars
from pipeline.case import Case, Mark, Weight
from pipeline.contract import SUSPECTS

FIRST = dt.date(2026, 3, 1)


def case(days: int = 45, **other: Any) -> Case:
    dates = tuple(FIRST + dt.timedelta(days=k) for k in range(days))
    suspect: dict[str, Any] = dict.fromkeys(SUSPECTS.names)
    suspect |= {
        "account_id": "A000254",
        "customer_id": "C1",
        "rank": 3,
        "score": 0.964,
        "means": "meter_hang",
        "onset": dates[days // 2],
        "kwh_per_day": 33.4,
        "kwh_per_day_low": 23.3,
        "kwh_per_day_high": 43.4,
        "recoverable_kwh": 800.0,
        "recoverable_amount": 496.0,
        "change": "new",
        "evidence": [
            {
                "feature": "hang_hours",
                "value": 80.2,
                "baseline": 0.0,
                "unit": "h",
                "text": "The meter stood for 80.2 h although its supply was live.",
            }
        ],
        "cleared_by": [
            {"explanation": "vacancy", "outcome": "rejected", "text": "There is still use."},
            {"explanation": "district_outage", "outcome": "applies", "text": "On some days."},
        ],
    }
    expected = np.full(days, 200.0)
    energy = np.where(np.arange(days) < days // 2, 200.0, 100.0)
    made = Case(
        suspect | other.pop("suspect", {}),
        {"account_id": "A000254", "wiring": "3P4W", "ct_ratio": 15.0},
        dates,
        energy,
        expected,
        marks=(Mark(dates[-1], "event", "memory error"), Mark(dates[0], "holiday", "holiday")),
        sister_accounts=("A000414",),
    )
    return dataclasses.replace(made, **other)


def printed(one: Case, width: int = 80) -> str:
    out = io.StringIO()
    print_case(one, Console(file=out, width=width, color_system=None), "CNY")
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_case_tells_all_within_the_width(width: int) -> None:
    text = printed(case(), width)
    assert max(map(len, text.splitlines())) <= width
    for words in (
        "Account A000254: Meter hung (white screen)",
        "0.96 (rank 3, new)",
        "33.4 kWh a day (23.3 to 43.4)",
        "800 kWh, 496 CNY",
        "1. The meter stood for 80.2 h",
        "measured 80.2 h, usual 0 h (hang hours)",
        "ruled out",
        "since 2026-03-23",
        "memory error",
        "3P4W",
        "A000414",
    ):
        assert words in text


def test_parts_of_the_score_are_told() -> None:
    steady = printed(case(weights={"hang_hours": Weight(0.62, 1.0)}, families={"register": 0.38}))
    assert "(hang hours); 62 % of the score" in steady
    assert "What the score is made of" in steady
    assert "Register  38 %" in steady
    shaky = printed(case(weights={"hang_hours": Weight(0.62, 0.8)}), width=120)
    assert "62 % of the score, by 80 % of the forests" in " ".join(shaky.split())


def test_what_may_explain_comes_before_what_is_ruled_out() -> None:
    text = printed(case())
    assert text.index("district outage") < text.index("vacancy")


def test_account_that_is_not_listed_is_shown_too() -> None:
    blank = {name: None for name in SUSPECTS.names if name != "account_id"}
    text = printed(case(suspect=blank))
    assert "not on the list" in text
    assert "no single measurement stands out" in text
    assert "None could be tested" in text


def test_signs_of_control_are_shown_as_dots() -> None:
    text = printed(case(suspect={"account_id": "A\x1b[31m1\n"}))
    assert "\x1b" not in text
    assert "Account A·[31m1·:" in text


def test_bars_fall_at_the_onset_and_show_what_is_missing() -> None:
    rows = [line.plain for line in energy_bars(case(), 80)]
    top, bottom = rows[0][9:], rows[HEIGHT - 1][9:]
    assert top == "█" * 22 + "░" * 23
    assert bottom == "█" * 45
    assert rows[HEIGHT].index("^") == 9 + 22
    assert rows[0].startswith("    200 ┤")
    styles = {str(span.style) for span in energy_bars(case(), 80)[0].spans if span.start >= 9 + 22}
    assert styles == {"yellow"}
    assert rows[-1].strip().startswith("2026-03-01")
    assert rows[-1].endswith("2026-04-14")


def test_few_days_are_drawn_broader() -> None:
    rows = [line.plain for line in energy_bars(case(10), 80)]
    assert rows[HEIGHT - 1][9:] == "█" * 30


@pytest.mark.parametrize("days", [1, 2, 91, 400])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_bars_fit_any_width(days: int, width: int) -> None:
    lines = energy_bars(case(days), width)
    assert len(lines) >= HEIGHT + 1
    assert max(len(line.plain) for line in lines[:HEIGHT]) <= width


def test_bars_without_unicode_are_plain() -> None:
    text = "".join(line.plain for line in energy_bars(case(), 80, is_unicode=False)[HEIGHT - 1 :])
    assert "#" in text
    assert text.isascii()


def test_days_without_data_are_blank_and_none_at_all_draws_nothing() -> None:
    known = case()
    energy = known.daily_kwh.copy()
    energy[3] = np.nan
    rows = energy_bars(dataclasses.replace(known, daily_kwh=energy), 80)
    assert rows[HEIGHT - 1].plain[9 + 3] == " "
    unknown = dataclasses.replace(known, daily_kwh=np.full(45, np.nan))
    assert energy_bars(unknown, 80) == []
    assert "Energy by day" not in printed(unknown)
