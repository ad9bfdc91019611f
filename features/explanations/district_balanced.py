"""District balanced: use fell, and the district above lost no more for it, so the fall is real.

What is led past a meter still enters the district: the loss rises by what the meter misses.
Where the district is well read and its loss stayed, the energy was not drawn at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.energy_balance.balance import Balance, NodeState
from features.explanations.lasting_change import LastingChange
from features.registry import Effect, Explanation
from features.robust import row_mad, row_mean
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import Family

# Days beside the fall that count, and how many of them must be known on each side.
NEAR_DAYS, LEAST_DAYS = 28, 7
# The fall must stand out of the district's loss by so many sigmas to be tested at all; the
# loss must have risen by less than this share of it, with two sigmas to spare.
LEAST_SIGMAS, SPARE_SIGMAS, MOST_RISE = 3.0, 2.0, 0.3
# Who began to take later must not be cleared by a fall before: the last days count as well.
LATE_DAYS = 14
# Losses of neighbouring days are alike: so many days tell as much as one of its own.
DAYS_A_WITNESS = 2.0
LEFT_OF_FALL = 0.15
TELLING_STATES = (NodeState.BALANCED, NodeState.UNEXPLAINED, NodeState.NEGATIVE)


@dataclass(frozen=True)
class LossAnswer:
    """What the district's unexplained loss did when an account's use fell; every field is (n,).

    fall, rise, sigma: kWh a day that the account used less, that the district lost more, and
    the standard error of the latter; NaN where they could not be told. late_rise: how much
    more the district lost in the last two weeks.
    """

    fall: Floats
    rise: Floats
    sigma: Floats
    late_rise: Floats

    @property
    def share(self) -> Floats:
        """(n,) rise over fall."""
        return np.asarray(self.rise / np.where(self.fall > 0, self.fall, np.nan))

    @property
    def tested(self) -> Flags:
        """(n,) whether the fall is large enough to be seen in the district's loss."""
        return np.asarray(self.fall > LEAST_SIGMAS * self.sigma)

    @property
    def stayed(self) -> Flags:
        """(n,) whether the loss surely rose by much less than the use fell."""
        most = MOST_RISE * self.fall
        return (
            self.tested & (self.rise + SPARE_SIGMAS * self.sigma < most) & (self.late_rise < most)
        )


def of_the_district(study: Study, change: LastingChange) -> Explanation:
    """Test whether the district's loss stayed when an account's use fell."""
    answer = loss_answer(study, change.split)
    return Explanation(
        "district_balanced",
        "The loss of the transformer district rose by only {number} of what this account uses"
        " less: the energy is not drawn any more, so the fall in use is real.",
        "The loss of the transformer district rose by {number} of what this account uses less:"
        " it may be energy that passes beside the meter.",
        answer.tested,
        answer.stayed,
        "Use did not fall, or the district has no supply meter, is not read well enough, or is"
        " too large to show it.",
        number=np.clip(np.nan_to_num(answer.share), 0.0, 9.99),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=(Family.CONSUMPTION,),
        left=np.full(len(change.split), LEFT_OF_FALL),
    )


def loss_answer(study: Study, split: Codes) -> LossAnswer:
    """Compare the district's loss around day `split` (n,) with the account's own fall."""
    count, days = study.window.shape
    answer = LossAnswer(*np.full((4, count), np.nan))
    balance = study.corrected_balance or study.balance
    if balance is None:
        return answer
    asked = np.flatnonzero((split >= 0) & _can_tell(balance))
    if not len(asked):
        return answer
    own = np.where(balance.own_known, study.usual.kwh - study.window.kwh, np.nan)[asked]
    lost = balance.unexplained[balance.node_of[asked]]
    both = np.isfinite(own) & np.isfinite(lost)
    day = np.arange(days)[None, :]
    near = np.abs(day - split[asked][:, None] + 0.5) < NEAR_DAYS
    late = (near & (day < split[asked][:, None])) | (day >= days - LATE_DAYS)
    answer.fall[asked], _ = _step(np.where(both & near, own, np.nan), split[asked])
    found = _step(np.where(both & near, lost, np.nan), split[asked])
    answer.rise[asked], answer.sigma[asked] = found
    answer.late_rise[asked], _ = _step(np.where(both & late, lost, np.nan), split[asked])
    return answer


def _can_tell(balance: Balance) -> Flags:
    """(n,) accounts below a district whose supply meter and readings are sound."""
    sound = np.isin(balance.state, [state.value for state in TELLING_STATES])
    sound &= ~balance.is_feeder
    return np.asarray((balance.node_of >= 0) & sound[balance.node_of])


def _step(values: Floats, split: Codes) -> tuple[Floats, Floats]:
    """Rise (k,) of rows (k, d) at day `split` (k,), and its standard error."""
    is_since = np.arange(values.shape[1])[None, :] >= split[:, None]
    sides = [np.where(side, values, np.nan) for side in (~is_since, is_since)]
    before, since = (row_mean(side, LEAST_DAYS) for side in sides)
    rest = values - np.where(is_since, since[:, None], before[:, None])
    scatter = np.fmax(row_mad(rest, 2 * LEAST_DAYS), _spread(rest))
    witnesses = [np.isfinite(side).sum(axis=1) / DAYS_A_WITNESS for side in sides]
    error = np.sqrt(sum(1.0 / np.maximum(number, 1.0) for number in witnesses))
    return since - before, scatter * error


def _spread(rest: Floats) -> Floats:
    """Standard deviation (k,) of rows (k, d): unlike a robust one it sees a leap."""
    return np.asarray(np.sqrt(row_mean(rest**2, 2 * LEAST_DAYS)))
