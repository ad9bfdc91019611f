"""Event surprise: how little chance explains that an event lies so near to a change of use.

Some events are routine: clocks are set by every concentrator, some every night. Then one
lies near every change of use, whoever made it. What is rare at this account, in its model
and in the fleet, and lies on the very day of the change, is no chance.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.event_effect import AFTER_DAYS, LEAST_AFTER, LEAST_BEFORE, EventEffect, on_days
from features.study import Study
from features.window import Codes, Flags, Floats, Window

# Chances of an event so near by itself: from so rare on it counts, and from so rare on in full.
# Of ten honest accounts one changes its use in two months: what is no rarer than one in twenty
# lies near the change of many of them.
COMMON, RARE = 0.05, 0.005
LEAST_CHANCE = 1e-6
LEAST_DAYS = 200.0


def surprise(window: Window, happened: Flags, days: Floats) -> Floats:
    """Weight (n,) of an event within `days` (n,) of something, by how rarely one would be.

    happened: (n, d) days with such an event. 0 where chance alone brings one so near in one
    of twenty cases, 1 where in one of two hundred. Infinite days weigh 0.
    """
    rate = np.clip(_rate(window, happened), LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    # An event of a day shows in the use of that day or of the next.
    chance = -np.expm1((2.0 * days + 2.0) * np.log1p(-rate))
    share = np.log(COMMON / np.maximum(chance, LEAST_CHANCE)) / np.log(COMMON / RARE)
    return np.asarray(np.clip(share, 0.0, 1.0), dtype=np.float64)


def days_from_change(study: Study, effect: EventEffect) -> Floats:
    """Days (n,) between the event of a lasting effect and the step in use; infinite without.

    The step may lie before the event, after it, or begin on its day or the day after (0).
    """
    rows = np.flatnonzero((effect.day >= 0) & np.isfinite(effect.fall))
    days = effect.day[rows, None] + np.arange(-AFTER_DAYS, AFTER_DAYS + 1)
    around = on_days(study.usual.residual, rows, days)
    falls = (effect.fall[rows] > 0)[:, None]
    step: Codes = find_fall(np.where(falls, around, -around), LEAST_BEFORE, LEAST_AFTER).split
    away = np.maximum(np.abs(step - AFTER_DAYS - 0.5) - 0.5, 0.0)
    found = np.full(len(effect.day), np.inf)
    found[rows] = np.where(step >= 0, away, np.inf)
    return found


def _rate(window: Window, happened: Flags) -> Floats:
    """Such days a day (n,): the fleet's, the model's or the account's own, whichever is most.

    The account's first such event is the one in question, and does not count as its own.
    """
    days = window.valid.sum(axis=1).astype(np.float64)
    told = (happened & window.valid).sum(axis=1).astype(np.float64)
    others_told, others_days = told.sum() - told, days.sum() - days
    fleet = others_told / np.maximum(others_days, 1.0)
    model = window.group["meter_model"]
    size = int(model.max(initial=-1)) + 2
    of_model = [np.bincount(model + 1, values, size)[model + 1] - values for values in (told, days)]
    # Of a small group the fleet's rate is the better guess.
    near = (of_model[0] + fleet * LEAST_DAYS) / (of_model[1] + LEAST_DAYS)
    own = np.maximum(told - 1.0, 0.0) / np.maximum(days, 1.0)
    return np.asarray(np.maximum(np.where(model >= 0, near, fleet), own))
