"""Validation: what cold start and learner would have been worth, each judged on later visits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from features.window import Floats
from models.outcomes.calibration import Calibration, fit_calibration, fit_sigmoid, log_loss
from models.outcomes.columns import Seen, above_faint
from models.outcomes.folds import Fold, time_folds
from models.outcomes.labels import Words
from models.outcomes.learner import Learner, fit_finding, fit_learner

# What a coefficient may cost; the one that foretells best is taken, the dearest of equals.
PENALTIES = (30.0, 10.0, 3.0, 1.0, 0.3)
# A past with fewer thefts, or fewer innocents, teaches nothing.
_FEWEST = 3


@dataclass(frozen=True)
class Visits:
    """Visits that proved something, in order of day and account.

    seen: what was known before. theft, innocent, fault, record_error: (n,) 1 or 0, one of
    them. weight: (n,) what a visit counts. day: (n,). customer: (n,) who is judged.
    """

    seen: Seen
    theft: Floats
    innocent: Floats
    fault: Floats
    record_error: Floats
    weight: Floats
    day: NDArray[np.int64]
    customer: Words

    def __len__(self) -> int:
        return len(self.theft)

    @property
    def is_telling(self) -> NDArray[np.bool_]:
        """(n,) theft or innocence: what the evidence of theft is learned from."""
        return (self.theft + self.innocent) > 0


@dataclass(frozen=True)
class OutOfTime:
    """Predictions for the visits (m,) of all folds, made from the visits before them.

    row: (m,) the visit. fold: (m,). cold: (m,) its cold score, learned: (m,) the learner's on
    the same scale. log_odds: (m,) the learner's. cold_probability, probability: (m,) of theft
    at the visit, each calibrated on earlier folds.
    """

    row: NDArray[np.intp]
    fold: NDArray[np.intp]
    cold: Floats
    learned: Floats
    log_odds: Floats
    cold_probability: Floats
    probability: Floats


@dataclass(frozen=True)
class _Foretold:
    row: NDArray[np.intp]
    learned: Floats
    log_odds: Floats
    cold_probability: Floats
    theft_left: Floats


def chosen_penalty(visits: Visits) -> float:
    """Return the penalty of `PENALTIES` with which the past best foretold the later visits."""
    losses = [_loss(visits, penalty) for penalty in PENALTIES]
    return PENALTIES[int(np.argmin(losses))]


def out_of_time(visits: Visits, penalty: float) -> OutOfTime | None:
    """Return what each fold's past foretold; None where no past had enough to learn from."""
    folds = [_foretold(visits, fold, learner) for fold, learner in _taught(visits, penalty)]
    if not folds:
        return None
    row = np.concatenate([fold.row for fold in folds])
    return OutOfTime(
        row=row,
        fold=np.concatenate([np.full(len(one.row), place) for place, one in enumerate(folds)]),
        cold=np.nan_to_num(visits.seen.score[row], nan=0.0),
        learned=np.concatenate([fold.learned for fold in folds]),
        log_odds=np.concatenate([fold.log_odds for fold in folds]),
        cold_probability=np.concatenate(
            [fold.cold_probability * fold.theft_left for fold in folds]
        ),
        probability=_calibrated(visits, folds),
    )


def calibration_of(visits: Visits, foretold: OutOfTime | None) -> Calibration:
    """Calibrate the learner by what it foretold of visits that came later."""
    if foretold is None:
        return fit_calibration(np.empty(0), np.empty(0), np.empty(0))
    telling = visits.is_telling[foretold.row]
    row = foretold.row[telling]
    return fit_calibration(foretold.log_odds[telling], visits.theft[row], visits.weight[row])


def cold_calibration(visits: Visits, rows: NDArray[np.generic]) -> Calibration:
    """Calibrate the cold score by the visits of `rows`: its two numbers need no folds."""
    mine = np.arange(len(visits))[rows]
    mine = mine[visits.is_telling[mine]]
    odds = above_faint(visits.seen.score[mine])
    return fit_sigmoid(odds, visits.theft[mine], visits.weight[mine])


def _loss(visits: Visits, penalty: float) -> float:
    """Return the mean log loss of what each fold's past foretold; 0 where nothing did."""
    losses = [np.empty(0)]
    for fold, learner in _taught(visits, penalty):
        telling = fold.later[visits.is_telling[fold.later]]
        odds = learner.log_odds(visits.seen.take(telling))
        losses.append(log_loss(expit(odds), visits.theft[telling]))
    together = np.concatenate(losses)
    return float(together.mean()) if len(together) else 0.0


def _taught(visits: Visits, penalty: float) -> list[tuple[Fold, Learner]]:
    """Return the folds whose past had enough to learn from, each with what it taught."""
    taught = []
    for fold in time_folds(visits.day, visits.customer):
        telling = fold.past[visits.is_telling[fold.past]]
        if min(visits.theft[telling].sum(), visits.innocent[telling].sum()) >= _FEWEST:
            seen = visits.seen.take(telling)
            taught.append((fold, fit_learner(seen, visits.theft[telling], penalty)))
    return taught


def _foretold(visits: Visits, fold: Fold, learner: Learner) -> _Foretold:
    """Judge the later visits of a fold by what its past taught."""
    past, later = visits.seen.take(fold.past), visits.seen.take(fold.later)
    past_columns, columns = learner.columns(past), learner.columns(later)
    weight = visits.weight[fold.past]
    found = sum(
        expit(fit_finding(past_columns, what[fold.past], weight).log_odds(columns))
        for what in (visits.fault, visits.record_error)
    )
    return _Foretold(
        row=fold.later,
        learned=learner.score(later),
        log_odds=learner.evidence.log_odds(columns),
        cold_probability=cold_calibration(visits, fold.past).probability(above_faint(later.score)),
        theft_left=1.0 - np.minimum(found, 1.0),
    )


def _calibrated(visits: Visits, folds: list[_Foretold]) -> Floats:
    """Return (m,) probabilities of theft, those of each fold calibrated on the ones before."""
    found = []
    for place, fold in enumerate(folds):
        before = folds[:place]
        row = np.concatenate([np.empty(0, dtype=np.intp), *(one.row for one in before)])
        odds = np.concatenate([np.empty(0), *(one.log_odds for one in before)])
        telling = visits.is_telling[row]
        row, odds = row[telling], odds[telling]
        fitted = fit_calibration(odds, visits.theft[row], visits.weight[row])
        found.append(fitted.probability(fold.log_odds) * fold.theft_left)
    return np.concatenate(found)


def json_counts(visits: Visits) -> dict[str, Any]:
    """Return how many of the visits found what."""
    names = ("theft", "innocent", "fault", "record_error")
    return {name: int(getattr(visits, name).sum()) for name in names}
