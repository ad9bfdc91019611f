"""The curves: ROC, precision over recall, and precision over the length of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from pipeline.exports.charts.curve import thinned
from pipeline.exports.charts.line_chart import SHARES, Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.charts.scale import Scale, value_scale
from pipeline.exports.evaluation.block import Pairs, Pictures, Report, Row, Section
from pipeline.exports.evaluation.curve_sheet import length_sheet, share_sheet
from pipeline.exports.picture import Picture, Sheet

BUCKETS = 200
HEIGHT = 250
OURS = "wattsleuth"
_BY_CHANCE = "by chance"


@dataclass(frozen=True)
class _Plot:
    """What is special about one of the plots."""

    key: str
    title: str
    unit: str
    across: Scale
    rules: tuple[tuple[float, str], ...] = ()


def curve_section(report: Report, subject: str) -> Section | None:
    """Return the three curves of every way to score; None where no curve has points.

    subject: what is found among what, e.g. "thieves among all accounts".
    """
    rows = _rows(report)
    pictures = tuple(
        picture
        for picture in (_roc(rows), _trade(rows, report), _by_length(rows, report))
        if picture is not None
    )
    if not pictures:
        return None
    return Section(
        "curves",
        "Over all lengths of the list",
        f"One number hides where on the list the hits are; the curves show it, {subject}.",
        (Pictures(pictures, _legend(rows)),),
    )


def _rows(report: Report) -> list[tuple[str, str, Row]]:
    """Return label, style and curves of every way to score, ours first."""
    if "comparison" not in report:
        return [(OURS, "ours", report["curves"])]
    return [
        (str(row["label"]), "ours" if place == 0 else f"rival-{1 + (place - 1) % 5}", row["curves"])
        for place, row in enumerate(report["comparison"])
    ]


def _legend(rows: Sequence[tuple[str, str, Row]]) -> Pairs:
    named = tuple((f"line {style}", label) for label, style, _ in rows)
    return (*named, ("line lot", _BY_CHANCE))


def _roc(rows: Sequence[tuple[str, str, Row]]) -> Picture | None:
    lines = _lines(rows, "roc", "false_positive_share", "recall")
    lot = Line(_BY_CHANCE, "lot", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    return _picture(
        _Plot("roc", "ROC curve", "share of thieves found", SHARES),
        lines,
        lot,
        share_sheet("ROC curve", "Innocents flagged", lines, first=False),
        "Across: innocents flagged; up: thieves found. The steeper it rises at the left, the"
        " fewer innocents are troubled for each thief.",
    )


def _trade(rows: Sequence[tuple[str, str, Row]], report: Report) -> Picture | None:
    lines = _lines(rows, "precision_recall", "recall", "precision")
    share = _base_share(report)
    lot = Line(_BY_CHANCE, "lot", np.array([0.0, 1.0]), np.array([share, share]))
    return _picture(
        _Plot("precision-recall", "Precision over recall", "thieves among those flagged", SHARES),
        lines,
        lot,
        share_sheet("Precision over recall", "Thieves found", lines, first=True),
        "Across: share of thieves found; up: share of those flagged who are thieves. The longer"
        " a line stays high, the more thieves are found before visits are wasted.",
    )


def _by_length(rows: Sequence[tuple[str, str, Row]], report: Report) -> Picture | None:
    lines = _lines(rows, "by_length", "length", "precision")
    if not lines:
        return None
    capacity, listed = _capacity(report), report.get("list", {}).get("length")
    longest = max(float(line.x.max()) for line in lines)
    limit = min(longest, max(3.0 * capacity, 1.5 * (listed or 0), 10.0))
    across = _length_scale(limit)
    shown = [_until(line, across.high) for line in lines]
    share = _base_share(report)
    lot = Line(_BY_CHANCE, "lot", np.array([across.low, across.high]), np.array([share, share]))
    places = [(capacity, f"capacity {capacity:,}")]
    places += [(listed, f"list {listed:,}")] if listed and listed != capacity else []
    rules = [(float(place), words) for place, words in places if place <= across.high]
    title = "Precision by length of the list"
    return _picture(
        _Plot("by-length", title, "thieves among the first", across, tuple(rules)),
        shown,
        lot,
        length_sheet(shown, across.high),
        "Across: how many accounts are visited from the top; up: share of them who are thieves."
        " Read it at the number of visits that crews can make.",
    )


def _picture(
    plot: _Plot, lines: Sequence[Line], lot: Line, sheet: Sheet, words: str
) -> Picture | None:
    if not lines:
        return None
    frame = Frame(plot.key, plot.title, _description(sheet, words), plot.unit, HEIGHT)
    drawn = line_chart(frame, [*lines, lot], plot.across, SHARES, plot.rules)
    return Picture(plot.title, words, Markup(drawn), sheet)  # noqa: S704 - our own SVG


def _description(sheet: Sheet, words: str) -> str:
    """Tell the middle of our own curve, for those who do not see it."""
    if not sheet.rows:
        return words
    row = sheet.rows[len(sheet.rows) // 2]
    return f"{words} {sheet.heads[1]}: {row[1]} at {row[0]}."


def _lines(rows: Sequence[tuple[str, str, Row]], curve: str, across: str, up: str) -> list[Line]:
    found = []
    for label, style, curves in rows:
        x = np.asarray(curves[curve][across], dtype=np.float64)
        y = np.asarray(curves[curve][up], dtype=np.float64)
        if len(x):
            found.append(Line(label, style, *thinned(x, y, BUCKETS)))
    return found


def _base_share(report: Report) -> float:
    """Return the share of thieves among all that were judged or visited."""
    if "visits" in report:
        return float(report["visits"]["theft"] / max(report["visits"]["conclusive"], 1))
    counts = report["population"]
    return float(counts["thieves"] / max(counts["accounts"], 1))


def _capacity(report: Report) -> int:
    return int(report.get("capacity") or report["settings"]["capacity"])


def _length_scale(limit: float) -> Scale:
    scale = value_scale(np.array([0.0, limit]))
    return Scale(0.0, limit, tuple(tick for tick in scale.ticks if tick[0] <= limit))


def _until(line: Line, limit: float) -> Line:
    kept = line.x <= limit
    return Line(line.name, line.style, line.x[kept], line.y[kept])
