"""Field work of a month: whom crews visit, and what inspectors who err bring back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.learning_curve.population import Flags, Floats, Population, Texts
from pipeline.contract.vocabulary import Outcome, VisitReason

Rows = NDArray[np.int64]

# Visits a month. Those by score are the capacity of the list; the routine is the crews' own.
BY_SCORE, BY_TIP, BY_ROUTINE, AT_RANDOM = 60, 16, 60, 24
VISIT_DAYS = 28  # a list is worked off within so many days
ZONE_LIKING = 1.0  # spread of the crews' liking for zones, as a natural logarithm
BUSINESS_LIKING = 2.0  # crews rather go to businesses: so many times as often as to homes

NO_ACCESS, INCONCLUSIVE = 0.10, 0.03  # shares of visits
MISSED, RECTIFIED = 0.10, 0.03  # shares of visits to thieves
OVERLOOKED = 0.12  # of all else that is there to be found: the visit looks clean
FALSE_THEFT = 0.003  # of visits to the honest: called a theft
VAGUE = ("", *map(str, (Outcome.NO_ACCESS, Outcome.INCONCLUSIVE, Outcome.RECTIFIED_ON_ARRIVAL)))


@dataclass(frozen=True, eq=False)
class Visits:
    """v visits to a population. row: (v,) its account; day: since 1970; outcome: as found.

    reason: (v,) `VisitReason`, "" for the crews' own choice. chance: (v,) to be drawn, NaN
    where it was not drawn.
    """

    row: Rows
    day: Rows
    outcome: Texts
    reason: Texts
    chance: Floats


def outcomes_of(people: Population, rng: np.random.Generator) -> Texts:
    """(n,) what a visit this month would bring back, to each account, visited or not."""
    access, error, call = rng.random((3, len(people)))
    is_thief, honest = people.is_thief, people.finding == str(Outcome.CLEAN)
    is_missed = np.where(is_thief, error < MISSED, error < OVERLOOKED)
    found = np.where(is_missed, str(Outcome.CLEAN), people.finding)
    is_warned = is_thief & (error > 1 - RECTIFIED)
    found = np.where(is_warned, str(Outcome.RECTIFIED_ON_ARRIVAL), found)
    found = np.where(honest & (call < FALSE_THEFT), str(Outcome.THEFT), found)
    found = np.where(access < NO_ACCESS + INCONCLUSIVE, str(Outcome.INCONCLUSIVE), found)
    return np.where(access < NO_ACCESS, str(Outcome.NO_ACCESS), found).astype(str)


def likings(zones: int, rng: np.random.Generator) -> Floats:
    """(z,) how much rather crews go to a zone than to others; it has nothing to do with theft."""
    return np.asarray(np.exp(ZONE_LIKING * rng.standard_normal(zones)))


def visits(
    people: Population,
    score: Floats,
    outcomes: Texts,
    liking: Floats,
    rng: np.random.Generator,
) -> Visits:
    """Return the visits of the month that follows the list, in time order.

    score: (n,) of the list in force. outcomes: (n,) as `outcomes_of`. liking: of the zones.
    """
    is_left = np.ones(len(people), dtype=np.bool_)
    by_score = best(score, BY_SCORE)
    is_left[by_score] = False
    by_tip = _drawn((is_left & people.is_tipped).astype(float), BY_TIP, rng)
    is_left[by_tip] = False
    by_routine = _drawn(is_left * _attention(people, liking), BY_ROUTINE, rng)
    is_left[by_routine] = False
    at_random = _drawn(is_left.astype(float), AT_RANDOM, rng)
    row = np.concatenate([by_score, by_tip, by_routine, at_random])
    counts = [len(by_score), len(by_tip), len(by_routine), len(at_random)]
    reasons = [VisitReason.SUSPECT.value, VisitReason.TIP.value, "", VisitReason.RANDOM.value]
    chance = np.full(len(row), np.nan)
    chance[len(row) - len(at_random) :] = len(at_random) / is_left.sum()
    day = people.day + rng.integers(1, VISIT_DAYS + 1, len(row))
    order = np.argsort(day, kind="stable")
    return Visits(
        row=row[order],
        day=day[order],
        outcome=outcomes[row[order]],
        reason=np.repeat(reasons, counts)[order],
        chance=chance[order],
    )


def best(score: Floats, count: int) -> Rows:
    """Return the rows of the `count` highest scores (n,), an earlier row first among equals."""
    return np.argsort(-np.nan_to_num(score, nan=-1.0), kind="stable")[:count]


def _attention(people: Population, liking: Floats) -> Floats:
    """(n,) how readily crews go to an account of their own choice."""
    zone = np.unique(people.zone, return_inverse=True)[1]
    home = people.tariff_class == "residential"
    return np.asarray(liking[zone % len(liking)] * np.where(home, 1.0, BUSINESS_LIKING))


def _drawn(weight: Floats, count: int, rng: np.random.Generator) -> Rows:
    """Return at most `count` rows, drawn without repetition by `weight` (n,), in their order."""
    count = min(count, int((weight > 0).sum()))
    drawn = rng.choice(len(weight), count, replace=False, p=weight / max(weight.sum(), 1e-300))
    return np.sort(drawn).astype(np.int64)


def is_told(outcomes: Texts) -> Flags:
    """(n,) whether a visit proved something, in whatever direction; "" is no visit."""
    return ~np.isin(outcomes, VAGUE)
