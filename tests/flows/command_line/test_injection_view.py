"""The table of an injection as people read it."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from flows.command_line.injection_view import print_injection

TALLY: dict[str, Any] = {
    "attack": "ct_shunt_phase",
    "strength": "40 %",
    "count": 4,
    "listed": 3,
    "recall": 0.75,
    "auc": 0.96,
    "score_median": 0.61,
    "rank_median": 5.0,
    "named_share": 1.0,
    "hidden_share": 0.13,
}
NOTHING = dict.fromkeys(("recall", "auc", "score_median", "rank_median", "named_share"))
REPORT: dict[str, Any] = {
    "date": "2026-03-31",
    "accounts": 500,
    "judged": 498,
    "candidates": 480,
    "rounds": 4,
    "list_length": 200,
    "score_at_least": 0.5,
    "false_alarms_before": 12,
    "false_alarms": 11.25,
    "cases": [TALLY, TALLY | NOTHING | {"attack": "zero_use", "strength": "", "listed": 0}],
    "total": TALLY | {"attack": "all", "strength": ""},
    "by_onset": [TALLY | {"attack": "all", "strength": "7 to 14 days"}],
    "not_possible": {"jokar_h1": "currents are read"},
}


def test_every_figure_and_every_attack_left_out_is_shown() -> None:
    page = io.StringIO()
    print_injection(REPORT, Console(file=page, width=120))
    lines = page.getvalue().splitlines()
    assert "4 attacks in 4 rounds on 480 honest-looking of 498 judged accounts" in lines[0]
    assert "12 without any attack, 11.2 beside the attacked ones" in lines[1]
    (shunt,) = [line for line in lines if "ct shunt phase" in line]
    assert _words(shunt) == "ct shunt phase 40 % 4 3 75 % 0.96 0.61 5 100 % 13 %"
    (still,) = [line for line in lines if "zero use" in line]
    assert _words(still) == "zero use 4 0 – – – – – 13 %"
    assert any("7 to 14 days" in line for line in lines)
    assert any("jokar_h1" in line and "not possible: currents are read" in line for line in lines)


def _words(line: str) -> str:
    return " ".join(line.split())
