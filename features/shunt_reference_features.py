"""Features of the family current shunt that hold the meter against another reference.

The load-management terminal, the voltage, and the iron loss of the customer's transformer.
"""

from __future__ import annotations

import numpy as np

from features.registry import Feature
from features.window import Floats, Window
from pipeline.contract.vocabulary import Family, Means

_F, _M = Family.CURRENT_SHUNT, Means.CT_SHUNT
_DOMAIN = "domain.md section 2, CT shunt"


def _terminal_ratio(window: Window) -> Floats:
    meter, terminal = window.fact("terminal_meter_kwh"), window.fact("terminal_matched_kwh")
    known = terminal > 0
    out = np.full(window.shape, np.nan)
    out[known] = meter[known] / terminal[known]
    return out


def _low_minutes(window: Window) -> Floats:
    return window.fact("terminal_ratio_low_minutes").astype(np.float64)


REFERENCE_FEATURES = (
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
    Feature(
        "hidden_load_share",
        "share",
        _F,
        _M,
        ("u_a_mean_v", "i_a_mean_a"),
        20,
        0.2,
        "{value} of the load vanished since {since}, but the voltage stays as low as if it were"
        " still drawn: by its own past it should have risen with so little current.",
        _DOMAIN + ", voltage residual against neighbours",
        label="Load gone that the voltage still feels",
    ),
    Feature(
        "hidden_one_phase_load_share",
        "share",
        _F,
        Means.METER_BYPASS,
        ("u_a_mean_v", "i_a_mean_a"),
        20,
        0.3,
        "{value} of the load vanished since {since}, but the voltage stays as low as if it were"
        " still drawn: current seems to pass beside the meter.",
        _DOMAIN + ", voltage residual against neighbours; bypass before the meter",
        label="Load gone that the voltage still feels",
    ),
    Feature(
        "energised_floor_deficit_share",
        "share",
        _F,
        _M,
        ("kw_min", "live_minutes"),
        20,
        0.5,
        "The supply was live, but the smallest power of the day is {value} below the iron loss"
        " of the transformer, which was {baseline} kW: that much is always drawn.",
        _DOMAIN + ", energised floor: P under half of the iron loss",
        label="Smallest power below the iron loss",
    ),
)
