"""The low state: a load of two states, the lower one the same load scaled by one factor.

A shunt that is switched on and off leaves a mixture of two states. The time between an edge
down and the next edge up, times the depth of the edges, is the share of the day's energy
that went past the meter. A process has its usual share; a shunt adds to it from some day on.
"""

from __future__ import annotations

import numpy as np

from features.change_point import find_fall
from features.robust import row_mean
from features.shunt_switching import (
    Excess,
    load_weight,
    low_state_share,
    transformer_weight,
)
from features.study import Study

LEAST_BEFORE, LEAST_AFTER = 10, 5
CONTRAST_FROM, CONTRAST_SURE = 2.8, 4.0


def low_state_loss(study: Study) -> Excess:
    """Share (n,) of the day's energy lost in low states beyond what is usual, since when.

    A change that ranks of days do not set apart clearly counts less.
    """
    share = low_state_share(study)
    rise = find_fall(-share, LEAST_BEFORE, LEAST_AFTER)
    days = np.arange(share.shape[1])[None, :]
    found, split = (rise.split >= 0)[:, None], rise.split[:, None]
    usual = row_mean(np.where(found & (days < split), share, np.nan))
    recent = row_mean(np.where(found & (days >= split), share, np.nan))
    clear = (rise.contrast - CONTRAST_FROM) / (CONTRAST_SURE - CONTRAST_FROM)
    weight = np.clip(clear, 0.0, 1.0) * load_weight(study, rise.split) * transformer_weight(study)
    value = np.maximum(np.nan_to_num(recent - usual), 0.0) * weight
    judged = np.isfinite(share).sum(axis=1) >= LEAST_BEFORE + LEAST_AFTER
    onset = np.where(value > 0, rise.split, -1).astype(np.int32)
    return Excess(np.where(judged, value, np.nan), usual, onset)
