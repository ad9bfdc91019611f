"""Exempt days: days that a lawful cause explains, known before any feature is measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.window import Flags, Window
from pipeline.contract.vocabulary import WorkOrder

VISIT_DAYS = 3
EXCHANGE_DAYS = 1
NOT_SUPPLIED = (WorkOrder.SUSPENSION, WorkOrder.DISCONNECTION)
AUTHORISED = (
    WorkOrder.SITE_VISIT,
    WorkOrder.METER_EXCHANGE,
    WorkOrder.RATIO_CHANGE,
    WorkOrder.RECONNECTION,
    WorkOrder.DISCONNECTION,
    WorkOrder.SUSPENSION,
    WorkOrder.PV_CONNECTION,
)


@dataclass(frozen=True)
class Exemptions:
    """Masks (n, d) of days with a lawful cause.

    not_supplied: suspended, disconnected or not valid. authorised: within three days of a
    work order. exchanged: within a day of a meter exchange, by order or by a new meter_id.
    ratio_changed: within a day of an authorised change of ratio or a change of record.
    generating: from the first day of own generation (order, export or record) on.
    """

    not_supplied: Flags
    authorised: Flags
    exchanged: Flags
    ratio_changed: Flags
    generating: Flags


def find_exemptions(window: Window) -> Exemptions:
    """Derive the masks from work orders, validity, ratios and export."""
    orders = window.work_orders
    nothing = np.zeros(window.shape, dtype=bool)

    def touched(*kinds: WorkOrder) -> Flags:
        found = [orders.get(kind.value, nothing) for kind in kinds]
        return np.asarray(np.logical_or.reduce(found), dtype=bool)

    steps = np.diff(window.multiplier, axis=1, prepend=window.multiplier[:, :1]) != 0
    exchange = touched(WorkOrder.METER_EXCHANGE) | window.meter_changed
    return Exemptions(
        not_supplied=touched(*NOT_SUPPLIED) | ~window.valid,
        authorised=widened(touched(*AUTHORISED) | window.meter_changed, VISIT_DAYS),
        exchanged=widened(exchange, EXCHANGE_DAYS),
        ratio_changed=widened(touched(WorkOrder.RATIO_CHANGE) | steps, EXCHANGE_DAYS),
        generating=_generating(window, touched(WorkOrder.PV_CONNECTION)),
    )


def widened(flags: Flags, days: int) -> Flags:
    """Flags (n, d) spread to `days` days on either side."""
    out = flags.copy()
    for shift in range(1, days + 1):
        out[:, shift:] |= flags[:, :-shift]
        out[:, :-shift] |= flags[:, shift:]
    return out


def _generating(window: Window, connected: Flags) -> Flags:
    export = window.fact("export_kwh")
    began = connected | (export > 0)
    since = np.maximum.accumulate(began, axis=1)
    return since | window.has_pv[:, None] if window.shape[1] else since
