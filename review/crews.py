"""Crews: how many visits are assigned for a day, and whether there is room for more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipeline.language import say
from review.office import Office
from review.standing import Standing


class NoRoomError(Exception):
    """The crews of a day are full; the message says so to people."""


def assigned_on(office: Office, date: dt.date) -> list[Standing]:
    """Return the cases that crews are to visit on `date`, in the order of their assignment."""
    standings = [one for one in office.standings.all().values() if one.visit_date == date]
    return sorted(standings, key=lambda one: one.assignment.id if one.assignment else 0)


def require_room(office: Office, date: dt.date, zone: str | None, more: int = 1) -> None:
    """Raise NoRoomError where `more` visits in a zone would go beyond the crews' capacity."""
    visits = office.settings.visits
    assigned = assigned_on(office, date)
    if visits.capacity is not None and len(assigned) + more > visits.capacity:
        message = say(
            "The crews can make {capacity} visits a day, and {count} are assigned for {date}.",
            capacity=visits.capacity,
            count=len(assigned),
            date=date,
        )
        raise NoRoomError(message)
    limit = visits.capacity_by_zone.get(zone or "")
    if limit is None:
        return
    here = _in_zone(office, assigned, zone)
    if here + more > limit:
        message = say(
            "The crews can make {capacity} visits a day in {zone}, and {count} are assigned.",
            capacity=limit,
            zone=zone,
            count=here,
        )
        raise NoRoomError(message)


def _in_zone(office: Office, standings: Iterable[Standing], zone: str | None) -> int:
    accounts = office.published.accounts()
    ids = [one.account_id for one in standings if one.account_id in accounts.index]
    return int((accounts.loc[ids, "zone"] == zone).sum())


def crew_names(office: Office) -> list[str]:
    """Return the crews of the settings, and those that were ever given a case."""
    standings = office.standings.all().values()
    given = {one.assignment.content["crew"] for one in standings if one.assignment}
    return [*office.review.crews, *sorted(given - set(office.review.crews))]
