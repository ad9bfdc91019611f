"""List diff: who came, went, rose and fell between two lists, and why, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models.evaluation.json_value import json_value
from models.list_reasons import reasons_of
from models.list_standing import Then
from pipeline.language import mark

MOST_REASONS = 2


class Move(StrEnum):
    """How an account moved between two lists; who kept the rank did not move."""

    CAME = "came"
    WENT = "went"
    ROSE = "rose"
    FELL = "fell"


MOVE_TITLES: dict[Move, str] = {
    Move.CAME: mark("came"),
    Move.WENT: mark("went"),
    Move.ROSE: mark("rose"),
    Move.FELL: mark("fell"),
}


@dataclass(frozen=True)
class ListDay:
    """A list and what stands behind it.

    suspects: table `suspects` of the day. scores: score and disqualified by account_id, of
    all accounts of both lists that were scored. values: what was measured on them, a column a
    feature and `cold_start_score`, by account_id; empty where nothing was kept.
    """

    date: dt.date
    suspects: pd.DataFrame
    scores: pd.DataFrame
    values: pd.DataFrame

    def then(self, account_id: str) -> Then:
        """Return what was known of one account."""
        listed, scored, values = self._by_account
        return Then(listed.get(account_id), scored.get(account_id), values.get(account_id, {}))

    @cached_property
    def _by_account(self) -> tuple[dict[str, Mapping[str, Any]], ...]:
        """Rows of the three tables by account_id."""
        listed = self.suspects.set_index("account_id")
        return tuple(
            dict(zip(rows.index, rows.to_dict("records"), strict=True))
            for rows in (listed, self.scores, self.values)
        )


@dataclass(frozen=True)
class Meanwhile:
    """What happened up to the later list.

    visits: account_id, day (since 1970), outcome; one row an account, its latest visit.
    closed: accounts that are not supplied any more. score_at_least: the listing threshold.
    cooling_off_days: in peace after a clean visit.
    """

    visits: pd.DataFrame
    closed: frozenset[str]
    score_at_least: float
    cooling_off_days: int


@dataclass(frozen=True)
class ListMove:
    """One account that moved: ranks and scores on both days, None where there is none."""

    account_id: str
    move: Move
    rank_before: int | None
    rank: int | None
    score_before: float | None
    score: float | None
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the move as plain values for JSON."""
        plain: dict[str, Any] = json_value(asdict(self))
        return plain


def list_moves(before: ListDay, now: ListDay, meanwhile: Meanwhile) -> tuple[ListMove, ...]:
    """Return who moved, with at most two reasons each in the spoken language.

    Those who came by rank, then who rose, fell and went by the rank that they had.
    """
    ranks = pd.DataFrame(
        {
            "before": before.suspects.set_index("account_id")["rank"],
            "now": now.suspects.set_index("account_id")["rank"],
        }
    ).astype("float64")
    moves = np.select(
        [
            ranks["before"].isna(),
            ranks["now"].isna(),
            ranks["now"] < ranks["before"],
            ranks["now"] > ranks["before"],
        ],
        [Move.CAME.value, Move.WENT.value, Move.ROSE.value, Move.FELL.value],
        "",
    )
    told = ranks.assign(move=moves)[moves != ""]
    visits = {
        str(row["account_id"]): (int(row["day"]), str(row["outcome"]))
        for row in meanwhile.visits.to_dict("records")
    }
    found = [
        _moved(str(account), Move(row["move"]), before, now, meanwhile, visits)
        for account, row in told.iterrows()
    ]
    order = (Move.CAME, Move.ROSE, Move.FELL, Move.WENT)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.move), one.rank or one.rank_before))
    )


def _moved(  # noqa: PLR0917 - one account of the above
    account_id: str,
    move: Move,
    before: ListDay,
    now: ListDay,
    meanwhile: Meanwhile,
    visits: Mapping[str, tuple[int, str]],
) -> ListMove:
    first, second = before.then(account_id), now.then(account_id)
    reasons = reasons_of(
        first,
        second,
        since=before.date,
        visit=visits.get(account_id),
        is_closed=account_id in meanwhile.closed,
        score_at_least=meanwhile.score_at_least,
        cooling_off_days=meanwhile.cooling_off_days,
    )
    return ListMove(
        account_id,
        move,
        first.rank,
        second.rank,
        first.score,
        second.score,
        tuple(reasons[:MOST_REASONS]),
    )
