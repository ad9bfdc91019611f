"""One case as the report shows it: every figure already in words, every chart drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from pipeline.case import Case, LoadCurve
from pipeline.exports import figures, wording
from pipeline.exports.account_facts import account_facts
from pipeline.exports.charts import daily_chart, load_charts, signal_chart, sparkline
from pipeline.exports.charts.daily_chart import describe as daily_words
from pipeline.exports.charts.load_chart import Panel, channel_title
from pipeline.exports.charts.signal_chart import describe as signal_words
from pipeline.exports.figures import UNKNOWN
from pipeline.exports.loss_words import claim_words, interval_words
from pipeline.exports.picture import Picture, Sheet
from pipeline.exports.site_check import site_checks
from pipeline.language import mark, say


@dataclass(frozen=True)
class CaseView:
    """What the report shows of one case."""

    facts: tuple[tuple[str, str], ...]
    daily: Picture
    signals: tuple[Picture, ...]
    load: tuple[Picture, ...]
    load_sheet: Sheet | None
    load_note: str
    marks: tuple[tuple[str, str, str], ...]
    sisters: tuple[str, ...]
    checks: tuple[str, ...]
    labels: Mapping[str, str]
    spark: Markup
    since: str
    claim: tuple[str, ...]
    families: Mapping[str, float]


_MARK_WORDS = {
    "work_order": mark("work order"),
    "onset": mark("start of loss"),
    "event": mark("event"),
    "gap": mark("gap"),
    "holiday": mark("holiday"),
    "outage": mark("outage"),
}


def case_view(case: Case, key: str, currency: str = "") -> CaseView:
    """Prepare a case for the template; `key` makes its identifiers unique on the page."""
    panels = load_charts(case.load_curve, f"{key}-load") if case.load_curve else ()
    return CaseView(
        facts=tuple(account_facts(case)),
        daily=_daily(case, f"{key}-daily"),
        signals=tuple(_signal(case, n, f"{key}-signal-{n}") for n in range(len(case.signals))),
        load=tuple(_load(panel) for panel in panels),
        load_sheet=_load_sheet(case.load_curve, panels),
        load_note=_load_note(case),
        marks=tuple(
            (
                figures.day(one.date),
                say(_MARK_WORDS.get(one.kind, wording.plain(one.kind))),
                one.label,
            )
            for one in sorted(case.marks, key=lambda one: (one.date, one.kind, one.label))
        ),
        sisters=case.sister_accounts,
        checks=site_checks(case.suspect["means"], case.account),
        labels=case.labels,
        spark=Markup(sparkline(case)),  # noqa: S704 - our own SVG, its texts escaped
        since=interval_words(case.loss_span),
        claim=claim_words(case, currency),
        families=case.families,
    )


def _daily(case: Case, key: str) -> Picture:
    heads = (say("Day"), say("Energy (kWh)"), say("Expected (kWh)"), say("Remarks"))
    remarks: dict[str, list[str]] = {}
    for one in case.marks:
        remarks.setdefault(one.date.isoformat(), []).append(one.label)
    rows = tuple(
        (
            figures.day(day),
            figures.number(kwh),
            figures.number(peer),
            "; ".join(remarks.get(day.isoformat(), ())),
        )
        for day, kwh, peer in zip(case.dates, case.daily_kwh, case.peer_kwh, strict=True)
    )
    sheet = Sheet(say("Energy by day"), heads, rows)
    svg = Markup(daily_chart(case, key))  # noqa: S704
    return Picture(say("Energy by day"), daily_words(case), svg, sheet, _daily_legend(case))


def _daily_legend(case: Case) -> tuple[tuple[str, str], ...]:
    kinds = {one.kind for one in case.marks}
    onset = case.suspect.get("onset")
    if onset:
        found = [
            ("bar before", say("energy before the suspected start")),
            ("bar after", say("energy since")),
            ("missing", say("missing against expected")),
        ]
    else:
        found = [("bar before", say("energy"))]
    found.append(("line expected", say("expected from its past and its peers")))
    found += [(f"band {kind}", say(words)) for kind, words in _BANDS.items() if kind in kinds]
    if kinds - {*_BANDS, "onset", "work_order"}:
        found.append(("pin event", say("events")))
    if "work_order" in kinds:
        found.append(("pin order", say("work orders")))
    return tuple(found)


_BANDS = {
    "holiday": mark("holiday"),
    "gap": mark("readings missing"),
    "outage": mark("outage"),
}


def _signal(case: Case, place: int, key: str) -> Picture:
    signal = case.signals[place]
    title = wording.titled(signal.label)
    rows = tuple(
        (figures.day(day), figures.quantity(value, signal.unit))
        for day, value in zip(case.dates, signal.values, strict=True)
    )
    svg = Markup(signal_chart(signal, case, key))  # noqa: S704
    legend: tuple[tuple[str, str], ...] = (("line signal", title),)
    if signal.baseline is not None:
        usual = figures.quantity(signal.baseline, signal.unit)
        legend += (("line usual", say("usual: {usual}", usual=usual)),)
    sheet = Sheet(title, (say("Day"), title), rows)
    return Picture(title, signal_words(signal, case), svg, sheet, legend)


def _load(panel: Panel) -> Picture:
    legend = tuple((f"line {line.style}", channel_title(line.name)) for line in panel.lines)
    return Picture(panel.title, panel.words, Markup(panel.svg), None, legend)  # noqa: S704


def _load_sheet(curve: LoadCurve | None, panels: tuple[Panel, ...]) -> Sheet | None:
    if curve is None or not panels:
        return None
    lines = [(line, panel.unit) for panel in panels for line in panel.lines]
    days = curve.instants.astype("datetime64[us]") - np.timedelta64(1, "us")
    day_of = days.astype("datetime64[D]")
    rows = tuple(
        (figures.day(day.item()), *(_day_range(line.values[day_of == day]) for line, _ in lines))
        for day in np.unique(day_of)
    )
    names = [(channel_title(line.name), unit) for line, unit in lines]
    heads = (say("Day"), *(f"{name} ({unit})" if unit else name for name, unit in names))
    return Sheet(say("Readings by day: mean (lowest to highest)"), heads, rows)


def _day_range(values: NDArray[np.float64]) -> str:
    known = values[np.isfinite(values)]
    if not known.size:
        return UNKNOWN
    low, mean, high = (figures.number(one) for one in (known.min(), known.mean(), known.max()))
    return say("{mean} ({low} to {high})", mean=mean, low=low, high=high)


def _load_note(case: Case) -> str:
    """How to come from the meter's own figures to those of the supply."""
    ct, pt = (_ratio(case.account.get(name)) for name in ("ct_ratio", "pt_ratio"))
    if ct * pt == 1.0:
        return ""
    return say(
        "Figures are the meter's own (secondary side). Of the supply itself: power times "
        "{power}, current times {current}, voltage times {voltage}.",
        power=figures.number(ct * pt),
        current=figures.number(ct),
        voltage=figures.number(pt),
    )


def _ratio(value: float | None) -> float:
    return 1.0 if value is None or not figures.is_known(value) else float(value)
