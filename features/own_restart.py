"""Own restarts: a meter that starts anew while the meters around it had supply all the time.

A dead modem leaves gaps too, and where no register tells, energy cannot part it from a meter
that stood. But a modem that returns reports no restart of the meter, and an outage restarts
the neighbours as well.
"""

from __future__ import annotations

import numpy as np

from features.peers import share_of_others
from features.window import Flags, Floats, Window

RESTART_EVENTS = ("power_down", "power_up", "meter_restart", "processor_reset")
SOLITARY_SHARE = 0.3
LEAST_DAYS, SURE_DAYS = 3, 5
RESTART_WEIGHT = 0.8
OFTEN_SHARE = 0.5


def own_restarts(window: Window) -> Flags:
    """(n, d) days with a restart that less than 30 % of the neighbours reported too."""
    happened = np.zeros(window.shape, dtype=bool)
    for name in RESTART_EVENTS:
        happened |= np.nan_to_num(window.fact(f"event_{name}_count")) > 0
    share, _ = share_of_others(happened, window.group["transformer_id"], window.valid)
    return np.asarray(happened & (np.nan_to_num(share) < SOLITARY_SHARE))


def restart_weight(window: Window, dark: Flags) -> Floats:
    """Weight (n, d), up to 0.8, of dark days that end with an own restart, day after day.

    dark: (n, d) days silent alone. 0 below three such days, and where most silences end
    without a restart: those are of the modem.
    """
    restarted = own_restarts(window)
    ended = dark & (restarted | np.pad(restarted[:, 1:], ((0, 0), (0, 1))))
    count = ended.sum(axis=1)
    usual = count >= OFTEN_SHARE * dark.sum(axis=1)
    sure = np.clip(count / SURE_DAYS, 0.0, 1.0) * (count >= LEAST_DAYS) * usual
    weight: Floats = ended * (RESTART_WEIGHT * sure)[:, None]
    return weight
