"""Scoring: from measured features to one score an account, with evidence and loss."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Floats, Window
from models.combination import combine, contributions, tip_balance
from models.evidence import NOBODY, evidence_order, explanations_of, pieces_of
from models.explanation import Reasons, reasons_of
from models.family_judgement import (
    FamilyJudgement,
    Suspicion,
    judge_families,
    rarity_among_peers,
    recalled_families,
    views_of,
)
from models.loss import Loss, estimate_loss
from models.peer_group import Indices
from models.score_table import score_table
from models.suspected_means import suspected_means
from pipeline.contract import SCORES


@dataclass(frozen=True)
class Scored:
    """A scored window: table `scores` as a frame, and what stands behind it.

    scores: one row an account, in the window's order; the columns of the contract.
    window, table: what was scored.
    order: (n, k) feature indices of what speaks against an account, strongest first, -1 where
    none; evidence is what of it does not depend on the seeds of the forests.
    loss: onset and unbilled energy.
    seed: of the forests; None where it is not known: then all of `order` is evidence.
    reasons: of all accounts that have any; None after `recall`.
    """

    scores: pd.DataFrame
    window: Window
    table: FeatureTable
    order: NDArray[np.intp]
    loss: Loss
    seed: int | None = None
    reasons: Reasons | None = None

    @property
    def date(self) -> dt.date:
        """Business date: the last day of the window."""
        return self.window.date(self.window.shape[1] - 1)

    def evidence(self, account: int) -> list[dict[str, Any]]:
        """Return the evidence against the account at row `account`, strongest first.

        What was recalled grows the account's forests again; see `with_reasons`.
        """
        reasons = self.with_reasons(np.array([account], dtype=np.intp)).reasons
        place = None if reasons is None else reasons.place(account)
        order = self.order[account] if reasons is None or place is None else reasons.order[place]
        return pieces_of(self.table, account, order.tolist(), self.window.first)

    def with_reasons(self, rows: Indices) -> Scored:
        """Return it with the reasons of the accounts at `rows` (m,), where it has none yet.

        After `recall` the forests that judged these accounts are grown again, and only those.
        None are added where the seed is not known, or where nothing speaks against them.
        """
        grounds = np.unique(rows[(self.order[rows] != NOBODY).any(axis=1)])
        if self.reasons is not None or self.seed is None or not len(grounds):
            return self
        suspicion = Suspicion.of(self.table)
        judgement = recalled_families(self.table, suspicion, self.scores)
        views = views_of(self.window, self.table, suspicion, self.seed, grounds)
        total = self.scores["score"].to_numpy(dtype=np.float64)
        return replace(self, reasons=reasons_of(self.table, suspicion, judgement, views, total))

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
    judgement, views = judge_families(window, table, suspicion, seed)
    combined = combine(judgement.scores, judgement.families)
    nobody = np.zeros(0, dtype=np.intp)
    overall = rarity_among_peers(window, suspicion.values, combined, seed, "overall", rows=nobody)
    total = np.maximum(
        tip_balance(combined, overall.mean), suspicion.certain.max(axis=1, initial=0.0)
    )
    scored = _scored(window, table, suspicion, judgement, total)
    reasons = reasons_of(table, suspicion, judgement, views, total)
    return replace(scored, seed=seed, reasons=reasons)


def recall(
    window: Window, table: FeatureTable, written: pd.DataFrame, seed: int | None = None
) -> Scored:
    """Return what stands behind scores that were written before, without growing forests.

    written: rows of table `scores` of the window's last day. KeyError where an account of
    the window is not among them: then the day has to be scored again. seed: of the forests
    that were grown then; without it nothing is known of how steady the reasons are.
    """
    rows = written.set_index("account_id").loc[window.account_ids.tolist()]
    suspicion = Suspicion.of(table)
    judgement = recalled_families(table, suspicion, rows)
    total = rows["score"].to_numpy(dtype=np.float64)
    return replace(_scored(window, table, suspicion, judgement, total), seed=seed)


def _scored(
    window: Window,
    table: FeatureTable,
    suspicion: Suspicion,
    judgement: FamilyJudgement,
    total: Floats,
) -> Scored:
    alone = contributions(suspicion.degrees, judgement.rarities, judgement.reaches)
    weights = np.maximum(alone, suspicion.certain)
    order = evidence_order(weights, suspicion.certain, suspicion.degrees)
    means = suspected_means(table, order, suspicion.degrees)
    loss = estimate_loss(window, table, order, weights, means)
    frame = score_table(window, table, judgement, total)
    frame["means"] = means
    frame["onset"] = loss.onset_dates(window)
    frame["kwh_per_day"] = loss.kwh_per_day
    return Scored(frame[list(SCORES.names)], window, table, order, loss)
