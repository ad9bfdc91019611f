"""A crew's day: the cases that are assigned to it, in the order of the way."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.exports import wording
from review.case_access import CaseAccess, master_of
from review.crews import assigned_on
from review.desk import Desk
from review.sheet_content import place_words


@dataclass(frozen=True)
class Stop:
    """One visit of a day, with the reason in words."""

    case: CaseAccess
    crew: str
    reason: str
    note: str

    @property
    def place(self) -> str:
        """Degrees of the premises; empty where they are not on record."""
        found = _degrees(self.case.master)
        return place_words(*found) if found else ""


def crew_days(desk: Desk, date: dt.date) -> dict[str, list[Stop]]:
    """Return crew to its stops on `date`, of the zones that the user may see."""
    days: dict[str, list[Stop]] = {}
    assigned = assigned_on(desk.office, date)
    keys = desk.keys_of([one.account_id for one in assigned])
    for standing in assigned:
        master = master_of(desk, standing.account_id)
        if master is None or standing.assignment is None:
            continue
        case = CaseAccess(keys[standing.account_id], standing.account_id, master)
        if not desk.user.may_see(case.zone):
            continue
        crew = standing.assignment.content["crew"]
        note = standing.decision.content.get("note", "") if standing.decision else ""
        reason = _reason(desk, standing.account_id)
        days.setdefault(crew, []).append(Stop(case, crew, reason, note))
    return {crew: in_order(days[crew]) for crew in sorted(days)}


def _reason(desk: Desk, account_id: str) -> str:
    """Return the suspected means by the latest list; empty where the account is not on it."""
    latest = desk.office.published.latest()
    if latest is None:
        return ""
    rows = desk.office.published.suspects(latest)
    means = rows.loc[rows["account_id"] == account_id, "means"]
    return wording.means_title(means.iloc[0]) if len(means) else ""


def in_order(stops: Sequence[Stop]) -> list[Stop]:
    """Return stops zone by zone, each followed by the nearest one left; unknown places last."""
    zones = dict.fromkeys(sorted(stop.case.zone or "" for stop in stops))
    ordered: list[Stop] = []
    for zone in zones:
        left = [stop for stop in stops if (stop.case.zone or "") == zone]
        here = _degrees(ordered[-1].case.master) if ordered else None
        while left:
            following = min(left, key=lambda stop: _way(here, _degrees(stop.case.master)))
            left.remove(following)
            ordered.append(following)
            here = _degrees(following.case.master) or here
    return ordered


def _degrees(master: Mapping[str, Any]) -> tuple[float, float] | None:
    if "latitude" not in master or "longitude" not in master:
        return None
    return float(master["latitude"]), float(master["longitude"])


def _way(here: tuple[float, float] | None, there: tuple[float, float] | None) -> float:
    """Return how far it is, in degrees of latitude; the first stop is the northernmost."""
    if there is None:
        return math.inf
    if here is None:
        return -there[0]
    narrowing = math.cos(math.radians(here[0]))
    return math.hypot(there[0] - here[0], narrowing * (there[1] - here[1]))
