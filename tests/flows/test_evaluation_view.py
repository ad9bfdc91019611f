import datetime as dt
import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from flows.command_line.evaluation_view import print_evaluation
from flows.command_line.evaluation_words import figure, interval, share
from models.evaluation.comparison import Entrant
from models.evaluation.judged import judge
from models.evaluation.report import Lists, Question, report
from models.evaluation.truth import truth_of

DATE = dt.date(2026, 4, 14)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """A report of forty accounts of which thirty steal, without finding any on a list."""
    ids = [f"A{place:02d}" for place in range(40)]
    labels = ["theft"] * 30 + ["normal"] * 10
    kinds = ["[red]\x1bct_shunt"] * 30 + [""] * 10
    rows = pd.DataFrame({"account_id": ids, "label": labels, "kind": kinds}, dtype=object)
    scores = pd.DataFrame({"account_id": ids, "score": np.linspace(0, 0.4, 40)})
    missing = {"probability": np.nan, "means": None, "onset": None, "kwh_per_day": np.nan}
    found = judge(
        truth_of(rows, "truth.csv", "UTC"),
        scores.assign(**missing, disqualified=None),
        DATE,
        0.5,
        200,
    )
    question = Question(DATE, 0.5, list_length=200, capacity=5, seed=1, draws=20)
    nobody = pd.DataFrame({"account_id": [], "run_date": []})
    stability = {"mean_jaccard": 0.9, "min_jaccard": 0.8, "common_share": 0.7, "seeds": 3, "k": 5}
    others = [Entrant("turned", "Turned about", -found.score)]
    return report(question, found, Lists([], nobody), others, stability)


def printed(told: dict[str, Any], width: int = 80, *, is_terminal: bool) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=is_terminal, color_system=None, legacy_windows=False
    )
    print_evaluation(told, console)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_the_terminal(told: dict[str, Any], width: int) -> None:
    text = printed(told, width, is_terminal=True)
    tables = text[text.index("Comparison") :]
    assert max(len(line) for line in tables.splitlines() if "Note" not in line) <= width
    assert "Turned" in text


@pytest.mark.parametrize("is_terminal", [True, False])
def test_long_lists_of_cases_say_how_many_more(told: dict[str, Any], is_terminal: bool) -> None:
    text = printed(told, 120, is_terminal=is_terminal)
    assert "Missed thieves, the largest first (20 of 30)" in text
    assert "Wrongly listed" not in text
    assert "70 % of the first 5 are the same with all 3" in text


@pytest.mark.parametrize("is_terminal", [True, False])
def test_words_of_the_truth_are_neither_obeyed_nor_markup(
    told: dict[str, Any], is_terminal: bool
) -> None:
    text = printed(told, 120, is_terminal=is_terminal)
    assert "\x1b" not in text
    assert "[red]·ct shunt" in text


def test_what_is_not_known_is_a_dash() -> None:
    assert figure("auc", None) == "–"
    assert share(None) == "–"
    assert interval("auc", {"low": None, "high": None}) == ""
    assert interval("auc", {"low": 0.5, "high": 0.75}) == "0.50–0.75"
    assert interval("innocents_listed", {"low": 3.0, "high": 1200.0}) == "3–1,200"
