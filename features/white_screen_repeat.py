"""Repetition of white screens: over the hours of the day, over a customer's meters and records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.group_sum import group_sum, sum_of_others
from features.hang_spells import Spells
from features.peers import crossed
from features.premises import premises_codes
from features.window import Codes, Facts, Flags, Floats, Window
from pipeline.contract.vocabulary import Outcome, WorkOrder

LEAST_EPISODES = 4
SURE_HOURS, SIGNED_HOURS = 1.5, 0.75
LEAST_BATCH_WEIGHT = 0.5
DEAD_SHARE = 0.5


def hour_concentration(first_minute: Facts, episodes: Flags) -> Floats:
    """-log10 of the Rayleigh p that episodes begin at random times of day, (n,)."""
    known = episodes & np.isfinite(first_minute)
    angle = np.where(known, np.nan_to_num(first_minute) / 1440.0 * 2 * np.pi, 0.0)
    count = known.sum(axis=1)
    east = np.where(known, np.cos(angle), 0.0).sum(axis=1)
    north = np.where(known, np.sin(angle), 0.0).sum(axis=1)
    strength = (east**2 + north**2) / np.maximum(count, 1)
    return np.where(count >= LEAST_EPISODES, strength / np.log(10.0), 0.0)


@dataclass(frozen=True)
class Trouble:
    """What is known of each meter's trouble, (n,) each.

    stood: it surely stood in the window. returned: and came back by itself. recorded: an
    inspection in the window called it faulty. is_second: a new meter of the same account
    stood as the one before it did.
    """

    stood: Flags
    returned: Flags
    recorded: Flags
    is_second: Flags


def find_trouble(window: Window, confirmed: Flags, spells: Spells, evidence: Floats) -> Trouble:
    """Tell which meters surely stood, from half an hour to days.

    confirmed: (n, d) days with a standstill. evidence: (n, 2) signs of a hung meter, and the
    weight that is left beside the batch.
    """
    long = spells.longest_hours
    signs, batch = evidence[:, 0], evidence[:, 1]
    sure = (long >= SURE_HOURS) | ((long >= SIGNED_HOURS) & (signs > 0))
    stood = np.asarray(confirmed.any(axis=1) & sure & (batch >= LEAST_BATCH_WEIGHT))
    returned = np.asarray(stood & (spells.returned > 0))
    fault = window.inspected.get(Outcome.FAULT.value, np.zeros(window.shape, dtype=bool))
    second = returned & _stood_around(confirmed, _exchanges(window))
    return Trouble(stood, returned, np.asarray(fault.any(axis=1)), second)


def sister_hangs(window: Window, trouble: Trouble, confirmed: Flags) -> tuple[Floats, Floats]:
    """Other meters of the customer or the premises in trouble: near-proof, and mere faults.

    Returns (n,) twice. The first counts where one of these meters came back by itself, which
    no dead board does; this meter itself stood or is on record as faulty. The second counts
    where all of them stayed dead until they were exchanged. Meters of one concentrator that
    stood on the very same days are one outage, not two hangs.
    """
    own = trouble.stood | trouble.recorded
    others = _others(window, own) - _same_days(window, confirmed)
    earlier = np.minimum(window.earlier_faults, _others(window, np.ones(len(own), dtype=bool)))
    back = trouble.returned | (_others(window, trouble.returned) > 0)
    second = trouble.is_second.astype(np.float64)
    near = np.where(own & back, np.maximum(others, 0.0), 0.0) + second
    near += np.where(trouble.returned, earlier, 0.0)
    # Which of the customer's meters was called faulty before the window is not known.
    named = np.where(~own & back, earlier, 0.0)
    mere = np.where(own & ~back, np.maximum(others, 0.0) + earlier, named)
    return near, mere


def recorded_faults(window: Window, trouble: Trouble, confirmed: Flags) -> Floats:
    """Faults or exchanges on record at the customer before, (n,); 0 unless this meter stood.

    The record may be the first white screen, judged a meter fault: of another meter of the
    customer, of an earlier meter of this very account, or from before the window. To a meter
    that did not come back by itself it counts half.
    """
    exchanged = _exchanges(window)
    fault = window.inspected.get(Outcome.FAULT.value, np.zeros(window.shape, dtype=bool))
    records = exchanged | fault
    marks = records.any(axis=1) & ~trouble.stood
    count = sum_of_others(np.asarray(marks, dtype=np.float64), window.group["customer_id"])
    count += _stood_around(confirmed, records) + window.earlier_faults
    return np.where(trouble.stood, count * np.where(trouble.returned, 1.0, DEAD_SHARE), 0.0)


def _exchanges(window: Window) -> Flags:
    order = window.work_orders.get(WorkOrder.METER_EXCHANGE.value)
    return window.meter_changed if order is None else window.meter_changed | order


def _others(window: Window, flags: Flags) -> Floats:
    """Other flagged meters (n,) of the customer or of the premises, each counted once."""
    marks = np.asarray(flags, dtype=np.float64)
    customer, premises = window.group["customer_id"], premises_codes(window)
    both = sum_of_others(marks, crossed(customer, premises))
    return sum_of_others(marks, customer) + sum_of_others(marks, premises) - both


def _stood_around(confirmed: Flags, recorded: Flags) -> Flags:
    """(n,) accounts that stood before a recorded fault or exchange, and again after it."""
    since = np.maximum.accumulate(recorded, axis=1)
    return np.asarray((confirmed & ~since).any(axis=1) & (confirmed & since).any(axis=1))


def _same_days(window: Window, confirmed: Flags) -> Floats:
    """Other meters (n,) of customer and concentrator with exactly the same episode days."""
    keys = (window.group["customer_id"], window.group["concentrator_id"])
    _, pattern = np.unique(confirmed, axis=0, return_inverse=True)
    codes: Codes = crossed(*keys, pattern.ravel().astype(np.int32))
    same = group_sum(np.ones(len(codes)), codes) - 1.0
    # One day in common can be chance of an outage; repeated identical days are one supply.
    return np.where((codes >= 0) & confirmed.any(axis=1), same, 0.0)
