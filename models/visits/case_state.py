"""Case states: who is with a crew, who is left in peace, and what new evidence ends that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.window import Flags
from models.backtesting.visits import EPOCH
from models.scoring import Scored
from models.visits.records import NEVER, Days, Records, last_day
from pipeline.contract import family_column
from pipeline.contract.vocabulary import CaseState, Family, Outcome
from pipeline.settings.visits import VisitSettings

INSPECT = "inspect"
# After these a second visit finds nothing: there was nothing, or a record was put right.
SETTLED = (Outcome.CLEAN, Outcome.LAWFUL_CHANGE, Outcome.VACANT, Outcome.RECORD_ERROR)
# After these the use should come back, and is watched.
WATCHED = (Outcome.THEFT, Outcome.RECTIFIED_ON_ARRIVAL, Outcome.FAULT, Outcome.WIRING_ERROR)
STRONG_FAMILY, TIMES_THE_SCORE = 0.5, 2.0


@dataclass(frozen=True)
class CaseStates:
    """State of n accounts on a business date, (n,) each.

    is_open: with a crew, or planned lately and without a finding yet. is_cooling_off: in peace
    after a visit that settled it. is_tracked: under watch after a visit that found something;
    has_alarm: and their use fell again, or never came back. is_set_aside: a reviewer decided
    lately against a visit.
    """

    is_open: Flags
    is_cooling_off: Flags
    is_tracked: Flags
    has_alarm: Flags
    is_set_aside: Flags

    @property
    def can_be_visited(self) -> Flags:
        """(n,) neither open nor cooling off."""
        return np.asarray(~self.is_open & ~self.is_cooling_off)

    def status(self, rows: NDArray[np.intp], was_listed: Flags) -> NDArray[np.object_]:
        """Return the state (m,) of the accounts at `rows`, as the list tells it."""
        return np.select(
            [
                self.is_open[rows],
                self.is_cooling_off[rows],
                self.is_tracked[rows],
                was_listed,
            ],
            [
                CaseState.OPEN.value,
                CaseState.COOLING_OFF.value,
                CaseState.TRACKING.value,
                CaseState.LISTED.value,
            ],
            CaseState.NEW.value,
        ).astype(object)


def case_states(
    scored: Scored,
    records: Records,
    tracked: dict[str, bool],
    visits: VisitSettings,
) -> CaseStates:
    """Return the state of every account of a scored window.

    tracked: account_id of those under watch to whether their alarm stands.
    """
    ids = scored.window.account_ids
    sent, aside = _decided(records, ids, visits.open_days)
    recent_plans = records.planned[records.day - records.planned["day"] < visits.planned_days]
    planned = last_day(recent_plans, ids)
    visited = last_day(records.visits, ids)
    settled = records.last_visit(ids, SETTLED)
    is_settled = (settled > records.last_visit(ids, WATCHED)) & (settled != NEVER)
    is_recent = records.day - settled < visits.cooling_off_days
    watch = pd.Series(tracked, dtype=object).reindex(ids.astype(object))
    return CaseStates(
        # The crews go on the day after the plan.
        is_open=((sent != NEVER) & (visited < sent)) | ((planned != NEVER) & (visited <= planned)),
        is_cooling_off=is_settled & is_recent & ~has_new_evidence(scored, records, settled),
        is_tracked=watch.notna().to_numpy(dtype=bool),
        has_alarm=watch.eq(other=True).to_numpy(dtype=bool),
        is_set_aside=aside,
    )


def _decided(records: Records, ids: NDArray[np.str_], open_days: int) -> tuple[Days, Flags]:
    """Day (n,) of a decision to inspect that still holds, and (n,) decided otherwise lately."""
    recent = records.decisions[records.day - records.decisions["day"] < open_days]
    is_sent = recent["decision"] == INSPECT
    return last_day(recent[is_sent], ids), last_day(recent[~is_sent], ids) != NEVER


def has_new_evidence(scored: Scored, records: Records, settled: Days) -> Flags:
    """Whether (n,) something speaks against an account that the visit on day (n,) knew not.

    An onset after the visit; a family above 0.5 that was not when the visit was decided; or
    twice the score of then. Without scores of then the onset alone can tell.
    """
    scores = scored.scores
    onset = pd.to_datetime(scores["onset"]) - pd.Timestamp(EPOCH)
    is_later = (onset.dt.days > settled).to_numpy(dtype=bool)
    then = records.scores_then.reindex(scores["account_id"])
    names = [family_column(family).name for family in Family]
    strong_now = scores[names].to_numpy(np.float64) > STRONG_FAMILY
    strong_then = then[names].to_numpy(np.float64) > STRONG_FAMILY
    score_then = then["score"].to_numpy(np.float64)
    has_then = np.isfinite(score_then)
    is_doubled = scores["score"].to_numpy(np.float64) >= TIMES_THE_SCORE * score_then
    # A score of next to nothing is soon doubled; it takes one that would be listed.
    is_strong = scores["score"].to_numpy(np.float64) >= STRONG_FAMILY
    has_family = (strong_now & ~strong_then).any(axis=1)
    return np.asarray(is_later | (has_then & (has_family | (is_doubled & is_strong))))
