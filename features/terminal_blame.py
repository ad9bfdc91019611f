"""Which of two instruments is wrong, where a meter and its terminal part company.

The one that is wrong changed against its own past when they parted; the other went on. Its
energy changed against what was usual, or one of its phases against its others. A deficit
that comes and goes is no fault of a gain: somebody switches it.
"""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.robust import row_mad
from features.study import Study
from features.usual import log_share
from features.window import Codes, Floats
from pipeline.contract.facts import PHASES

LEAST_KWH, LEAST_PAST = 0.05, 5
# Peers never tell to the per cent what an account would have used.
LEVEL_SIGMA, BALANCE_SIGMA = 0.08, 0.05
# Neighbouring days are alike: their scatter says too little of a lasting change.
LIKENESS = 2.0
CLEAR = 12.0
SWITCHED_FROM, SWITCHED_SURE, SWITCHED_WORTH = 0.05, 0.15, 4.0
# Of ten pairs that part company without further signs, it is the meter in some six.
BEFOREHAND = 0.4


def meter_blame(study: Study, deficit: Floats, onset: Codes) -> Floats:
    """Likelihood (n,), 0 to 1, that the meter is wrong and not the terminal.

    deficit: (n, d) share by which the meter shows less. onset: (n,) day on which they parted;
    1 where there is none or next to no past, for then nothing tells.
    """
    evidence = _by_level(study, deficit, onset) + _by_balance(study, onset)
    evidence += _by_switching(deficit, onset) + BEFOREHAND
    likely = 1.0 / (1.0 + np.exp(-np.clip(evidence, -CLEAR, CLEAR)))
    return np.where(onset >= LEAST_PAST, likely, 1.0)


def _by_level(study: Study, deficit: Floats, onset: Codes) -> Floats:
    """Log likelihood that the change of the meter's energy is the change of the deficit."""
    usual = study.usual
    meter = study.window.fact("terminal_meter_kwh").astype(np.float64)
    counted = np.where(meter > LEAST_KWH, meter, np.nan) * study.window.multiplier
    own = log_share(counted, usual.own_median)
    expected = log_share(usual.kwh, usual.own_median)
    before, after = level_around(own - expected, onset)
    kept = np.where(deficit < 1.0, np.log1p(-np.minimum(deficit, 0.99)), np.nan)
    parted_before, parted_after = level_around(kept, onset)
    days = np.maximum(study.window.shape[1] - onset, 1)
    scatter = LIKENESS * usual.day_noise * np.sqrt(2.0 / np.minimum(days, np.maximum(onset, 1)))
    variance = np.fmax(np.nan_to_num(scatter), LEVEL_SIGMA) ** 2
    found = _likelier(after - before, parted_after - parted_before, variance)
    return np.clip(np.nan_to_num(found), -CLEAR, CLEAR)


def _likelier(change: Floats, called_for: Floats, variance: Floats) -> Floats:
    """Log likelihood of `called_for` against no change, given the `change` seen."""
    return np.asarray((change**2 - (change - called_for) ** 2) / (2.0 * variance))


def _by_balance(study: Study, onset: Codes) -> Floats:
    """Log likelihood that the balance of phases changed in the meter, not in the terminal."""
    own, other = [], []
    for phase in PHASES:
        amperes = study.window.fact(f"i_{phase}_mean_a").astype(np.float64)
        ratio = study.window.fact(f"terminal_i_{phase}_ratio").astype(np.float64)
        own.append(_change(amperes, onset))
        other.append(own[-1] - _change(ratio, onset))
    uneven = [_spread(np.stack(changes)) for changes in (own, other)]
    found = (uneven[0] ** 2 - uneven[1] ** 2) / (2.0 * BALANCE_SIGMA**2)
    return np.clip(np.nan_to_num(found), -CLEAR, CLEAR)


def _change(values: Floats, onset: Codes) -> Floats:
    used = values > 0
    logs = np.where(used, np.log(np.where(used, values, 1.0)), np.nan)
    before, after = level_around(logs, onset)
    return after - before


def _spread(changes: Floats) -> Floats:
    """Largest less smallest of the phases' changes (3, n); 0 where fewer than two are known."""
    known = np.isfinite(changes)
    high = np.where(known, changes, -np.inf).max(axis=0)
    low = np.where(known, changes, np.inf).min(axis=0)
    return np.where(known.sum(axis=0) >= 2, high - low, 0.0)


def _by_switching(deficit: Floats, onset: Codes) -> Floats:
    """More where the deficit since the onset differs from day to day, as no gain does."""
    days = np.arange(deficit.shape[1])[None, :]
    since = np.where((onset >= 0)[:, None] & (days > onset[:, None]), deficit, np.nan)
    uneven = np.nan_to_num(row_mad(since, 4))
    return SWITCHED_WORTH * np.clip(
        (uneven - SWITCHED_FROM) / (SWITCHED_SURE - SWITCHED_FROM), 0.0, 1.0
    )
