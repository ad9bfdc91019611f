"""Repetition of white screens: over the hours of the day, a customer's meters, a batch."""

from __future__ import annotations

import numpy as np

from features.peers import crossed
from features.window import Codes, Facts, Flags, Floats, Window
from pipeline.contract.vocabulary import Outcome, WorkOrder

PRIOR_METERS = 50.0
PRIOR_HANGS = 0.25
BATCH_RATE = 0.03
LEAST_EPISODES = 4


def hour_concentration(first_minute: Facts, episodes: Flags) -> Floats:
    """-log10 of the Rayleigh p that episodes begin at random times of day, (n,)."""
    known = episodes & np.isfinite(first_minute)
    angle = np.where(known, np.nan_to_num(first_minute) / 1440.0 * 2 * np.pi, 0.0)
    count = known.sum(axis=1)
    east = np.where(known, np.cos(angle), 0.0).sum(axis=1)
    north = np.where(known, np.sin(angle), 0.0).sum(axis=1)
    strength = (east**2 + north**2) / np.maximum(count, 1)
    return np.where(count >= LEAST_EPISODES, strength / np.log(10.0), 0.0)


def sister_hangs(window: Window, confirmed: Flags) -> Floats:
    """Other meters of the same customer that stood too, (n,); 0 unless this one stood.

    Meters of one concentrator that stood on the very same days are one outage, not two hangs.
    """
    hung = confirmed.any(axis=1)
    marks = np.asarray(hung, dtype=np.float64)
    total = _group_sum(marks, window.group["customer_id"])
    others = np.where(window.group["customer_id"] >= 0, total - marks, 0.0)
    return np.where(hung, np.maximum(others - _same_days(window, confirmed), 0.0), 0.0)


def recorded_faults(window: Window, confirmed: Flags) -> Floats:
    """Faults or exchanges on record at the customer before, (n,); 0 unless this meter stood.

    The record may be the first white screen, judged a meter fault: of another meter of the
    customer, of an earlier meter of this very account, or from before the window.
    """
    nothing = np.zeros(window.shape, dtype=bool)
    fault = window.inspected.get(Outcome.FAULT.value, nothing)
    order = window.work_orders.get(WorkOrder.METER_EXCHANGE.value, nothing)
    records = fault | order | window.meter_changed
    hung = confirmed.any(axis=1)
    marks = np.asarray(records.any(axis=1) & ~hung, dtype=np.float64)
    others = np.where(
        window.group["customer_id"] >= 0, _group_sum(marks, window.group["customer_id"]), 0.0
    )
    own = _hung_after(confirmed, records).astype(np.float64)
    return np.where(hung, others + own + window.earlier_faults, 0.0)


def _group_sum(values: Floats, codes: Codes) -> Floats:
    place = np.where(codes < 0, codes.max(initial=-1) + 1, codes)
    total = np.bincount(place, weights=values) if len(values) else np.zeros(0)
    return np.asarray(total[place], dtype=np.float64)


def _hung_after(confirmed: Flags, recorded: Flags) -> Flags:
    """(n,) accounts that stood before a recorded fault or exchange, and again after it."""
    since = np.maximum.accumulate(recorded, axis=1)
    return np.asarray((confirmed & ~since).any(axis=1) & (confirmed & since).any(axis=1))


def _same_days(window: Window, confirmed: Flags) -> Floats:
    """Other meters (n,) of customer and concentrator with exactly the same episode days."""
    keys = (window.group["customer_id"], window.group["concentrator_id"])
    _, pattern = np.unique(confirmed, axis=0, return_inverse=True)
    stacked = np.stack((*keys, pattern.ravel().astype(np.int32)))
    _, codes = np.unique(stacked, axis=1, return_inverse=True)
    same = _group_sum(np.ones(len(pattern)), codes.ravel().astype(np.int32)) - 1.0
    is_known = (keys[0] >= 0) & (keys[1] >= 0) & confirmed.any(axis=1)
    # One day in common can be chance of an outage; repeated identical days are one supply.
    return np.where(is_known, same, 0.0)


def batch_hangs(window: Window, confirmed: Flags) -> Floats:
    """Meters (n,) of the same model that stood at other customers; 0 without a model."""
    model = window.group["meter_model"]
    hung = np.asarray(confirmed.any(axis=1), dtype=np.float64)
    # Sisters of one customer are no evidence of a bad batch.
    customer = window.group["customer_id"]
    own = np.where(customer >= 0, customer, customer.max(initial=-1) + 1 + np.arange(len(hung)))
    sisters = crossed(model, own.astype(np.int32))
    others = _group_sum(hung, model) - _group_sum(hung, sisters)
    return np.where(model >= 0, others, 0.0)


def batch_weight(window: Window, confirmed: Flags) -> Floats:
    """Weight (n,) that falls when other customers' meters of the same model stand as well."""
    model = window.group["meter_model"]
    meters = _group_sum(np.ones(len(model)), model) - 1.0
    rate = (batch_hangs(window, confirmed) + PRIOR_HANGS) / (meters + PRIOR_METERS)
    weight = 1.0 / (1.0 + (rate / BATCH_RATE) ** 2)
    return np.where(model >= 0, weight, 1.0)
