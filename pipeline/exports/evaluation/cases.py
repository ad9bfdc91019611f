"""Cases worth a look: thieves who are not on the list, and innocents who are."""

from __future__ import annotations

from pipeline.exports import figures, wording
from pipeline.exports.evaluation.bar_rows import kind_title
from pipeline.exports.evaluation.block import Listing, Report, Rows, Section
from pipeline.exports.picture import Sheet


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
            kind_title(row["kind"]),
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
            kind_title(row["kind"] or row["label"]),
            wording.means_title(row["means"]),
            figures.score(row["score"]),
            figures.number(row["rank"]),
        )
        for row in rows
    )
    return Sheet(f"Innocents who are on the list, {_shown(rows, count)}", heads, lines)


def _shown(rows: Rows, count: int) -> str:
    return f"{count:,}" if len(rows) == count else f"the first {len(rows):,} of {count:,}"
