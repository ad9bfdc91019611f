"""Features of the family current shunt: what is declared of each, and its daily series."""

from __future__ import annotations

import numpy as np

from features.phase_shift import log_ratio
from features.registry import Feature
from features.window import Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.CURRENT_SHUNT, Means.CT_SHUNT
_DOMAIN = "domain.md section 2, CT shunt"


def _lowest_ratio(window: Window) -> Floats:
    """The lowest phase ratio of the day, for the chart."""
    ratios = np.stack([np.exp(log_ratio(window, phase)) for phase in PHASES])
    lowest = np.where(np.isfinite(ratios), ratios, np.inf).min(axis=0)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def _edges(window: Window) -> Floats:
    return window.fact("edge_down_count").astype(np.float64)


def _edge_depths(window: Window) -> Floats:
    return _edges(window) * np.nan_to_num(window.fact("edge_depth_mean").astype(np.float64))


def _low_states(window: Window) -> Floats:
    low = window.fact("edge_low_minutes").astype(np.float64) / window.day_minutes
    return low * np.nan_to_num(window.fact("edge_depth_mean").astype(np.float64))


def _steps(window: Window) -> Floats:
    stacked = np.stack([window.fact(f"ratio_{phase}_step_count") for phase in PHASES])
    most = np.where(np.isfinite(stacked), stacked, -1).max(axis=0)
    return np.where(most >= 0, most, np.nan).astype(np.float64)


SHUNT_FEATURES = (
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
        "low_state_loss_share",
        "share",
        _F,
        _M,
        ("edge_low_minutes", "edge_depth_mean"),
        15,
        0.07,
        "Power, reactive power and current drop by one factor and come back together hours later:"
        " {value} of the day's energy more than the usual {baseline} is missing in these low"
        " states since {since}.",
        _DOMAIN + ", remote: mixture of two states",
        signal=_low_states,
        label="Energy missing in low states",
    ),
    Feature(
        "element_turn_share",
        "share",
        _F,
        _M,
        ("ratio_a_mean", "q_mean_kvar", "p_mean_kw"),
        14,
        0.15,
        "Reactive against active power turned since {since} by just what the loss of {value} of"
        " one element's current calls for; no change of load does so. Clamp that current"
        " transformer on both sides.",
        "domain.md section 0, algebra of the two elements of three-wire meters",
        label="Element lost by the algebra of P and Q",
    ),
)
