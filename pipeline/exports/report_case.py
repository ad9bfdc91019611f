"""One case as the report shows it: every figure already in words, every chart drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from pipeline.case import Case, LoadCurve
from pipeline.exports import figures, wording
from pipeline.exports.account_facts import account_facts
from pipeline.exports.charts import daily_chart, load_charts, signal_chart, sparkline
from pipeline.exports.charts.daily_chart import describe as daily_words
from pipeline.exports.charts.load_chart import Panel
from pipeline.exports.charts.signal_chart import describe as signal_words
from pipeline.exports.figures import UNKNOWN
from pipeline.exports.picture import Picture, Sheet


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
    spark: Markup


_MARK_WORDS = {"work_order": "work order", "onset": "start of loss"}


def case_view(case: Case, key: str) -> CaseView:
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
                mark.date.isoformat(),
                _MARK_WORDS.get(mark.kind, wording.plain(mark.kind)),
                mark.label,
            )
            for mark in sorted(case.marks, key=lambda mark: (mark.date, mark.kind, mark.label))
        ),
        sisters=case.sister_accounts,
        spark=Markup(sparkline(case)),  # noqa: S704 - our own SVG, its texts escaped
    )


def _daily(case: Case, key: str) -> Picture:
    heads = ("Day", "Energy (kWh)", "Expected (kWh)", "Remarks")
    remarks: dict[str, list[str]] = {}
    for mark in case.marks:
        remarks.setdefault(mark.date.isoformat(), []).append(mark.label)
    rows = tuple(
        (
            day.isoformat(),
            figures.number(kwh),
            figures.number(peer),
            "; ".join(remarks.get(day.isoformat(), ())),
        )
        for day, kwh, peer in zip(case.dates, case.daily_kwh, case.peer_kwh, strict=True)
    )
    sheet = Sheet("Energy by day", heads, rows)
    svg = Markup(daily_chart(case, key))  # noqa: S704
    return Picture("Energy by day", daily_words(case), svg, sheet, _daily_legend(case))


def _daily_legend(case: Case) -> tuple[tuple[str, str], ...]:
    kinds = {mark.kind for mark in case.marks}
    onset = case.suspect.get("onset")
    found = [("bar before", "energy before the suspected start" if onset else "energy")]
    found += (
        [("bar after", "energy since"), ("missing", "missing against expected")] if onset else []
    )
    found.append(("line expected", "expected from its past and its peers"))
    found += [(f"band {kind}", words) for kind, words in _BANDS.items() if kind in kinds]
    if kinds - {*_BANDS, "onset", "work_order"}:
        found.append(("pin event", "events"))
    if "work_order" in kinds:
        found.append(("pin order", "work orders"))
    return tuple(found)


_BANDS = {"holiday": "holiday", "gap": "readings missing", "outage": "outage"}


def _signal(case: Case, place: int, key: str) -> Picture:
    signal = case.signals[place]
    title = wording.titled(signal.label)
    rows = tuple(
        (day.isoformat(), figures.quantity(value, signal.unit))
        for day, value in zip(case.dates, signal.values, strict=True)
    )
    svg = Markup(signal_chart(signal, case, key))  # noqa: S704
    legend: tuple[tuple[str, str], ...] = (("line signal", title),)
    if signal.baseline is not None:
        legend += (("line usual", f"usual: {figures.quantity(signal.baseline, signal.unit)}"),)
    sheet = Sheet(title, ("Day", title), rows)
    return Picture(title, signal_words(signal, case), svg, sheet, legend)


def _load(panel: Panel) -> Picture:
    legend = tuple((f"line {line.style}", line.name) for line in panel.lines)
    return Picture(panel.title, panel.words, Markup(panel.svg), None, legend)  # noqa: S704


def _load_sheet(curve: LoadCurve | None, panels: tuple[Panel, ...]) -> Sheet | None:
    if curve is None or not panels:
        return None
    lines = [(line, panel.unit) for panel in panels for line in panel.lines]
    days = curve.instants.astype("datetime64[us]") - np.timedelta64(1, "us")
    day_of = days.astype("datetime64[D]")
    rows = tuple(
        (str(day), *(_day_range(line.values[day_of == day]) for line, _ in lines))
        for day in np.unique(day_of)
    )
    heads = ("Day", *(f"{line.name} ({unit})" if unit else line.name for line, unit in lines))
    return Sheet("Readings by day: mean (lowest to highest)", heads, rows)


def _day_range(values: NDArray[np.float64]) -> str:
    known = values[np.isfinite(values)]
    if not known.size:
        return UNKNOWN
    low, mean, high = (figures.number(one) for one in (known.min(), known.mean(), known.max()))
    return f"{mean} ({low} to {high})"


def _load_note(case: Case) -> str:
    """How to come from the meter's own figures to those of the supply."""
    ct, pt = (_ratio(case.account.get(name)) for name in ("ct_ratio", "pt_ratio"))
    if ct * pt == 1.0:
        return ""
    return (
        f"Figures are the meter's own (secondary side). Of the supply itself: power times "
        f"{figures.number(ct * pt)}, current times {figures.number(ct)}, "
        f"voltage times {figures.number(pt)}."
    )


def _ratio(value: float | None) -> float:
    return 1.0 if value is None or not figures.is_known(value) else float(value)
