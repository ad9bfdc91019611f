"""Whether data, scores and features are as they were: days, drift, refused rows."""

from __future__ import annotations

import datetime as dt

import numpy as np
from markupsafe import Markup

from pipeline.exports import figures, wording
from pipeline.exports.charts.line_chart import SHARES, Line, line_chart
from pipeline.exports.charts.plot import Frame
from pipeline.exports.charts.scale import day_scale
from pipeline.exports.evaluation.bar_rows import svg
from pipeline.exports.evaluation.block import Bars, Block, Listing, Pictures, Report, Rows, Section
from pipeline.exports.evaluation.words import share_words, value_words
from pipeline.exports.picture import Picture, Sheet

SHOWN = 12
_DATA_LINES = (("coverage", "mean coverage", "ours"), ("judged_share", "judged", "rival-1"))
_SCORE_LINES = (("score_high", "one account in 100", "ours"), ("score_median", "median", "rival-1"))


def day_section(report: Report) -> Section | None:
    """Return coverage and scores day by day; None where no run is known."""
    days = report["days"]
    if not days:
        return None
    blocks: list[Block] = []
    if len(days) > 1:
        read = "Up: mean share of the days that was read, and share of accounts that were judged."
        high = "Up: the score that one account in a hundred reaches, and that half of them reach."
        blocks.append(
            Pictures(
                (
                    _picture(days, "coverage", "What was read", read, _DATA_LINES),
                    _picture(days, "scores", "Scores", high, _SCORE_LINES),
                )
            )
        )
    blocks.append(Listing(_day_sheet(days)))
    return Section(
        "days",
        "Day by day",
        "Finished runs of the period. Scores of a steady utility move little from week to week.",
        tuple(blocks),
    )


def _picture(
    days: Rows, key: str, title: str, words: str, wanted: tuple[tuple[str, str, str], ...]
) -> Picture:
    dates = tuple(dt.date.fromisoformat(day["date"]) for day in days)
    x = np.array([date.toordinal() + 0.5 for date in dates], dtype=np.float64)
    lines = [
        Line(name, style, x, np.array([day[field] for day in days], dtype=np.float64))
        for field, name, style in wanted
    ]
    frame = Frame(key, title, words, "share" if key == "coverage" else "score", 200)
    drawn = Markup(line_chart(frame, lines, day_scale(dates), SHARES))  # noqa: S704 - our own SVG
    rows = tuple(
        (day["date"], *(value_words(day[field], "share") for field, _, _ in wanted)) for day in days
    )
    sheet = Sheet(title, ("Run of", *(name for _, name, _ in wanted)), rows)
    return Picture(
        title, words, drawn, sheet, tuple((f"line {style}", name) for _, name, style in wanted)
    )


def _day_sheet(days: Rows) -> Sheet:
    heads = ("Run of", "Accounts", "Judged", "Coverage", "Median", "One in 100", "Listed")
    rows = tuple(
        (
            str(day["date"]),
            f"{day['accounts']:,}",
            share_words(day["judged_share"]),
            share_words(day["coverage"]),
            value_words(day["score_median"], "score"),
            value_words(day["score_high"], "score"),
            f"{day['listed']:,}",
        )
        for day in days
    )
    return Sheet("All runs drawn", heads, rows)


def drift_section(report: Report) -> Section | None:
    """Return the drift of scores and features; None where nothing can be compared."""
    rows = [*report["score_drift"], *report["feature_drift"]]
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: (-_grown(row), -(row["stability_index"] or 0.0)))
    table = Bars(
        caption="Accounts above what one in twenty reached at first",
        words="" if len(rows) <= SHOWN else "The others are in the table below.",
        heads=("Value", "Share above", "Now", "At first", "Stability index"),
        rows=tuple(
            (
                wording.titled(wording.plain(row["name"])),
                svg((row["tail_now"], row["tail_before"])),
                (
                    share_words(row["tail_now"]),
                    share_words(row["tail_before"]),
                    value_words(row["stability_index"], "score"),
                ),
            )
            for row in ordered[:SHOWN]
        ),
        legend=(("fill-0", "now"), ("fill-1", "at first")),
    )
    return Section(
        "drift",
        "Are values spread as they were?",
        "The first finished runs of the period against the latest. More accounts in the high"
        " tail mean more theft, or data of another kind. A population stability index below 0.1"
        " is calm, above 0.25 it is another population.",
        (table, Listing(_drift_sheet(ordered))),
    )


def _grown(row: dict[str, float | None]) -> float:
    now, before = row["tail_now"], row["tail_before"]
    return 0.0 if now is None or before is None else max(now - before, 0.0)


def _drift_sheet(rows: Rows) -> Sheet:
    heads = ("Value", "Stability index", "By chance", "High now", "High at first")
    known = ("Judged now", "Judged at first")
    lines = tuple(
        (
            wording.plain(row["name"]),
            value_words(row["stability_index"], "score"),
            value_words(row["noise"], "score"),
            *(
                share_words(row[name])
                for name in ("tail_now", "tail_before", "known_now", "known_before")
            ),
        )
        for row in rows
    )
    return Sheet("All values compared", heads + known, lines)


def quality_section(report: Report) -> Section | None:
    """Return how many delivered rows were refused; None where nothing was delivered."""
    rows = report["quality"]
    if not rows:
        return None
    table = Bars(
        caption="Delivered rows that were refused, by table",
        words="",
        heads=("Table", "Share refused", "Share", "Refused", "Delivered", "Lately"),
        rows=tuple(
            (
                wording.titled(wording.plain(row["table"])),
                svg((row["quarantined_share"],)),
                (
                    share_words(row["quarantined_share"]),
                    figures.number(row["quarantined_rows"], 0),
                    figures.number(row["read_rows"], 0),
                    share_words(row["lately_share"]),
                ),
            )
            for row in rows
        ),
    )
    return Section(
        "quality",
        "What was refused",
        "Rows that broke the contract went to the quarantine, with the reason. Lately: the"
        " deliveries of the last seven days.",
        (table,),
    )
