"""The draw: which account is attacked how, from when on, in which round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Floats, Window
from models.injection.attack import Attack

ONSET_DAYS = (7, 75)
# Days of known energy before the onset that an account must have: something to differ from.
LEAST_DAYS_BEFORE = 14
# What is hidden must be worth hiding.
LEAST_KWH_A_DAY = 1.0
# Read lately: in the last week; in the last month where readings are monthly.
WEEK_DAYS = 7
MONTH_DAYS = 35
LEAST_RECENT_DAYS = 5
# Attacked accounts of one round, as a share of those judged: the population stays what it is.
MOST_SHARE = 0.03
DEFAULT_SEED = 1


@dataclass(frozen=True)
class InjectionPlan:
    """How much is injected: `seeds` draws from `seed` on, `victims` attacks in each.

    `victims` None is some of each attack and strength, more where a round holds more.
    """

    seed: int = DEFAULT_SEED
    seeds: int = 1
    victims: int | None = None


@dataclass(frozen=True)
class Case:
    """One attack at one strength."""

    attack: Attack
    strength: float


@dataclass(frozen=True)
class Placement:
    """One attack on one account.

    round: placements of one round are judged together. row: the account's row in the
    window. days: from the onset to the business date, both counted. seed: of the attack's
    own draws. is_terminal_blind: the account's terminal sees what the meter sees.
    """

    round: int
    row: int
    case: Case
    onset: dt.date
    days: int
    seed: int
    is_terminal_blind: bool


def candidates(window: Window, scores: Floats, is_judged: Flags, score_at_least: float) -> Flags:
    """(n,) accounts that look honest and have enough data to be attacked.

    scores: (n,) of the untouched window. They are judged, not listed, valid throughout the
    attack, read lately, and use something.
    """
    known = np.isfinite(window.history_kwh)
    spread = window.kwh_is_spread.mean(axis=1) > 0.5
    recent = np.where(spread, known[:, -MONTH_DAYS:].sum(axis=1), known[:, -WEEK_DAYS:].sum(axis=1))
    lately = recent >= LEAST_RECENT_DAYS
    enough = known.sum(axis=1) >= LEAST_DAYS_BEFORE + ONSET_DAYS[0]
    uses = _median_use(window) >= LEAST_KWH_A_DAY
    valid = window.valid[:, -ONSET_DAYS[0] :].all(axis=1)
    return np.asarray(
        is_judged & (scores < score_at_least) & lately & enough & uses & valid & ~window.has_pv
    )


def draw_placements(
    window: Window,
    cases: Sequence[Case],
    possible: NDArray[np.bool_],
    victims: int,
    seed: int,
) -> list[Placement]:
    """Draw `victims` placements, the cases in turn, as many rounds as they need.

    possible: (cases, n) whether the case can be laid on the account. No account is
    attacked twice in one round. The same arguments give the same placements.
    """
    rng = np.random.default_rng(seed)
    order = np.concatenate([rng.permutation(len(cases)) for _ in range(victims // len(cases) + 1)])
    a_round = victims_a_round(window.shape[0])
    placements: list[Placement] = []
    taken: set[int] = set()
    for number, place in enumerate(order[:victims]):
        if number % a_round == 0:
            taken = set()
        free = [row for row in np.flatnonzero(possible[place]) if row not in taken]
        if not free:
            continue
        row = int(rng.choice(free))
        taken.add(row)
        placements.append(_placed(window, cases[place], row, number // a_round, rng))
    return placements


def victims_a_round(accounts: int) -> int:
    """Return how many of so many accounts may be attacked at once."""
    return max(1, int(MOST_SHARE * accounts))


def _placed(
    window: Window, case: Case, row: int, number: int, rng: np.random.Generator
) -> Placement:
    known = np.isfinite(window.history_kwh[row])
    # Days that were not read yet show nothing of an attack.
    unread = int(known[::-1].argmax())
    least = ONSET_DAYS[0] + unread
    most = min(ONSET_DAYS[1], int(known.sum()) + unread - LEAST_DAYS_BEFORE, window.shape[1] - 1)
    days = int(rng.integers(least, max(most, least) + 1))
    last = window.shape[1] - 1
    return Placement(
        round=number,
        row=row,
        case=case,
        onset=window.date(last - days + 1),
        days=days,
        seed=int(rng.integers(2**31)),
        is_terminal_blind=bool(rng.random() < 0.5),
    )


def _median_use(window: Window) -> Floats:
    recent = window.kwh[:, -MONTH_DAYS:]
    known = np.isfinite(recent)
    filled = np.sort(np.where(known, recent, np.inf), axis=1)
    middle = np.maximum(known.sum(axis=1) - 1, 0) // 2
    median = filled[np.arange(len(filled)), middle]
    return np.where(np.isfinite(median), median, 0.0)
