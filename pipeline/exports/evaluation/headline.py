"""The headline: the chief figures with their intervals, and the comparison of ways to score."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from pipeline.exports import figures
from pipeline.exports.charts.mark import whisker
from pipeline.exports.evaluation.block import Contest, Report, Section, Tile
from pipeline.exports.evaluation.words import METRICS, Figure, Metric, span_words, value_words


def tiles(
    headline: Mapping[str, Figure], metrics: Mapping[str, Metric], report: Report
) -> tuple[Tile, ...]:
    """Return a tile for each of `metrics` that the headline holds, in the order of `metrics`."""
    return tuple(
        tile(headline[name], metric, report, _full([headline[name]], metric, report))
        for name, metric in metrics.items()
        if name in headline
    )


def tile(figure: Figure, metric: Metric, report: Report, full: float) -> Tile:
    """Return one figure in words and as a picture on a track from 0 to `full`."""
    value, low, high = (figure[name] for name in ("value", "low", "high"))
    return Tile(
        title=titled(metric.title, report),
        value=value_words(value, metric.unit),
        span=span_words(figure, metric.unit),
        words=metric.words,
        mark=Markup(whisker(value, low, high, full)),  # noqa: S704 - our own SVG
    )


def titled(words: str, report: Report) -> str:
    """Fill the lengths of lists into a title."""
    lengths = {"capacity": report.get("capacity"), "k": None}
    if "population" in report and "thieves" in report["population"]:
        lengths = {
            "capacity": report["settings"]["capacity"],
            "k": report["population"]["thieves"],
        }
    return words.format(**{name: figures.number(value, 0) for name, value in lengths.items()})


def _full(known: list[Figure], metric: Metric, report: Report) -> float:
    """Return the end of the track: 1 of shares and scores, the list of counts, else the most."""
    if metric.unit == "count":
        return float(max(report["list"]["length"], 1))
    if metric.unit in {"share", "score"}:
        return 1.0
    bounds = [figure[name] or 0.0 for figure in known for name in ("value", "high")]
    return max([*bounds, 1e-9])


def comparison_section(report: Report) -> Section | None:
    """Return the comparison with other ways to score; None where there is nothing to compare."""
    rows = report.get("comparison", ())
    if len(rows) < 2:
        return None
    names = [name for name in METRICS if name in rows[0]["metrics"]]
    full = {
        name: _full([row["metrics"][name] for row in rows], METRICS[name], report) for name in names
    }
    lines = tuple(
        (
            str(row["label"]),
            tuple(tile(row["metrics"][name], METRICS[name], report, full[name]) for name in names),
        )
        for row in rows
    )
    heads = tuple(titled(METRICS[name].title, report) for name in names)
    return Section(
        "comparison",
        "Against other ways to score",
        "Each row scores the same accounts in another way. The dot is the figure, the bar its"
        " 95 % interval: where two bars hardly overlap, the difference is not chance. Fewer"
        " innocents listed is better, of everything else more is better.",
        (Contest("Metrics of each way to score, with 95 % intervals", heads, lines),),
    )
