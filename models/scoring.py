"""Scoring: from measured features to one score an account, with evidence and loss."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Floats, Window
from models.combination import combine, contributions, tip_balance
from models.evidence import evidence_order, explanations_of, pieces_of
from models.family_judgement import (
    FamilyJudgement,
    Suspicion,
    judge_families,
    rarity_among_peers,
)
from models.loss import Loss, estimate_loss
from pipeline.contract import SCORES, family_column
from pipeline.contract.vocabulary import Family

# Families that see what theft does, and not how it is done.
EFFECTS = (Family.CONSUMPTION, Family.ENERGY_BALANCE)
# From here on a cause is named, even if its effect is the stronger evidence.
CAUSE_DEGREE = 0.5

NOTHING_JUDGED = "no feature could be judged from the channels and days there are"


@dataclass(frozen=True)
class Scored:
    """A scored window: table `scores` as a frame, and what stands behind it.

    scores: one row an account, in the window's order; the columns of the contract.
    window, table: what was scored.
    order: (n, k) feature indices of the evidence, strongest first, -1 where none.
    loss: onset and unbilled energy.
    """

    scores: pd.DataFrame
    window: Window
    table: FeatureTable
    order: NDArray[np.intp]
    loss: Loss

    @property
    def date(self) -> dt.date:
        """Business date: the last day of the window."""
        return self.window.date(self.window.shape[1] - 1)

    def evidence(self, account: int) -> list[dict[str, Any]]:
        """Return the evidence against the account at row `account`, strongest first."""
        return pieces_of(self.table, account, self.order[account].tolist(), self.window.first)

    def cleared_by(self, account: int) -> list[dict[str, Any]]:
        """Return the innocent explanations tested on the account at row `account`."""
        return explanations_of(self.table.explanations, account)

    def row(self, account_id: str) -> int:
        """Return the row of an account; KeyError when the window does not hold it."""
        found = np.flatnonzero(self.scores["account_id"].to_numpy() == account_id)
        if not len(found):
            raise KeyError(f"no account {account_id!r} among the {len(self.scores)} scored")
        return int(found[0])

    def arrow(self) -> pa.Table:
        """Return the frame as table `scores` of the lake."""
        rows = pa.Table.from_pandas(self.scores, SCORES.arrow_schema, preserve_index=False)
        return rows.replace_schema_metadata()


def score(window: Window, table: FeatureTable, seed: int) -> Scored:
    """Score every account of a window from its features.

    Parameters
    ----------
    window: gives account ids, wiring, class and dates.
    table: the features measured on it, in the same order of accounts.
    seed: seed of the forests.
    """
    suspicion = Suspicion.of(table)
    judgement = judge_families(window, table, suspicion, seed)
    combined = combine(judgement.scores, judgement.families)
    overall = rarity_among_peers(window, suspicion.values, combined, seed, "overall")
    total = np.maximum(tip_balance(combined, overall), suspicion.certain.max(axis=1, initial=0.0))
    alone = contributions(suspicion.degrees, judgement.rarities, judgement.reaches)
    weights = np.maximum(alone, suspicion.certain)
    order = evidence_order(weights, suspicion.certain, suspicion.degrees)
    loss = estimate_loss(table, order, weights)
    frame = _frame(window, table, judgement, total)
    frame["means"] = _means(table, order, suspicion.degrees)
    frame["onset"] = [None if day < 0 else window.date(int(day)) for day in loss.onset]
    frame["kwh_per_day"] = loss.kwh_per_day
    return Scored(frame[list(SCORES.names)], window, table, order, loss)


def _frame(
    window: Window, table: FeatureTable, judgement: FamilyJudgement, total: Floats
) -> pd.DataFrame:
    accounts, days = window.shape
    families = {family_column(family).name: np.full(accounts, np.nan) for family in Family}
    for place, family in enumerate(judgement.families):
        families[family_column(family).name] = judgement.scores[:, place]
    return pd.DataFrame(
        {
            "run_date": np.full(accounts, window.date(days - 1), dtype=object),
            "account_id": window.account_ids.astype(object),
            "score": total,
            "probability": np.full(accounts, np.nan),
            **families,
            "coverage": table.coverage,
            "disqualified": _reasons(table, judgement),
        }
    )


def _means(table: FeatureTable, order: NDArray[np.intp], degrees: Floats) -> NDArray[np.object_]:
    """Return (n,) what the evidence suggests; None without evidence.

    The strongest evidence of a cause goes before that of its effect, lower consumption.
    """
    names = np.array([*(feature.means.value for feature in table.features), None], dtype=object)
    is_cause = np.array([*(feature.family not in EFFECTS for feature in table.features), False])
    strong = np.take_along_axis(degrees, np.maximum(order, 0), axis=1) >= CAUSE_DEGREE
    named = is_cause[order] & strong
    lead = np.where(named.any(axis=1), named.argmax(axis=1), 0)
    # Where there is no evidence the index is -1, which picks the None at the end.
    return np.asarray(names[np.take_along_axis(order, lead[:, None], axis=1)[:, 0]])


def _reasons(table: FeatureTable, judgement: FamilyJudgement) -> list[str | None]:
    is_judged = np.isfinite(judgement.scores).any(axis=1)
    return [
        str(reason) if reason else (None if judged else NOTHING_JUDGED)
        for reason, judged in np.column_stack([table.disqualified.astype(object), is_judged])
    ]
