"""What is found and whom the list wrongs: by kind, by strength, by innocent oddity."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.exports import figures, wording
from pipeline.exports.evaluation.bar_rows import kind_title, of, svg
from pipeline.exports.evaluation.block import Bars, Report, Row, Rows, Section

_LEGEND = (("fill-0", "on the list"), ("fill-1", "among the first, as many as there are thieves"))
_BY = {"strength": "strength of the theft", "kwh_per_day": "energy taken, kWh a day"}


def found_section(report: Report) -> Section | None:
    """Return recall by kind and by strength; None where there is no thief."""
    kinds = report.get("recall_by_kind", ())
    if not kinds:
        return None
    strength = report["recall_by_strength"]
    blocks = [_found("Kind of theft", kinds)]
    if strength["bins"]:
        rows = [row | {"name": _bin_name(row)} for row in strength["bins"]]
        by = _BY.get(strength["by"], wording.plain(strength["by"]))
        blocks.append(_found(wording.titled(by), rows))
    return Section(
        "found",
        "What is found",
        "A full bar means that every thief of that kind is on the list; the figures beside it"
        " say of how many, so that a full bar of one is not taken for certainty.",
        tuple(blocks),
    )


def _bin_name(row: Row) -> str:
    return f"{row['name']}: {figures.energy_range(row['low'], row['high'])}"


def _found(head: str, rows: Iterable[Row]) -> Bars:
    ordered = sorted(rows, key=lambda row: -(row["recall_on_list"] or 0.0))
    return Bars(
        caption=f"Thieves found: {head[:1].lower()}{head[1:]}",
        words="",
        heads=(head, "Share found", "On the list", "Among the first"),
        rows=tuple(
            (
                kind_title(row["name"]),
                svg((row["recall_on_list"], row["recall_in_top_k"])),
                (
                    of(row["on_list"], row["thieves"], row["recall_on_list"]),
                    of(row["in_top_k"], row["thieves"], row["recall_in_top_k"]),
                ),
            )
            for row in ordered
        ),
        legend=_LEGEND,
    )


def confounder_section(report: Report) -> Section | None:
    """Return whom the list wrongs; None where the truth names no innocent oddity."""
    rows = report.get("confounders", ())
    if not rows:
        return None
    seen = [row for row in rows if row["on_list"] or row["in_top_k"]]
    ordered = sorted(seen, key=lambda row: (-row["on_list"], -row["share_on_list"], row["name"]))
    table = Bars(
        caption="Innocent oddities on the list",
        words=_left_alone([row for row in rows if not row["on_list"] and not row["in_top_k"]]),
        heads=("Innocent oddity", "Share listed", "On the list", "Among the first"),
        rows=tuple(
            (
                kind_title(row["name"]),
                svg((row["share_on_list"], row["share_in_top_k"])),
                (
                    of(row["on_list"], row["accounts"], row["share_on_list"]),
                    of(row["in_top_k"], row["accounts"], row["share_in_top_k"]),
                ),
            )
            for row in ordered
        ),
        legend=_LEGEND,
    )
    return Section(
        "confounders",
        "Whom the list wrongs",
        "Accounts that look odd for an innocent reason. Short bars are good: each account on the"
        " list here is a wasted visit to somebody who did nothing.",
        (table,),
    )


def _left_alone(rows: Rows) -> str:
    """Name the oddities of which no account is listed, with how many there were."""
    if not rows:
        return ""
    named = ", ".join(f"{wording.plain(row['name'])} ({row['accounts']:,})" for row in rows)
    return f"None listed of: {named}."
