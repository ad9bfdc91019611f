"""Search for loads that are counted under one node and fed by another.

What a load uses makes the loss fall where it is only counted, and rise where it is only fed.
Both sides together, with what other witnesses say, are weighed against the records being
right and against a node that is not among the candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.energy_balance.load_echo import Echo, find_echo
from features.energy_balance.mapping import Mappings, OtherWitnesses
from features.energy_balance.mapping_candidates import Pairs
from features.window import Codes, Facts, Flags, Floats

# Of all loads such a share is expected under a wrong node; of these, so many at a near one
# and so many at none of the candidates.
WRONG_SHARE, NEAR_SHARE, ELSEWHERE_SHARE = 0.02, 0.8, 0.1
# Log odds: what a side must bring to count, no side brings more than, another witness needs.
LEAST_ODDS, MOST_ODDS, LEAST_OTHER_ODDS = 1.0, 25.0, 1.5
# How far from -1 and 1 the coefficients may be, beside three standard errors.
AWAY, AWAY_ERRORS = 0.3, 3.0
SURE = 0.9
ROUNDS = 20
LEAST_HOURS = 100


@dataclass(frozen=True)
class Course:
    """Movements of u loads and of the losses of m nodes, hourly (T = 24 d) and daily; kWh."""

    own_hours: Facts
    loss_hours: Facts
    own_days: Facts
    loss_days: Facts

    def echo(self, unit: Codes, node: Codes, sign: float) -> Echo:
        """Echo of each pair by the hour where there are hours, else by the day."""
        hourly = find_echo(self.own_hours, self.loss_hours, unit, node, sign)
        few = np.flatnonzero(hourly.count < LEAST_HOURS)
        node = np.where(hourly.count < LEAST_HOURS, node, -1)
        if not len(few):
            return hourly
        return hourly.where_known(
            LEAST_HOURS, find_echo(self.own_days, self.loss_days, unit, node, sign)
        )

    def move(self, unit: Codes, origin: Codes, target: Codes) -> None:
        """Count loads `unit` (k,) under `target` instead of `origin` from now on, in place."""
        for own, loss in ((self.own_hours, self.loss_hours), (self.own_days, self.loss_days)):
            moved = np.nan_to_num(own[unit])
            np.add.at(loss, origin, moved)
            np.add.at(loss, target, -moved)


def search_mappings(
    course: Course,
    home: Codes,
    candidates: Callable[[Codes], Pairs],
    hear: Callable[[Pairs, Floats], OtherWitnesses],
) -> Mappings:
    """Find loads under a wrong node, the surest first; what they explain is out of the next round.

    course: is moved along, so pass one of your own. home: (u,) recorded node, -1 without one.
    candidates: pairs to look at for some loads. hear: other witnesses, given the pairs and
    the log odds (p,) of the echo at the other node.
    """
    found: list[Mappings] = []
    pending = home.copy()
    for _ in range(ROUNDS):
        surest = _surest(course, pending, candidates, hear)
        found.append(surest)
        if not len(surest):
            break
        course.move(surest.unit, surest.recorded, surest.suggested)
        pending[surest.unit] = -1
    return Mappings.joined(found)


def _surest(
    course: Course,
    home: Codes,
    candidates: Callable[[Codes], Pairs],
    hear: Callable[[Pairs, Floats], OtherWitnesses],
) -> Mappings:
    everyone = np.flatnonzero(home >= 0).astype(np.int32)
    here = course.echo(everyone, home[everyone], -1.0)
    is_missed = (here.odds > LEAST_ODDS) & _is_near(here, -1.0)
    pairs = candidates(everyone[is_missed])
    place = np.searchsorted(everyone, pairs.unit)
    there = course.echo(pairs.unit, pairs.node, 1.0)
    others = hear(pairs, there.odds)
    backed = (there.odds > LEAST_ODDS) & _is_near(there, 1.0)
    backed |= (others.total > LEAST_OTHER_ODDS) & (there.odds > -LEAST_ODDS)
    chance = posterior(pairs, here.odds[place], there.odds, others.total)
    weight = here.odds[place] + there.odds
    chosen = np.flatnonzero(backed & (chance > SURE))
    chosen = chosen[_leads(home[pairs.unit[chosen]], weight[chosen])]
    chosen = chosen[_leads(pairs.node[chosen], weight[chosen])]
    row, unit = place[chosen], pairs.unit[chosen]
    return Mappings(
        unit=unit,
        recorded=home[unit],
        suggested=pairs.node[chosen],
        here=here.coefficient[row],
        here_error=here.error[row],
        there=there.coefficient[chosen],
        there_error=there.error[chosen],
        by_loss_here=here.odds[row] > LEAST_ODDS,
        by_loss_there=there.odds[chosen] > LEAST_ODDS,
        by_voltage=others.voltage[chosen] > 0,
        by_outage=others.outage[chosen] > 0,
        by_concentrator=others.concentrator[chosen] > 0,
        confidence=chance[chosen],
    )


def _leads(node: Codes, weight: Floats) -> NDArray[np.intp]:
    """Places of the heaviest of each node: others may only be like it, and wait for a round."""
    order = np.lexsort((-weight, node))
    is_first = np.append(True, node[order][1:] != node[order][:-1])[: len(order)]
    return np.sort(order[is_first])


def _is_near(echo: Echo, expected: float) -> Flags:
    """Whether the coefficient (p,) may be the expected one; wrong ratios give a part of it."""
    return np.asarray(np.abs(echo.coefficient - expected) < AWAY + AWAY_ERRORS * echo.error)


def posterior(pairs: Pairs, here: Floats, there: Floats, others: Floats) -> Floats:
    """Probability (p,) that each pair's load hangs on its node, given log odds (p,) of each."""
    if not len(pairs.unit):
        return np.zeros(0)
    begins = np.flatnonzero(np.append(True, pairs.unit[1:] != pairs.unit[:-1]))
    lengths = np.diff(np.append(begins, len(pairs.unit)))
    here = np.clip(here, -MOST_ODDS, MOST_ODDS)
    weight = here + np.clip(there, -MOST_ODDS, MOST_ODDS) + others
    weight = weight + np.log(WRONG_SHARE) + _log_prior(pairs, begins, lengths)
    elsewhere = np.log(WRONG_SHARE * ELSEWHERE_SHARE) + here[begins]
    rivals = np.logaddexp(np.log1p(-WRONG_SHARE), elsewhere)
    total = np.logaddexp(np.logaddexp.reduceat(weight, begins), rivals)
    return np.asarray(np.exp(weight - np.repeat(total, lengths)))


def _log_prior(pairs: Pairs, begins: NDArray[np.intp], lengths: NDArray[np.intp]) -> Floats:
    """Log share (p,) of wrong records that each candidate is expected to take."""
    near = np.add.reduceat(pairs.is_near, begins, dtype=np.int64)
    far = lengths - near
    near_share = np.where(far == 0, 1.0, np.where(near == 0, 0.0, NEAR_SHARE))
    of_near = near_share / np.maximum(near, 1)
    of_far = (1 - near_share) / np.maximum(far, 1)
    return np.log(np.where(pairs.is_near, np.repeat(of_near, lengths), np.repeat(of_far, lengths)))
