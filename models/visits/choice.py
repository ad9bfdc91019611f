"""Choice: the visits that bring the most under the crews' capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Floats
from models.visits.capacity import Room
from models.visits.quotas import quota
from models.visits.trips import Places, Trips
from pipeline.contract.vocabulary import VisitReason
from pipeline.settings.visits import VisitSettings


@dataclass(frozen=True)
class Candidates:
    """Accounts that may be chosen, (m,) each, in the order of account_id.

    amount: money expected of a visit, before its cost. The flags say what they may be chosen
    for: an alarm under watch, a tip, a suspect, and which of the suspects are large customers.
    """

    zone: NDArray[np.str_]
    places: Places
    amount: Floats
    has_alarm: Flags
    has_tip: Flags
    is_large: Flags
    is_suspect: Flags


@dataclass(frozen=True)
class Choice:
    """Indices of the chosen candidates in the order of choosing, and why each was chosen."""

    chosen: list[int]
    reasons: list[VisitReason]


def choose(candidates: Candidates, room: Room, settings: VisitSettings) -> Choice:
    """Choose visits one by one, each time the one that adds most.

    What a visit adds is its amount less its cost, which is lower where a trip that has begun
    comes near. First those under watch with an alarm; then the quotas of tips and of large
    customers; then all suspects, whatever they are. What a quota leaves goes to the rest. An
    alarm and a tip are followed up even at a loss. Room is used up; of equals the first.
    """
    capacity = settings.capacity or 0
    tips, large = (quota(share, capacity) for share in (settings.tip_share, settings.large_share))
    rounds = (
        (VisitReason.TRACKING, candidates.has_alarm, capacity),
        (VisitReason.TIP, candidates.has_tip, tips),
        (VisitReason.LARGE_CUSTOMER, candidates.is_large & candidates.is_suspect, large),
        (VisitReason.SUSPECT, candidates.is_suspect, capacity),
    )
    trips = Trips(candidates.places, settings.reach_km)
    is_free = room.is_open(candidates.zone)
    found = Choice([], [])
    for reason, allowed, most in rounds:
        at_a_loss = reason in {VisitReason.TRACKING, VisitReason.TIP}
        for _ in range(most):
            best = _best(candidates.amount, allowed & is_free, trips, settings, at_a_loss)
            if best is None:
                break
            zone = str(candidates.zone[best])
            room.take(zone)
            trips.visit(best)
            is_free[best] = False
            if room.left(zone) < 1:
                is_free &= room.is_open(candidates.zone)
            found.chosen.append(best)
            found.reasons.append(reason)
    return found


def _best(
    amount: Floats, allowed: Flags, trips: Trips, settings: VisitSettings, at_a_loss: bool
) -> int | None:
    """The allowed candidate that adds most, None where nobody is worth a visit."""
    if not allowed.any():
        return None
    cost = settings.cost * np.where(trips.is_near, 1.0 - settings.trip_saving, 1.0)
    added = np.where(allowed, amount - cost, -np.inf)
    best = int(np.argmax(added))
    return best if at_a_loss or added[best] > 0 else None
