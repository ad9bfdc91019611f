"""What is found and whom the list wrongs: by kind, by strength, by innocent oddity."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from pipeline.exports import figures, wording
from pipeline.exports.charts.mark import bars
from pipeline.exports.evaluation.block import Bars, Listing, Report, Row, Rows, Section
from pipeline.exports.picture import Sheet

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
        caption=f"Thieves found, by {head.lower()}",
        words="",
        heads=(head, "Share found", "On the list", "Among the first"),
        rows=tuple(
            (
                _kind(row["name"]),
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
    ordered = sorted(rows, key=lambda row: (-row["on_list"], -row["share_on_list"], row["name"]))
    table = Bars(
        caption="Innocent oddities on the list",
        words="",
        heads=("Innocent oddity", "Share listed", "On the list", "Among the first"),
        rows=tuple(
            (
                _kind(row["name"]),
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


def case_section(report: Report) -> Section | None:
    """Return the missed thieves and the wrongly listed; None where there are neither."""
    cases = report.get("cases", {})
    missed, wrong = cases.get("missed", ()), cases.get("wrongly_listed", ())
    if not missed and not wrong:
        return None
    return Section(
        "cases",
        "Cases worth a look",
        "Where the next improvement hides: the largest thefts that are not on the list, and the"
        " innocents that stand highest on it.",
        tuple(
            Listing(sheet)
            for sheet in (
                _missed(missed, cases.get("missed_count", 0)),
                _wrong(wrong, cases.get("wrongly_listed_count", 0)),
            )
            if sheet.rows
        ),
    )


def _missed(rows: Rows, count: int) -> Sheet:
    heads = ("Account", "Kind", "Since", "kWh a day", "Score", "Rank")
    lines = tuple(
        (
            str(row["account_id"]),
            _kind(row["kind"]),
            str(row["onset"] or figures.UNKNOWN),
            figures.number(row["kwh_per_day"]),
            figures.score(row["score"]),
            figures.number(row["rank"]),
        )
        for row in rows
    )
    return Sheet(f"Thieves who are not on the list, {_shown(rows, count)}", heads, lines)


def _wrong(rows: Rows, count: int) -> Sheet:
    heads = ("Account", "In truth", "Suspected", "Score", "Rank")
    lines = tuple(
        (
            str(row["account_id"]),
            _kind(row["kind"] or row["label"]),
            wording.means_title(row["means"]),
            figures.score(row["score"]),
            figures.number(row["rank"]),
        )
        for row in rows
    )
    return Sheet(f"Innocents who are on the list, {_shown(rows, count)}", heads, lines)


def _shown(rows: Rows, count: int) -> str:
    return f"{count:,}" if len(rows) == count else f"the first {len(rows):,} of {count:,}"


def _kind(code: str | None) -> str:
    return wording.titled(wording.plain(code)) or "Unknown"


def of(part: int, whole: int, share: float | None) -> str:
    """Return a count of a count with its share, e.g. "3 of 12 (25 %)"."""
    return f"{part:,} of {whole:,} ({figures.quantity(share, 'share')})"


def svg(shares: tuple[float | None, ...]) -> Markup:
    """Return bars of `shares` for a row of a table."""
    return Markup(bars(shares))  # noqa: S704 - our own SVG, numbers alone
