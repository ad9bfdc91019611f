"""Utility rules: a utility's desk tool of 2007-09 for its large customers, rule by rule.

After `domain.md`, "Real precedent". A day is hit where energy falls under 0.6 of the mean of
the five days before it, unless the customer's meters together are normal; where currents
are unbalanced; where a voltage is low. Door, outage, stop and shorted current transformer
within 20 days raise a hit. Late hits count more than early ones.

The tool counted readings ("at least 4 points"); of unbalance and voltage a window holds
daily means, which stand for them here, and hours of lost voltage for phases b and c. It
asked for over 99 kWh a day of its large customers; for the others, whom it never saw, a
lower floor is ours. Its thresholds in volts are taken at the nominal voltage they were made
for, 220 V and 100 V. Weather, last year's curves and the whitelist are left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.exemptions import widened
from features.robust import row_mean
from features.window import Codes, Flags, Floats, Window
from models.baselines.baseline import Baseline
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import EventCode, TariffClass, Wiring

DROP_SHARE, DROP_DAYS = 0.6, 5
LEAST_LARGE_KWH, LEAST_SMALL_KWH = 99.0, 3.0
ANNOTATION_DAYS = 20
ANNOTATIONS = (
    EventCode.METER_COVER_OPEN,
    EventCode.TERMINAL_COVER_OPEN,
    EventCode.POWER_DOWN,
    EventCode.METER_STOP,
    EventCode.CT_SHORT,
)
HIGH_VOLTAGE_UNBALANCE, HIGH_VOLTAGE_LEAST_A = 1.0, 2.0
# A phase below the first while all phases carry the second, in primary amperes.
LOW_VOLTAGE_UNBALANCE_A = ((0.5, 50.0), (5.0, 100.0))
LOW_VOLTAGE_SHARE, HIGH_VOLTAGE_SHARE = 180 / 220, 85 / 100
LOST_MINUTES = 60.0  # four quarter hours
HALVES_IN_DAYS = 10.0


def rule_hits(window: Window) -> Floats:
    """Return (n,) the weighed number of hits, 0 or more; 0 where there is no channel for a rule.

    A hit of the business date counts 1, one of ten days before a half, and so on; each
    annotation that stands near it adds as much again.
    """
    days = window.shape[1]
    rules = (energy_drop(window), current_unbalance(window), low_voltage(window))
    hits = np.sum(rules, axis=0, dtype=np.float64)
    recent = 0.5 ** (np.arange(days)[::-1] / HALVES_IN_DAYS)
    return np.asarray((hits * (1.0 + telling_events(window)) * recent).sum(axis=1))


def energy_drop(window: Window) -> Flags:
    """(n, d) days under 0.6 of the five days before, sister meters not making up for it."""
    large = window.number.get("dedicated_transformer", np.zeros(window.shape[0])) == 1
    least = np.where(large, LEAST_LARGE_KWH, LEAST_SMALL_KWH)[:, None]
    together = _of_customer(window.kwh, window.group["customer_id"])
    before = _mean_before(window.kwh)
    has_dropped = (window.kwh < DROP_SHARE * before) & (before > least)
    return np.asarray(has_dropped & ~(together >= DROP_SHARE * _mean_before(together)))


def current_unbalance(window: Window) -> Flags:
    """(n, d) days of unbalanced mean currents; street lighting is unbalanced lawfully."""
    ratio = np.nan_to_num(window.number.get("ct_ratio", np.ones(window.shape[0])), nan=1.0)
    currents = [
        np.abs(window.fact(f"i_{phase}_mean_a")).astype(np.float64) * ratio[:, None]
        for phase in PHASES
    ]
    a, _, c = currents
    is_two_element = _is_wired(window, Wiring.TWO_ELEMENT)
    over = np.divide(a, c, out=np.full(a.shape, np.nan), where=c > 0)
    two = (np.abs(over - 1) > HIGH_VOLTAGE_UNBALANCE) & (a + c > HIGH_VOLTAGE_LEAST_A)
    total, smallest = np.sum(currents, axis=0), np.min(currents, axis=0)
    four = np.logical_or.reduce(
        [(smallest < low) & (total > all_a) for low, all_a in LOW_VOLTAGE_UNBALANCE_A]
    )
    is_lighting = _texts(window, "tariff_class") == TariffClass.PUBLIC.value
    found = (two & is_two_element) | (four & _is_wired(window, Wiring.FOUR_WIRE))
    return np.asarray(found & ~is_lighting[:, None])


def low_voltage(window: Window) -> Flags:
    """(n, d) days on which a phase is live and low, by its mean or for an hour in all."""
    is_two_element = _is_wired(window, Wiring.TWO_ELEMENT)
    usual = np.where(is_two_element, 100.0, 220.0)
    rated = window.number.get("rated_voltage_v", np.full(window.shape[0], np.nan))[:, None]
    nominal = np.where(rated > 0, rated, usual)
    share = np.where(is_two_element, HIGH_VOLTAGE_SHARE, LOW_VOLTAGE_SHARE)
    mean = window.fact("u_a_mean_v")
    is_low = (mean > 0) & (mean < share * nominal)
    lost = [window.fact(f"u_{phase}_lost_minutes") >= LOST_MINUTES for phase in PHASES]
    return np.asarray(np.logical_or.reduce([is_low, *lost]))


def telling_events(window: Window) -> Floats:
    """(n, d) kinds of telling events of meter or terminal within 20 days."""
    count = np.zeros(window.shape)
    for code in ANNOTATIONS:
        by_meter = np.nan_to_num(window.fact(f"event_{code.value}_count"))
        happened = by_meter > 0
        if code.value in window.terminal_events:
            happened |= window.terminal_events[code.value] > 0
        count += widened(happened, ANNOTATION_DAYS)
    return count


def _mean_before(kwh: Floats) -> Floats:
    """(n, d) mean of the five days before each day, NaN where one of them is unknown."""
    before = np.full(kwh.shape, np.nan)
    for day in range(DROP_DAYS, kwh.shape[1]):
        before[:, day] = row_mean(kwh[:, day - DROP_DAYS : day], DROP_DAYS)
    return before


def _of_customer(kwh: Floats, customer: Codes) -> Floats:
    """(n, d) energy of all meters of one's customer; NaN where the customer is not known."""
    known = customer >= 0
    total = np.zeros((int(customer.max(initial=-1)) + 1, kwh.shape[1]))
    np.add.at(total, customer[known], kwh[known])
    together = np.full(kwh.shape, np.nan)
    together[known] = total[customer[known]]
    return together


def _is_wired(window: Window, wiring: Wiring) -> Flags:
    """(n, 1) whether the meter is so connected."""
    return np.asarray(_texts(window, "wiring") == wiring.value)[:, None]


def _texts(window: Window, name: str) -> NDArray[np.str_]:
    return window.text.get(name, np.full(window.shape[0], "", dtype=np.str_))


UTILITY_RULES = Baseline("utility_rules", "Rules of a utility's desk tool", rule_hits)
