"""Results page: how often visits hit, what they brought in, and what the score learned of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from models.monitoring.hit_rates import Cell
from models.monitoring.interval import Figure
from models.monitoring.record import MonitoringReport
from pipeline.exports.charts.mark import bars, whisker
from pipeline.exports.wording import means_title, named, titled
from pipeline.language import say
from review.audit import Action
from review.desk import Desk, ViewerDesk
from review.results import Results, results_of
from review.results_pictures import (
    draw_energy,
    draw_hit_rate,
    draw_learning,
    share_words,
    span_words,
)
from review.work_counts import count_work, waiting_accounts

router = APIRouter()

PERIOD_DAYS = (30, 91, 182, 365)
USUAL_DAYS = 182
MOST_DAYS = 1830


@dataclass(frozen=True)
class Tile:
    """A chief share: how it is called, what it is, and what it means."""

    title: str
    figure: Figure
    words: str

    @property
    def mark(self) -> Markup:
        """The share as a dot, its interval as a bar."""
        one = self.figure
        return Markup(whisker(one.value, one.low, one.high, 1.0))  # noqa: S704 - our own SVG


@dataclass(frozen=True)
class CellTable:
    """Visits of each kind; title: says the name of a cell in words."""

    caption: str
    head: str
    cells: Sequence[Cell]
    title: Callable[[str], str]


@router.get("/results")
def show(desk: ViewerDesk, since: dt.date | None = None, until: dt.date | None = None) -> Response:
    """Show the results of a period; the last half year where none is asked for."""
    first, last = _period(desk, since, until)
    found = results_of(desk, first, last)
    published = desk.office.published
    desk.audit(Action.VIEW_LIST, detail=f"results {first} to {last}")
    content = {
        "since": first,
        "until": last,
        "periods": _periods(desk),
        "report": found.report,
        "tiles": _tiles(found.report),
        "tables": _tables(found),
        "hit_rate": draw_hit_rate(found.report.by_month),
        "energy": draw_energy(found.by_month, desk.office.settings.currency),
        "learning": draw_learning(published.frame("models"), published.frame("releases")),
        "share_words": share_words,
        "span_words": span_words,
        "bar": _bar,
        "outcome_title": _outcome_title,
        **_work(desk),
    }
    return desk.page("results.html", content)


def _period(desk: Desk, since: dt.date | None, until: dt.date | None) -> tuple[dt.date, dt.date]:
    """The period that is asked for, turned round or cut where it must be."""
    today = desk.office.today()
    last = min(until or today, today)
    first = last - dt.timedelta(days=USUAL_DAYS - 1) if since is None else since
    first, last = min(first, last), max(min(first, today), last)
    return max(first, last - dt.timedelta(days=MOST_DAYS)), last


def _periods(desk: Desk) -> dict[int, tuple[dt.date, dt.date]]:
    today = desk.office.today()
    return {days: (today - dt.timedelta(days=days - 1), today) for days in PERIOD_DAYS}


def _tiles(report: MonitoringReport) -> list[Tile]:
    rates = report.rates
    told = (
        (
            say("Hit rate, listed accounts"),
            rates.hits_listed,
            say("Thefts among the visits with a result to accounts on a list."),
        ),
        (
            say("Hit rate, chosen visits"),
            rates.hits_chosen,
            say("Thefts among the visits that the plan chose."),
        ),
        (
            say("Hit rate, drawn visits"),
            rates.hits_drawn,
            say("Thefts among the visits drawn at random."),
        ),
        (
            say("Theft, of all accounts"),
            rates.theft_of_all,
            say("Unbiased: told by the visits that were drawn at random."),
        ),
        (
            say("Recall of the list"),
            rates.recall,
            say("Of all thefts, those at listed accounts; told by the same visits."),
        ),
    )
    return [Tile(*one) for one in told if one[1].value == one[1].value]


def _tables(found: Results) -> list[CellTable]:
    tables = (
        CellTable(
            say("Visits by means"), say("Means found, else suspected"), found.by_means, _means
        ),
        CellTable(say("Visits by zone"), say("Zone"), found.by_zone, _named),
        CellTable(say("Visits by month"), say("Month"), found.by_month, _named),
        CellTable(
            say("Visits to listed accounts, by rank"),
            say("Rank on the list"),
            found.report.by_rank,
            _named,
        ),
    )
    return [table for table in tables if table.cells]


def _means(code: str) -> str:
    return titled(means_title(code)) if code else say("Not said")


def _named(name: str) -> str:
    return name or say("Not said")


def _outcome_title(code: str) -> str:
    return titled(named(code))


def _bar(share: float) -> Markup:
    return Markup(bars((share,)))  # noqa: S704 - our own SVG, a number alone


def _work(desk: Desk) -> dict[str, Any]:
    """Decisions and outcomes of this month, and findings on their way into the lake."""
    today = desk.office.today()
    zone = ZoneInfo(desk.office.settings.timezone)
    start = dt.datetime.combine(today.replace(day=1), dt.time(), zone)
    zones = desk.office.published.accounts()["zone"]

    def is_seen(account_id: str) -> bool:
        return desk.user.zones is None or desk.user.may_see(zones.get(account_id))

    with desk.office.engine.connect() as connection:
        counts = count_work(connection, start, is_seen)
        waiting = sum(is_seen(account_id) for account_id in waiting_accounts(connection))
    return {"month": start.date(), "work": counts, "waiting": waiting}
