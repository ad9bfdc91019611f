"""An inspection sheet: all that a crew needs at one account, in words of the spoken language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from pipeline.contract.vocabulary import Means, Outcome
from pipeline.exports import figures, wording
from pipeline.exports.account_facts import account_facts
from pipeline.exports.charts import daily_chart
from pipeline.exports.loss_words import interval_words
from pipeline.exports.site_check import site_checks
from pipeline.language import say
from review.qr import qr_svg
from review.sheet_evidence import said_in
from review.sheet_measures import Measures, measures_of
from review.sheet_sources import SheetSource
from review.sheet_words import (
    CHECKS_STEP,
    dangers,
    places_to_look,
    questions_on_site,
    steps_in_order,
)

_MOST_EVIDENCE = 3
_MOST_SISTERS = 8


@dataclass(frozen=True)
class Step:
    """One step of a visit, with what the suspicion calls for in it."""

    text: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One account's sheet. facts, registers: (name, text); visits: (day, found, how)."""

    key: str
    account_id: str
    title: str
    meaning: str
    rank: int | None
    date: dt.date
    crew: str
    visit_date: dt.date | None
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]
    chart: Markup
    measures: Measures | None
    places: tuple[str, ...]
    dangers: tuple[str, ...]
    steps: tuple[Step, ...]
    questions: tuple[str, ...]
    registers: tuple[tuple[str, str], ...]
    visits: tuple[tuple[str, str, str], ...]
    sisters: tuple[str, ...]
    qr: Markup
    is_expected_known: bool
    """Whether the daily chart has a line of what was expected."""


def sheet_of(source: SheetSource, address: str, written: str) -> Sheet:
    """Return the sheet of an account in the spoken language.

    address: of the case, for its QR code; it holds the case's key and no account id.
    written: code of the language in which the list was written.
    """
    row, account, key = source.case.suspect, source.case.account, source.access.key
    assignment = source.standing.assignment
    means = row["means"]
    checks = site_checks(means, account)
    return Sheet(
        key=key,
        account_id=source.access.account_id,
        title=wording.means_title(means) if source.is_listed else say("Not on a list"),
        meaning=wording.means_meaning(means),
        rank=row["rank"],
        date=source.date,
        crew=assignment.content["crew"] if assignment and source.standing.visit_date else "",
        visit_date=source.standing.visit_date,
        facts=tuple(_facts(source)),
        figures=tuple(_figures(source)),
        evidence=tuple(said_in(one, written) for one in (row["evidence"] or ())[:_MOST_EVIDENCE]),
        chart=Markup(daily_chart(source.case, f"daily-{key}")),  # noqa: S704 - our own SVG
        measures=measures_of(source, f"hours-{key}"),
        places=places_to_look(means),
        dangers=tuple(dangers(means, account)),
        steps=tuple(
            Step(text, checks if place == CHECKS_STEP else ())
            for place, text in enumerate(steps_in_order())
            if place != CHECKS_STEP or checks
        ),
        questions=questions_on_site(row["cleared_by"] or ()),
        registers=tuple(_registers(source)),
        visits=tuple(_visit(one) for one in source.visits),
        sisters=tuple(_shortened(source.sisters)),
        qr=qr_svg(address, say("QR code: the case in the workbench")),
        is_expected_known=bool(np.isfinite(source.case.peer_kwh).any()),
    )


def outcomes() -> dict[str, str]:
    """Return what a visit can find: code to words."""
    return {one.value: wording.titled(wording.named(one.value)) for one in Outcome}


def means_titles() -> dict[str, str]:
    """Return how electricity can be taken: code to words."""
    return {one.value: wording.means_title(one.value) for one in Means}


def _facts(source: SheetSource) -> Iterator[tuple[str, str]]:
    # The account stands in the title.
    yield from list(account_facts(source.case))[1:]
    latitude, longitude = (source.case.account.get(name) for name in ("latitude", "longitude"))
    if figures.is_known(latitude) and figures.is_known(longitude):
        yield say("Place"), place_words(latitude, longitude)


def place_words(latitude: Any, longitude: Any) -> str:
    """Return degrees as maps and receivers take them."""
    return f"{float(latitude):.5f}, {float(longitude):.5f}"


def _figures(source: SheetSource) -> Iterator[tuple[str, str, str]]:
    """Figures of the case as (name, figure, remark)."""
    row = source.case.suspect
    if row["onset"] is not None:
        yield say("Since"), figures.day(row["onset"]), interval_words(source.case.loss_span)
    if figures.is_known(row["kwh_per_day"]):
        span = figures.energy_range(row["kwh_per_day_low"], row["kwh_per_day_high"])
        yield say("Missing"), figures.quantity(row["kwh_per_day"], "kWh a day"), span
    if figures.is_known(row["recoverable_kwh"]):
        yield say("Recoverable"), figures.quantity(row["recoverable_kwh"], "kWh"), ""
    if figures.is_known(row["score"]):
        yield say("Score"), figures.score(row["score"]), ""


def _registers(source: SheetSource) -> Iterator[tuple[str, str]]:
    """Registers as they were last read, with their day."""
    titles = (
        ("register_last_kwh", say("Register, energy drawn")),
        ("export_last_kwh", say("Register, energy fed back")),
    )
    for column, title in titles:
        known = source.facts.dropna(subset=[column])
        if len(known):
            last = known.iloc[-1]
            figure = figures.number(float(last[column]), 2)
            yield title, say("{figure} kWh on {day}", figure=figure, day=figures.day(last["date"]))


def _visit(row: Mapping[str, Any]) -> tuple[str, str, str]:
    means = row["means"]
    how = wording.means_title(means) if means else ""
    return figures.day(row["inspected_on"]), wording.named(row["outcome"]), how


def _shortened(sisters: Any) -> Iterator[str]:
    yield from sisters[:_MOST_SISTERS]
    if len(sisters) > _MOST_SISTERS:
        yield say("and {count} more", count=len(sisters) - _MOST_SISTERS)
