"""Explanation of a business that works other hours: a shift fell away, or what it makes changed.

Machines that rest leave a block of hours at what the building takes by itself, other hours
as they were, and another mix of motors and heat, so that the power factor moves too. A wire
around the meter or a shunt leaves the power factor, and steps down and up by one factor.
"""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.consumption_hours import SAME_SHARE, hours_of, moved_share
from features.explanations.lasting_change import LastingChange, mean_before, mean_since
from features.registry import Effect, Explanation
from features.robust import row_mad
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import Family, TariffClass

# A block of hours of which little is left, beside hours that are as before.
LEFT_OF_SHIFT, LEAST_HOURS = 0.4, 3
KEPT_FROM, KEPT_TO, LEAST_KEPT_HOURS = 0.75, 1.35, 3
LEAST_FACTOR_CHANGE, SIGMAS, LEAST_DAYS = 0.015, 2.0, 7
MOST_EDGES_A_DAY = 0.25
LEFT_OF_CHANGE = 0.6


def of_production(study: Study, change: LastingChange) -> Explanation:
    """Test whether lower use of a business is that of hours it does not work any more."""
    window, split = study.window, change.split
    business = ~np.isin(window.text["tariff_class"], (TariffClass.RESIDENTIAL.value, ""))
    moved = moved_share(window, split)
    turned = _factor_change(study, split)
    edges = _more_edges(study, split)
    known = np.isfinite(moved) & np.isfinite(turned) & np.isfinite(edges)
    other_day = (moved > SAME_SHARE) & _shift_gone(study, split)
    applies = other_day & (turned > 1.0) & (edges < MOST_EDGES_A_DAY)
    return Explanation(
        "shift_or_production_change",
        "A block of hours fell away, the other hours stayed, and the power factor moved with it"
        " ({number} of the use lies at other hours): rather a shift or a product that ended.",
        "{number} of the use moved to other hours since it fell: that is no shift that fell away"
        " while the other hours stayed and the power factor moved with it.",
        np.asarray(business & known),
        np.asarray(business & known & applies),
        "Use did not fall for good, it is no business, or its hours, power factor or switching are"
        " not known.",
        number=np.nan_to_num(moved),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=(Family.CONSUMPTION,),
        left=np.full(len(split), LEFT_OF_CHANGE),
    )


def _shift_gone(study: Study, split: Codes) -> Flags:
    """(n,) whether a block of hours is next to gone while enough others are as before."""
    hours = [hour.astype(np.float64) for hour in hours_of(study.window)]
    sides = [(mean_before(hour, split), mean_since(hour, split)) for hour in hours]
    before, since = (np.column_stack([pair[side] for pair in sides]) for side in (0, 1))
    share = since / np.where(before > 0, before, np.nan)
    gone = np.nan_to_num(share, nan=1.0) < LEFT_OF_SHIFT
    # A shift may go over midnight.
    runs = [np.roll(gone, -hour, axis=1) for hour in range(LEAST_HOURS)]
    block = np.logical_and.reduce(runs).any(axis=1)
    kept = ((share > KEPT_FROM) & (share < KEPT_TO)).sum(axis=1)
    return np.asarray(block & (kept >= LEAST_KEPT_HOURS))


def _factor_change(study: Study, split: Codes) -> Floats:
    """Change (n,) of the power factor at `split`, as a multiple of what chance may do."""
    factor = np.abs(study.window.fact("pf_mean").astype(np.float64))
    before, since = level_around(factor, split, LEAST_DAYS)
    days = np.arange(factor.shape[1])[None, :]
    level = np.where(days < split[:, None], before[:, None], since[:, None])
    scatter = row_mad(factor - level, 2 * LEAST_DAYS)
    return np.asarray(np.abs(since - before) / np.maximum(SIGMAS * scatter, LEAST_FACTOR_CHANGE))


def _more_edges(study: Study, split: Codes) -> Floats:
    """Co-scaling edges a day since `split` beyond those before it, (n,)."""
    edges = study.window.fact("edge_down_count").astype(np.float64)
    return mean_since(edges, split) - mean_before(edges, split)
