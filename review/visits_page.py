"""Visits page: the plan of a day beside what crews were given, and how a lead gives it to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from pipeline.exports import visit_words
from pipeline.language import say
from review.audit import Action
from review.bulk_work import Done, Pick, PickError, act_on, assigning, picks_of
from review.crews import assigned_on, crew_names
from review.desk import Desk, LeadDesk, ViewerDesk
from review.list_rows import rows_of, seen_accounts
from review.selected_page import report
from review.standing import Standing

router = APIRouter()
OptionalDay = Annotated[dt.date | None, Query()]


class PlanForm(BaseModel):
    """Who goes where: a crew for each trip, and for a zone's trips that have none of their own."""

    date: dt.date
    visit_date: dt.date
    picked: list[str] = Field(default_factory=list)
    trip: list[int] = Field(default_factory=list)
    crew: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list)
    zone: list[str] = Field(default_factory=list)
    zone_crew: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list)

    def crew_of(self, visit: dict[str, Any]) -> str:
        """Return the crew of a planned visit, empty where none was chosen."""
        by_trip = dict(zip(self.trip, self.crew, strict=False))
        by_zone = dict(zip(self.zone, self.zone_crew, strict=False))
        return (by_trip.get(visit["trip"]) or by_zone.get(visit["zone"] or "") or "").strip()


@dataclass(frozen=True)
class Room:
    """Visits of a zone: planned, assigned for the day, and how many crews can make."""

    zone: str
    planned: int
    assigned: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be assigned."""
        return self.limit is not None and self.assigned >= self.limit


@router.get("/visits")
def show(desk: ViewerDesk, date: OptionalDay = None, day: OptionalDay = None) -> Response:
    """Show the plan made on business date `date`, the latest, and who goes on `day`."""
    dates = desk.office.published.dates()
    if date is not None and date not in dates:
        raise HTTPException(404)
    chosen = date or (dates[-1] if dates else None)
    visit_day = day or _next_day(desk, chosen)
    plan = _plan(desk, chosen)
    rows = rows_of(desk, plan)
    desk.audit(Action.VIEW_LIST, detail=f"visits {chosen}")
    assigned = _assigned(desk, visit_day)
    content = {
        "date": chosen,
        "day": visit_day,
        "dates": dates[-14:],
        "trips": [(trip, list(some)) for trip, some in groupby(rows, lambda one: one.row["trip"])],
        "is_assumed": any(one.row["probability_is_assumed"] for one in rows),
        "rooms": _rooms(desk, plan, assigned),
        "assigned": list(_by_crew(assigned)),
        "assigned_count": len(assigned_on(desk.office, visit_day)),
        "keys": desk.keys_of(one.account_id for one, _ in assigned),
        "crews": crew_names(desk.office),
        "visit_words": visit_words,
    }
    return desk.page("visits.html", content)


@router.post("/visits/assign")
def assign(desk: LeadDesk, sent: Annotated[PlanForm, Form()]) -> Response:
    """Give the picked visits of the plan to the crews that were chosen."""
    visits = {row["account_id"]: row for row in _plan(desk, sent.date).to_dict("records")}
    by_crew: dict[str, list[Pick]] = {}
    for pick in picks_of(sent.picked):
        visit = visits.get(desk.account_of(pick.key))
        if visit is not None and (crew := sent.crew_of({str(k): v for k, v in visit.items()})):
            by_crew.setdefault(crew, []).append(pick)
    if not by_crew:
        raise PickError(say("No crew was chosen."))
    done = [
        act_on(desk, picks, assigning(crew, sent.visit_date, sent.date))
        for crew, picks in by_crew.items()
    ]
    everything = Done(
        tuple(account for one in done for account in one.account_ids),
        tuple(refusal for one in done for refusal in one.refusals),
    )
    return report(desk, everything, f"/visits?date={sent.date}&day={sent.visit_date}")


def _next_day(desk: Desk, date: dt.date | None) -> dt.date:
    """Return the day on which a plan is carried out: the next after it, or today."""
    today = desk.office.today()
    return today if date is None else max(today, date + dt.timedelta(days=1))


def _plan(desk: Desk, date: dt.date | None) -> pd.DataFrame:
    """Return table `visits` of a date as far as this user may see it, in the order of trips."""
    rows = desk.office.published.frame("visits", date)
    rows = rows if date is not None else rows.iloc[:0]
    seen = seen_accounts(desk, rows).sort_values(["trip", "place"], kind="stable")
    return seen.assign(evidence=None)


def _assigned(desk: Desk, day: dt.date) -> list[tuple[Standing, str | None]]:
    """Return who is visited on `day`, with the zone, as far as this user may see it."""
    zones = desk.office.published.accounts()["zone"]
    found = []
    for one in assigned_on(desk.office, day):
        zone = zones.get(one.account_id)
        known = zone if isinstance(zone, str) else None
        if desk.user.may_see(known):
            found.append((one, known))
    return found


def _by_crew(assigned: list[tuple[Standing, str | None]]) -> Iterator[tuple[str, list[Standing]]]:
    crews: dict[str, list[Standing]] = {}
    for one, _ in assigned:
        if one.assignment is not None:
            crews.setdefault(one.assignment.content["crew"], []).append(one)
    yield from sorted(crews.items())


def _rooms(
    desk: Desk, plan: pd.DataFrame, assigned: list[tuple[Standing, str | None]]
) -> list[Room]:
    limits = desk.office.settings.visits.capacity_by_zone
    planned = plan["zone"].value_counts()
    given = pd.Series([zone or "" for _, zone in assigned], dtype=object).value_counts()
    zones = {*planned.index, *given.index, *limits}
    return [
        Room(zone, int(planned.get(zone, 0)), int(given.get(zone, 0)), limits.get(zone))
        for zone in sorted(zones)
        if desk.user.may_see(zone)
    ]
