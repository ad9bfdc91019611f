"""Step: what a finished run tells operators: counts, shares and cases by their keys, no names.

Customer identities stay out: a suspect is named by its case key, which only the workbench can
turn into an account, for people who may see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from flows.steps.finished_runs import run_summary
from models.monitoring.data_quality import LATELY_DAYS, ScoredDay
from pipeline.lake import Lake
from pipeline.settings import Settings

# Longer tables are no summary, and Prefect keeps every one of them.
SHOWN_SUSPECTS = 200
_SUSPECTS = ["run_date", "rank", "account_id", "zone", "score", "means", "change"]
_ROWS = ("read", "accepted", "duplicate", "quarantined", "held")


@dataclass(frozen=True)
class ListSummary:
    """A published list: rows for a table, and how many suspects by means, zone and change."""

    date: dt.date
    suspects: int
    rows: list[dict[str, Any]]
    by_means: dict[str, int]
    by_zone: dict[str, int]
    by_change: dict[str, int]


@dataclass(frozen=True)
class Quality:
    """What came in lately and how much of it could be used; None where it is not known.

    rows: one a table, of the deliveries of the last seven days up to the latest one.
    late_share: of the meters heard within a week, those without a reading of the business
    date. day_coverage: how much of that day was read, over the same meters.
    window_coverage: how much of the window behind the scores was read, over all accounts.
    """

    rows: list[dict[str, Any]]
    late_share: float | None
    day_coverage: float | None
    window_coverage: float | None


def list_summary(lake: Lake, date: dt.date, keys: Mapping[str, str]) -> ListSummary:
    """Sum up the list of `date`; `keys` names the case of each account."""
    suspects = lake.read("suspects", first=date, last=date, columns=_SUSPECTS).sort_by("rank")
    rows = [
        {
            "rank": one["rank"],
            "case": keys[one["account_id"]],
            "means": one["means"] or "",
            "zone": one["zone"] or "",
            "score": round(one["score"], 3),
            "change": one["change"] or "",
        }
        for one in suspects.slice(0, SHOWN_SUSPECTS).to_pylist()
    ]
    return ListSummary(
        date=date,
        suspects=suspects.num_rows,
        rows=rows,
        by_means=_tally(suspects["means"].to_pandas()),
        by_zone=_tally(suspects["zone"].to_pandas()),
        by_change=_tally(suspects["change"].to_pandas()),
    )


def listed_accounts(lake: Lake, date: dt.date) -> list[str]:
    """Return the accounts on the list of `date`."""
    columns = ["run_date", "account_id"]
    ids: list[str] = lake.read("suspects", first=date, last=date, columns=columns)[
        "account_id"
    ].to_pylist()
    return ids


def quality(lake: Lake, date: dt.date) -> Quality:
    """Return the quality of the data behind the run of `date`, as far as the lake knows it."""
    scores = lake.frame(
        "scores", first=date, last=date, columns=["score", "coverage", "disqualified"]
    )
    late, covered = _last_day(lake, date)
    return Quality(
        rows=_delivered(lake),
        late_share=late,
        day_coverage=covered,
        window_coverage=_known(ScoredDay.of(date, scores, 0).coverage),
    )


def run_report(lake: Lake, settings: Settings, told: ListSummary, found: Quality) -> str:
    """Return the report of a finished run as Markdown."""
    counts = run_summary(lake, told.date)
    address = settings.review.public_url.rstrip("/")
    parts = [
        f"# Business date {told.date}",
        f"{told.suspects} suspects, {told.by_change.get('new', 0)} of them new.",
        f"[Open the list]({address}/lists/{told.date})" if address else "",
        _markdown_table("Counts of the run", counts),
        _markdown_table("Suspects by means", told.by_means),
        _markdown_table("Suspects by zone", told.by_zone),
        "## Data\n\n" + quality_words(found),
        "Suspicion is not proof: a person decides, and an inspection shows.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def quality_words(found: Quality) -> str:
    """Return the shares of a quality as sentences."""
    refused = sum(row["quarantined"] for row in found.rows)
    read = sum(row["read"] for row in found.rows)
    return "\n".join(
        [
            f"- Rows delivered lately: {read}, of which {refused} were quarantined.",
            f"- Meters without a reading of the day yet: {_percent(found.late_share)}.",
            f"- The day that was read: {_percent(found.day_coverage)}.",
            f"- The window behind the scores that was read: {_percent(found.window_coverage)}.",
        ]
    )


def _delivered(lake: Lake) -> list[dict[str, Any]]:
    files = lake.frame("deliveries")
    if not len(files):
        return []
    at = files["delivered_at"]
    lately = files[at > at.max() - pd.Timedelta(days=LATELY_DAYS)]
    columns = [f"{name}_rows" for name in _ROWS]
    rows = lately[columns].fillna(0).astype("int64").groupby(lately["table"]).sum()
    refused = lake.frame("quarantine", columns=["delivery_id", "table", "reason"])
    refused = refused[refused["delivery_id"].isin(lately["delivery_id"])]
    return [
        {
            "table": str(name),
            **{short: int(row[column]) for short, column in zip(_ROWS, columns, strict=True)},
            "quarantined because": _reasons(refused.loc[refused["table"] == name, "reason"]),
        }
        for name, row in rows.iterrows()
    ]


def _last_day(lake: Lake, date: dt.date) -> tuple[float | None, float | None]:
    """Return how many of the meters heard lately are not heard on `date`, and its coverage."""
    columns = ["meter_id", "date", "rows_count", "coverage"]
    facts = lake.frame(
        "facts", first=date - dt.timedelta(days=LATELY_DAYS), last=date, columns=columns
    )
    heard = facts[facts["rows_count"] > 0]
    meters = heard["meter_id"].nunique()
    if not meters:
        return None, None
    day = heard[heard["date"] == date]
    return 1 - len(day) / meters, float(day["coverage"].sum()) / meters


def _reasons(reasons: pd.Series) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in _tally(reasons).items())


def _tally(values: pd.Series) -> dict[str, int]:
    """Count values, most frequent first; those of the same count by name."""
    counts = {
        str(name): int(count) for name, count in values.fillna("unknown").value_counts().items()
    }
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{100 * share:.1f} %"


def _markdown_table(title: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    rows = [f"| {_plain(name)} | {count} |" for name, count in counts.items()]
    return "\n".join([f"## {title}", "", "| | count |", "| --- | ---: |", *rows])


def _plain(name: str) -> str:
    """Return a name that cannot break out of its cell: zones are what a utility calls them."""
    return name.replace("_", " ").replace("|", "/").replace("\n", " ")
