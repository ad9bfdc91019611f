"""Reports of an evaluation and of a backtest, made by the models from made-up accounts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.backtesting.as_of_list import AsOfList, Origin
from models.backtesting.report import Plan, backtest_report
from models.evaluation.comparison import Entrant
from models.evaluation.judged import judge
from models.evaluation.report import Lists, Question, report
from models.evaluation.truth import truth_of
from pipeline.exports.evaluation_page import write_evaluation_page
from pipeline.settings import Settings

DATE = dt.date(2026, 6, 30)
ACCOUNTS, THIEVES = 400, 32
KINDS = ("ct_shunt", "meter_bypass", "meter_hang", "register_rollback", "zero_use", "phase_shift")
ODDITIES = ("vacancy", "holiday_closure", "new_pv", "meter_fault", "seasonal_closing", "efficiency")
RIVALS = (
    ("no_gaps", "wattsleuth without gap features", 0.3),
    ("forest", "Isolation forest on usual aggregates", 0.8),
    ("rules", "Rules of a utility's desk tool", 1.3),
    ("drop", "Relative drop of use", 2.0),
)
HOSTILE = '</script><script>alert("x")</script>&"A'
SEEDS = {"mean_jaccard": 0.91, "min_jaccard": 0.84, "common_share": 0.88, "seeds": 3, "k": 32}


def evaluation_report(probabilities: bool = True) -> dict[str, Any]:
    """The report of an evaluation of four hundred accounts, one of which bears a hostile name."""
    rng = np.random.default_rng(8)
    truth = _truth(rng)
    is_thief = (truth["label"] == "theft").to_numpy()
    scores = _scores(rng, truth, is_thief, probabilities)
    judged = judge(truth, scores, DATE, 0.5, 60)
    ordered = pd.Series(scores["score"].to_numpy(), index=scores["account_id"])
    own = ordered.reindex(judged.account_ids).to_numpy()
    others = [
        Entrant(name, label, own + noise * rng.normal(size=ACCOUNTS))
        for name, label, noise in RIVALS
    ]
    listings = pd.DataFrame({"account_id": judged.account_ids[judged.is_listed]})
    lists = Lists((DATE,), listings.assign(run_date=DATE))
    question = Question(DATE, 0.5, 60, 25, 11, 60)
    return report(question, judged, lists, others, SEEDS)


def _truth(rng: np.random.Generator) -> pd.DataFrame:
    label = np.r_[["theft"] * THIEVES, ["confounder"] * 90, ["normal"] * (ACCOUNTS - THIEVES - 90)]
    kind = np.r_[rng.choice(KINDS, THIEVES), rng.choice(ODDITIES, 90), [""] * (ACCOUNTS - 122)]
    onset = [str(DATE - dt.timedelta(days=int(day))) for day in rng.integers(3, 80, ACCOUNTS)]
    ids = [HOSTILE, *(f"A{place:04d}" for place in range(1, ACCOUNTS))]
    kwh = np.round(rng.lognormal(3, 1, ACCOUNTS), 2)
    cells = {"account_id": ids, "label": label, "kind": kind, "onset": onset}
    frame = pd.DataFrame(cells | {"kwh_per_day": [str(one) for one in kwh]}, dtype=object)
    frame["strength"] = None
    return truth_of(frame, "truth.csv", "Asia/Shanghai")


def _scores(
    rng: np.random.Generator, truth: pd.DataFrame, is_thief: np.ndarray, probabilities: bool
) -> pd.DataFrame:
    level = np.where(is_thief, 1.0, np.where(truth["label"] == "confounder", -1.2, -2.5))
    score = 1 / (1 + np.exp(-level - rng.normal(size=ACCOUNTS) * 1.2))
    score[0] = 0.01
    guessed = [
        kind if kind in KINDS and rng.random() < 0.7 else "consumption_drop"
        for kind in truth["kind"].fillna("")
    ]
    onset = [
        (DATE - dt.timedelta(days=int(day))) if found else None
        for day, found in zip(rng.integers(1, 80, ACCOUNTS), score > 0.4, strict=True)
    ]
    kwh = truth["kwh_per_day"].to_numpy("float64") * rng.lognormal(0, 0.5, ACCOUNTS)
    return pd.DataFrame(
        {
            "account_id": truth["account_id"].to_numpy(),
            "score": score,
            "probability": score**2 if probabilities else np.nan,
            "means": pd.Series(guessed, dtype=object),
            "onset": pd.Series(onset, dtype=object),
            "kwh_per_day": np.where(score > 0.4, kwh, np.nan),
            "disqualified": pd.Series([None] * ACCOUNTS, dtype=object),
        }
    )


def made_backtest() -> dict[str, Any]:
    """The report of a backtest of nine lists and some two hundred visits."""
    rng = np.random.default_rng(4)
    ids = np.array([HOSTILE, *(f"A{place:04d}" for place in range(1, ACCOUNTS))], dtype=object)
    lists = []
    for week in range(9):
        level = np.r_[np.full(THIEVES, 0.25 * week - 0.5), np.full(ACCOUNTS - THIEVES, -1.4)]
        scores = pd.Series(1 / (1 + np.exp(-level - rng.normal(size=ACCOUNTS))), index=ids)
        listed = scores[scores >= 0.5].sort_values(ascending=False).index
        ranks = pd.Series(np.arange(1, len(listed) + 1), index=listed)
        origin = Origin.STORED if week < 3 else Origin.COMPUTED
        lists.append(AsOfList(DATE + dt.timedelta(days=7 * week), origin, scores, ranks))
    visited = np.r_[np.arange(THIEVES), rng.integers(THIEVES, ACCOUNTS, 170)]
    innocent = ("clean", "clean", "vacant", "lawful_change", "fault", "wiring_error", "no_access")
    is_theft = visited < THIEVES
    kinds = [*KINDS[:4], "<b>by hand</b>", ""]
    inspections = pd.DataFrame(
        {
            "account_id": ids[visited],
            "inspected_on": [
                DATE + dt.timedelta(days=int(d)) for d in rng.integers(5, 110, len(visited))
            ],
            "outcome": np.where(is_theft, "theft", rng.choice(innocent, len(visited))),
            "means": np.where(is_theft, rng.choice(kinds, len(visited)), ""),
            "recovered_kwh": np.where(is_theft, rng.lognormal(6, 1, len(visited)), np.nan),
        }
    )
    plan = Plan(DATE, DATE + dt.timedelta(days=56), 7, 60, 20)
    return backtest_report(lists, inspections, Settings(), plan)


def written(made: dict[str, Any], path: Path) -> Path:
    """Write the page of a report that went through JSON, as a stored one would."""
    settings = Settings(utility='Harbour <i>"Power"</i>')
    write_evaluation_page(json.loads(json.dumps(made)), path, settings=settings)
    return path


@pytest.fixture(scope="session")
def evaluation() -> dict[str, Any]:
    return evaluation_report()


@pytest.fixture(scope="session")
def backtest() -> dict[str, Any]:
    return made_backtest()


@pytest.fixture(scope="session", params=["evaluation", "backtest"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of each of the two, as text."""
    made = request.getfixturevalue(request.param)
    path = written(made, tmp_path_factory.mktemp("page") / f"{request.param}.html")
    return path.read_text(encoding="utf-8")
