"""Explanation of a plant that works one shift where it worked round the clock.

Who gives up the night, and what belongs to it, does so on every day: one block of hours from
the evening to the morning is idle for good, the shift that is left goes on as before, and its
end is the one jump of the day. Who shunts, shunts the dear hours of the day, and now and then
he does not; and the voltage feels the load that his meter lost.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.consumption_hours import hours_of, whole_days
from features.explanations.lasting_change import mean_before, mean_since
from features.registry import Effect, Explanation
from features.study import Study
from features.voltage_witness import hear_voltage
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import Family, TariffClass

NIGHT = (0, 1, 2, 3, 4)
LEAST_BEFORE, LEAST_AFTER, LEAST_FALL, LEAST_CONTRAST = 10, 5, 0.3, 3.0
# Of what the four hours that are kept best have left: idle hours, and those of the shift.
IDLE, AT_WORK = 0.4, 0.5
LEAST_BLOCK_HOURS, LEAST_SHIFT_HOURS = 8, 4
LEAST_SHIFT_LEFT, MOST_SHIFT_LEFT = 0.5, 1.5
# A shift ends by one jump a day; it is idle after that on nearly every one.
MOST_EDGES_A_DAY, EVERY_DAY = 1.2, 0.93
# Odds of e to this that the load is still there speak against a shift that ended.
STILL_THERE = 2.0
LEFT_OF_SUSPICION = 0.3
WEAKENS: tuple[Family | str, ...] = (
    Family.CONSUMPTION,
    "switched_hours_loss_share",
    "edge_depth_excess",
    "edge_excess_count",
    "low_state_loss_share",
)


def of_night_work(study: Study) -> Explanation:
    """Test whether lower use of a business is that of nights it does not work any more."""
    window = study.window
    hours = np.stack([hour.astype(np.float64) for hour in hours_of(window)], axis=2)
    split = _night_fall(hours, whole_days(window) & ~study.exempt.not_supplied)
    business = ~np.isin(window.text["tariff_class"], (TariffClass.RESIDENTIAL.value, ""))
    idle, idle_left = _idle_hours(hours, split)
    edges = window.fact("edge_down_count").astype(np.float64)
    # Where nothing tells of jumps, nothing speaks of a switch either.
    more = np.nan_to_num(mean_since(edges, split) - mean_before(edges, split))
    still = hear_voltage(study, split).still_there
    tested = business & (split >= 0)
    applies = tested & _every_day(hours, split, idle) & (still < STILL_THERE)
    return Explanation(
        "night_work_ended",
        "From the evening to the morning {number} of the former use is left, on every day since,"
        " and the hours between go on: rather shifts that were given up than a switch.",
        "No block of hours from the evening to the morning is idle on every day while the others"
        " go on: there {number} of the use is left.",
        np.asarray(tested),
        np.asarray(applies & (more < MOST_EDGES_A_DAY)),
        "The night's share of the use did not fall, it is no business, or its hours are not known.",
        number=np.nan_to_num(idle_left),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=WEAKENS,
        left=np.full(len(split), LEFT_OF_SUSPICION),
    )


def _night_fall(hours: Floats, usable: Flags) -> Codes:
    """First day (n,) of a lower share of the night in the day's energy, -1 without one."""
    night, total = hours[:, :, NIGHT].sum(axis=2), np.nansum(hours, axis=2)
    known = usable & np.isfinite(night) & (total > 0)
    share = np.where(known, night, 0.0) / np.where(known, total, 1.0)
    logs = np.where(known, np.log(np.maximum(share, 1e-3)), np.nan)
    step = find_fall(logs, LEAST_BEFORE, LEAST_AFTER)
    clear = (step.fall > LEAST_FALL) & (step.contrast >= LEAST_CONTRAST)
    return np.where(clear, step.split, -1).astype(np.int32)


def _idle_hours(hours: Floats, split: Codes) -> tuple[Flags, Floats]:
    """Hours (n, 24) of the one idle block about the night, and what share of use they have left.

    None where the block is short or parted, the night not in it, or no shift is left that
    goes on about as before.
    """
    before, since = (
        np.column_stack([side(hours[:, :, hour], split) for hour in range(hours.shape[2])])
        for side in (mean_before, mean_since)
    )
    known = np.isfinite(before) & np.isfinite(since) & (before > 0)
    left = np.where(known, since / np.where(known, before, 1.0), 1.0)
    level = np.partition(left, -LEAST_SHIFT_HOURS, axis=1)[:, -LEAST_SHIFT_HOURS]
    idle = left < IDLE * level[:, None]
    one_block = (idle & ~np.roll(idle, 1, axis=1)).sum(axis=1) == 1
    long = (idle.sum(axis=1) >= LEAST_BLOCK_HOURS) & idle[:, NIGHT].all(axis=1)
    goes_on = (level > LEAST_SHIFT_LEFT) & (level < MOST_SHIFT_LEFT)
    goes_on &= (left > AT_WORK * level[:, None]).sum(axis=1) >= LEAST_SHIFT_HOURS
    total = np.where(idle & known, before, 0.0).sum(axis=1)
    rest = np.where(idle & known, since, 0.0).sum(axis=1)
    share = np.where(total > 0, rest / np.where(total > 0, total, 1.0), 1.0)
    return idle & (one_block & long & goes_on)[:, None], share


def _every_day(hours: Floats, split: Codes, idle: Flags) -> Flags:
    """(n,) whether the idle hours, if there are any, are low on nearly every day since."""
    own = np.where(idle[:, None, :], hours, 0.0).sum(axis=2)
    middle = 0.5 * (mean_before(own, split) + mean_since(own, split))
    low = np.where(np.isfinite(own), own < middle[:, None], np.nan)
    return np.asarray(idle.any(axis=1) & (mean_since(low, split) > EVERY_DAY))
