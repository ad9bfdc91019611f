"""Switched shunts: daily rates of co-scaling edges against the account's own past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import find_fall, level_around
from features.robust import row_mad, row_mean, row_quantile
from features.study import Study
from features.switching_witness import hear_switching
from features.voltage_witness import hear_voltage
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import Wiring

LEAST_BEFORE, LEAST_AFTER = 7, 3
USUAL_SHARE = 0.75
DEPTH_SIGMA = 0.06
LEAST_ACTIVE_DAYS, FEW_ACTIVE_DAYS = 5, 3
SIGMA_FROM, SIGMA_SURE, SIGMA_FOR_FEW = 3.0, 5.0, 8.0
LEAST_VARIANCE, LEAST_SHARE = 0.05, 0.1
SMALL_RISE, CLEAR_RISE = 0.2, 0.6
DIRECT_WEIGHT = 0.4
SURE_FALL, UNFALLEN_WEIGHT = 0.1, 0.4
# Co-scaling edges are too good a sign for the voltage alone to clear.
FALLEN_WEIGHT = 0.25
MOST_LOST = 0.9
# Neighbouring days are alike, so their scatter says too little of a lasting change.
LIKENESS, LEAST_SIGMA = 2.0, 0.03


@dataclass(frozen=True)
class Excess:
    """Rate a day beyond the usual rate, what is usual, and since when; (n,) each."""

    value: Floats
    baseline: Floats
    onset: Codes


def edge_excess(study: Study) -> Excess:
    """Paired co-scaling edges a day beyond the account's own past rate."""
    found = rate_excess(_edge_pairs(study))
    weight = _one_depth(study) * load_weight(study, found.onset) * transformer_weight(study)
    return Excess(found.value * weight, found.baseline, found.onset)


def depth_excess(study: Study) -> Excess:
    """Summed depth of the edges down a day beyond the account's own past.

    A process switches often and shallowly; one deep edge more a day stands out here
    where the count alone would not. The way back up may fall between two readings.
    """
    found = rate_excess(depth_a_day(study))
    weight = load_weight(study, found.onset) * transformer_weight(study)
    return Excess(found.value * weight, found.baseline, found.onset)


def depth_a_day(study: Study) -> Floats:
    """Summed depth of the edges down (n, d); NaN where it is not known or cannot be."""
    down = study.window.fact("edge_down_count").astype(np.float64)
    depth = np.nan_to_num(study.window.fact("edge_depth_mean").astype(np.float64))
    return np.where(can_switch(study), down * depth, np.nan)


def transformer_weight(study: Study) -> Floats:
    """Less (n,) for meters known to be connected directly: no transformer to shunt."""
    ratio = study.window.number.get("ct_ratio", np.full(study.window.shape[0], np.nan))
    return np.where(ratio == 1.0, DIRECT_WEIGHT, 1.0)


def load_weight(study: Study, onset: Codes) -> Floats:
    """Less (n,) where energy did not fall since the onset, or where the voltage rose with it.

    A shunt takes some of the energy and none of the load. Where use scatters so much that
    the energy of the low states would not show, it says nothing.
    """
    before, after = level_around(study.usual.residual, onset)
    fall = np.nan_to_num(before - after)
    days = np.clip(study.window.shape[1] - onset, 1, None)
    sigma = LIKENESS * np.nan_to_num(study.usual.day_sigma) / np.sqrt(days)
    share = np.clip(np.nan_to_num(switched_share(study, onset)), 0.0, 0.9)
    short = (-np.log1p(-share) - fall) / np.fmax(sigma, LEAST_SIGMA)
    missing = np.clip(short - 1.0, 0.0, 1.0)
    unfallen = np.clip(fall / SURE_FALL, UNFALLEN_WEIGHT, 1.0)
    testimony = hear_voltage(study, onset).beside(
        hear_switching(study, low_state_load(study, onset), onset)
    )
    heard = np.maximum(testimony.doubt, FALLEN_WEIGHT)
    return (1.0 - missing * (1.0 - unfallen)) * heard


def low_state_share(study: Study) -> Floats:
    """Share (n, d) of each day's energy that low states would have lost; NaN if unknown."""
    window = study.window
    low = window.fact("edge_low_minutes").astype(np.float64) / window.day_minutes
    depth = np.nan_to_num(window.fact("edge_depth_mean").astype(np.float64))
    known = np.isfinite(low) & can_switch(study)
    return np.where(known, np.nan_to_num(low) * depth, np.nan)


def low_state_load(study: Study, onset: Codes) -> Floats:
    """Load (n, d) that low states would have hidden, over the usual load of a day."""
    share = np.clip(low_state_share(study), 0.0, MOST_LOST)
    usual, _ = level_around(study.window.kwh, onset)
    counted = study.window.kwh / np.where(usual > 0, usual, np.nan)[:, None]
    return np.asarray(counted * share / (1.0 - share))


def can_switch(study: Study) -> Flags:
    """(n, d) supplied days of meters with several elements.

    Behind one element every big appliance scales power and current alike.
    """
    several = study.window.text["wiring"] != Wiring.ONE_PHASE.value
    return np.asarray(several[:, None] & ~study.exempt.not_supplied)


def _edge_pairs(study: Study) -> Floats:
    down, up = study.window.fact("edge_down_count"), study.window.fact("edge_up_count")
    known = np.isfinite(down) & np.isfinite(up) & can_switch(study)
    return np.where(known, np.minimum(down, up), np.nan).astype(np.float64)


def _one_depth(study: Study) -> Floats:
    """Weight (n,): a shunt has one strength, a process that switches has many."""
    depth = np.where(_edge_pairs(study) >= 1, study.window.fact("edge_depth_mean"), np.nan)
    spread = row_mad(depth, LEAST_ACTIVE_DAYS)
    steady = np.clip(1.5 - 0.5 * spread / DEPTH_SIGMA, 0.3, 1.0)
    return np.where(np.isfinite(steady), steady, 1.0)


def rate_excess(rate: Floats) -> Excess:
    """Recent rate less the usual mean, where the rise is beyond the account's own scatter.

    Without a rise the usual rate is that of the whole window, and nothing is in excess.
    Rates differ from day to day, so a mean over the days since counts, not a median; five
    days have to be above what is usual, three where they are so by far.
    """
    rise = find_fall(-rate, LEAST_BEFORE, LEAST_AFTER)
    days = np.arange(rate.shape[1])[None, :]
    since = (rise.split >= 0)[:, None] & (days >= rise.split[:, None])
    before = (rise.split >= 0)[:, None] & (days < rise.split[:, None])
    usual = row_mean(np.where(before, rate, np.nan))
    often = row_quantile(np.where(before, rate, np.nan), USUAL_SHARE)
    recent = row_mean(np.where(since, rate, np.nan))
    sigma = np.nan_to_num(rise_sigma(rate, rise.split))
    active = (since & (rate > np.nan_to_num(often)[:, None])).sum(axis=1)
    enough = (active >= LEAST_ACTIVE_DAYS) | (
        (active >= FEW_ACTIVE_DAYS) & (sigma >= SIGMA_FOR_FEW)
    )
    sure = np.clip((sigma - SIGMA_FROM) / (SIGMA_SURE - SIGMA_FROM), 0.0, 1.0)
    sure *= _relative_weight(recent, usual)
    value = np.where(enough, np.maximum(np.nan_to_num(recent - usual), 0.0) * sure, 0.0)
    known = np.isfinite(rate).any(axis=1)
    onset = np.where(value > 0, _first_above(rate, often, rise.split), -1)
    return Excess(np.where(known, value, np.nan), usual, onset.astype(np.int32))


def _relative_weight(recent: Floats, usual: Floats) -> Floats:
    """Less (n,) where the rise is small against what is usual."""
    rise = np.divide(recent, usual, out=np.full_like(usual, np.inf), where=usual > 0) - 1.0
    return np.clip(
        (np.nan_to_num(rise, posinf=np.inf) - SMALL_RISE) / (CLEAR_RISE - SMALL_RISE), 0, 1
    )


def rise_sigma(rate: Floats, split: Codes) -> Floats:
    """Rise (n,) of the mean rate at day `split` in standard errors; NaN without a split.

    Each side scatters as it did, but by some floor, however calm it happened to be.
    """
    days = np.arange(rate.shape[1])[None, :]
    has = (split >= 0)[:, None]
    first, second = has & (days < split[:, None]), has & (days >= split[:, None])
    mean_0, error_0 = _mean_error(np.where(first, rate, np.nan))
    mean_1, error_1 = _mean_error(np.where(second, rate, np.nan))
    return (mean_1 - mean_0) / np.sqrt(error_0 + error_1)


def _mean_error(rate: Floats) -> tuple[Floats, Floats]:
    """Mean of each row and its squared standard error."""
    mean = row_mean(rate)
    spread = row_mean((rate - mean[:, None]) ** 2)
    # A past that happened to be calm must not make every later jump look rare.
    variance = np.fmax(spread, np.fmax(LEAST_SHARE * mean, LEAST_VARIANCE))
    return mean, variance / np.maximum(np.isfinite(rate).sum(axis=1), 1)


def _first_above(rate: Floats, usual: Floats, split: Codes) -> Codes:
    days = np.arange(rate.shape[1])[None, :]
    above: Flags = (days >= split[:, None]) & (rate > np.nan_to_num(usual)[:, None])
    return np.where(above.any(axis=1), above.argmax(axis=1), split).astype(np.int32)


def switched_share(study: Study, onset: Codes) -> Floats:
    """Share of the true energy lost in the low states since the onset, (n,)."""
    window = study.window
    days = np.arange(window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    minutes = np.nan_to_num(window.fact("edge_low_minutes").astype(np.float64))
    low = row_mean(np.where(since, minutes / window.day_minutes, np.nan))
    depth = row_mean(np.where(since, window.fact("edge_depth_mean"), np.nan))
    share: Floats = low * depth
    return share
