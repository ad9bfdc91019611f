"""Current shunt: part of the current passes beside the meter's current transformers.

Fixed shunts shift one phase for good (`phase_shift`). Remote-controlled ones switch: total
power, reactive power and current jump by one factor while voltage and power factor stand
still (co-scaling edges), or one phase's ratio jumps. A terminal with transformers of its
own sees what the meter does not. Process plants switch too, so rates are compared with the
account's own past.
"""

from __future__ import annotations

import numpy as np

from features.change_point import level_around
from features.phase_shift import find_phase_fall, log_ratio
from features.registry import Feature, Measured
from features.robust import row_mean
from features.shunt_hours import switched_hours
from features.shunt_switching import depth_excess, edge_excess, step_excess, switched_share
from features.shunt_terminal import low_minutes, phase_deficit, terminal_deficit
from features.study import Study
from features.window import Codes, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.CURRENT_SHUNT, Means.CT_SHUNT
_DOMAIN = "domain.md section 2, CT shunt"
LEAST_LEVEL_DAYS = 7
LEAST_LEVEL_FALL = 0.1


def _lowest_ratio(window: Window) -> Floats:
    """The lowest phase ratio of the day, for the chart."""
    ratios = np.stack([np.exp(log_ratio(window, phase)) for phase in PHASES])
    lowest = np.where(np.isfinite(ratios), ratios, np.inf).min(axis=0)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def _edges(window: Window) -> Floats:
    return window.fact("edge_down_count").astype(np.float64)


def _edge_depths(window: Window) -> Floats:
    return _edges(window) * np.nan_to_num(window.fact("edge_depth_mean").astype(np.float64))


def _steps(window: Window) -> Floats:
    stacked = np.stack([window.fact(f"ratio_{phase}_step_count") for phase in PHASES])
    most = np.where(np.isfinite(stacked), stacked, -1).max(axis=0)
    return np.where(most >= 0, most, np.nan).astype(np.float64)


def _terminal_ratio(window: Window) -> Floats:
    meter, terminal = window.fact("terminal_meter_kwh"), window.fact("terminal_matched_kwh")
    known = terminal > 0
    out = np.full(window.shape, np.nan)
    out[known] = meter[known] / terminal[known]
    return out


def _low_minutes(window: Window) -> Floats:
    return window.fact("terminal_ratio_low_minutes").astype(np.float64)


FEATURES = (
    Feature(
        "phase_fall_share",
        "share",
        _F,
        _M,
        ("ratio_a_mean",),
        14,
        0.2,
        "One phase carries {value} less current against the others than before {since}, while"
        " total energy did not rise: a shunt on that current transformer looks like this.",
        _DOMAIN + ", fixed: depth > 0.2 for at least 5 days",
        signal=_lowest_ratio,
        label="Current of the weakest phase against the others",
    ),
    Feature(
        "edge_excess_count",
        "a day",
        _F,
        _M,
        ("edge_down_count",),
        14,
        1.0,
        "Power, reactive power and current drop and rise together by one factor, at steady"
        " voltage and power factor: a day {value} times more than the usual {baseline}, since"
        " {since}. A shunt that is switched looks like this.",
        _DOMAIN + ", remote: edge rate against the past before it, 5 days",
        signal=_edges,
        label="Jumps down of the whole load a day",
    ),
    Feature(
        "edge_depth_excess",
        "depths a day",
        _F,
        _M,
        ("edge_down_count", "edge_depth_mean"),
        14,
        0.5,
        "Sudden drops of power, reactive power and current by one factor add up to {value} times"
        " the whole load a day more than the usual {baseline}, since {since}.",
        _DOMAIN + ", remote: depth over 0.2 at 3 edges a day",
        signal=_edge_depths,
        label="Depth of jumps down of the whole load",
    ),
    Feature(
        "switched_hours_loss_share",
        "share",
        _F,
        _M,
        ("hour_00_kwh", "edge_down_count"),
        15,
        0.25,
        "In the same hours of most days {value} of the energy is missing since {since}, while the"
        " other hours went on; and power, reactive power and current jump together by one factor"
        " more than before: a shunt switched by remote control looks like this.",
        _DOMAIN + ", remote and timing",
        signal=_edge_depths,
        label="Loss in switched hours",
        signal_unit="depths a day",
    ),
    Feature(
        "ratio_step_excess_count",
        "a day",
        _F,
        _M,
        ("ratio_a_step_count",),
        14,
        4.0,
        "One phase's share of the current jumps by over 20 % {value} times a day more than"
        " usual ({baseline}), down and up again.",
        _DOMAIN + ", remote: two-state mixture",
        signal=_steps,
        label="Jumps of one phase against the others",
    ),
    Feature(
        "terminal_deficit_share",
        "share",
        _F,
        _M,
        ("terminal_matched_kwh", "terminal_meter_kwh"),
        7,
        0.05,
        "The meter counted {value} less than the load-management terminal at the same instants.",
        _DOMAIN + ", reference: off by more than 5 % a day",
        rule_at=0.15,
        error_rate=2e-3,
        signal=_terminal_ratio,
        label="Meter energy against the terminal",
    ),
    Feature(
        "terminal_phase_deficit_share",
        "share",
        _F,
        _M,
        ("terminal_i_a_ratio",),
        7,
        0.1,
        "On one phase the meter sees {value} less current than the terminal.",
        _DOMAIN + ", reference",
        rule_at=0.25,
        error_rate=2e-3,
        label="Phase current missing against the terminal",
    ),
    Feature(
        "terminal_low_minutes",
        "min a day",
        _F,
        _M,
        ("terminal_ratio_low_minutes",),
        7,
        30.0,
        "For {value} minutes a day the meter shows under 80 % of the terminal's power.",
        _DOMAIN + ", reference, intermittent",
        signal=_low_minutes,
        label="Minutes far below the terminal",
    ),
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    fall = find_phase_fall(study)
    edges, depths, steps = edge_excess(study), depth_excess(study), step_excess(study)
    hours = switched_hours(study)
    deficit, phase, low = terminal_deficit(study), phase_deficit(study), low_minutes(study)

    def made(
        value: Floats, onset: Codes, share: Floats, baseline: Floats | None = None
    ) -> Measured:
        kwh = np.fmax(_unbilled(study, onset, share), _shortfall(study, onset))
        return Measured.of(value, baseline=baseline, onset=onset, kwh_per_day=kwh)

    return (
        made(fall.depth, fall.onset, fall.missing_share),
        made(edges.value, edges.onset, switched_share(study, edges.onset), edges.baseline),
        made(depths.value, depths.onset, switched_share(study, depths.onset), depths.baseline),
        made(hours.share, hours.onset, np.clip(hours.share * hours.of_day, 0, 0.95)),
        made(steps.value, steps.onset, np.full(len(steps.value), np.nan), steps.baseline),
        made(deficit.value, deficit.onset, deficit.value),
        made(phase.value, phase.onset, np.clip(phase.value / 3, 0, 0.95)),
        made(low.value, low.onset, deficit.value),
    )


def _shortfall(study: Study, onset: Codes) -> Floats:
    """Primary kWh a day that use fell short of its own past and peers since the onset.

    What a switched shunt takes between two readings shows in the energy alone. NaN where
    use did not fall.
    """
    before, after = level_around(study.usual.residual, onset, LEAST_LEVEL_DAYS)
    fall = before - after
    days = np.arange(study.window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    mean = row_mean(np.where(since, study.window.kwh, np.nan))
    return np.where(fall > LEAST_LEVEL_FALL, mean * np.expm1(np.minimum(fall, 3.0)), np.nan)


def _unbilled(study: Study, onset: Codes, share: Floats) -> Floats:
    """Primary kWh a day: registered energy since the onset times share / (1 - share)."""
    days = np.arange(study.window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    known = since & np.isfinite(study.window.kwh)
    total = np.where(known, study.window.kwh, 0.0).sum(axis=1)
    mean = np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)
    bounded = np.clip(share, 0.0, 0.95)
    return np.where(bounded > 0, mean * bounded / (1.0 - bounded), np.nan)
