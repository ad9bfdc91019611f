"""What a command did, in a few aligned lines on a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.command_line.plain_text import printable, styled
from pipeline.ingest.event_quality import EventFault
from pipeline.ingest.summary import IngestSummary, TableCounts

NAMED_CODES = 8
_EVENT_FAULTS = {
    EventFault.TOLD_AGAIN: "events were told again in other words, and count once",
    EventFault.FLOOD: "floods of one event from one device on one day: each counts as one event",
    EventFault.END_BEFORE_START: "events end before they start; they are kept without the end",
    EventFault.END_AFTER_DELIVERY: "events end in the future; they are kept without the end",
    EventFault.BEFORE_INSTALLATION: "events are older than their meter's place; no account has"
    " them",
}
_COUNTS = ("read", "accepted", "duplicate", "quarantined")


def print_ingest_summary(summary: IngestSummary, console: Console) -> None:
    """Print rows by table, refused rows by reason, and files that could not be read."""
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    table.add_column("Rows of")
    for name in _COUNTS:
        table.add_column(name, justify="right")
    for name, counts in sorted(summary.tables.items()):
        table.add_row(styled(name.replace("_", " ")), *_figures(counts))
    if len(summary.tables) > 1:
        table.add_section()
        table.add_row("all", *_figures(summary.total))
    console.print(table)
    for line in _remarks(summary):
        console.print(Text(line), soft_wrap=True)


def _figures(counts: TableCounts) -> list[str]:
    refused = sum(counts.quarantined.values())
    return [f"{one:,}" for one in (counts.read, counts.accepted, counts.duplicate, refused)]


def _remarks(summary: IngestSummary) -> list[str]:
    total = summary.total
    lines = [
        f"quarantined, {reason.replace('_', ' ')}: {count:,}"
        for reason, count in total.quarantined.items()
    ]
    facts = (
        (total.held, "accepted rows wait for the account of their meter"),
        (total.conflicting, "values were replaced by a later arrival"),
        (summary.admitted, "rows that had waited were admitted: their account is known now"),
        (summary.accounts_made, "accounts were made of meters that no account names"),
    )
    lines += [f"{count:,} {words}" for count, words in facts if count]
    lines += _unmapped(summary.unmapped_events)
    lines += [
        f"{summary.event_faults[fault]:,} {words}"
        for fault, words in _EVENT_FAULTS.items()
        if summary.event_faults.get(fault)
    ]
    lines += _without_end(summary.open_events, summary.started_events)
    lines += [
        f"problem with {printable(file)}: {printable(what)}" for file, what in summary.problems
    ]
    return lines


def _unmapped(events: Mapping[str, int]) -> list[str]:
    """Tell the codes that no map knows, the commonest by name."""
    if not events:
        return []
    named = [f"{printable(code)} ({count:,})" for code, count in list(events.items())[:NAMED_CODES]]
    more = f" and {len(events) - NAMED_CODES:,} more" if len(events) > NAMED_CODES else ""
    return [
        f"{sum(events.values()):,} events have a code that no map knows: {', '.join(named)}{more};"
        " name them under `event_codes` in the settings"
    ]


def _without_end(found: Mapping[str, int], started: Mapping[str, int]) -> list[str]:
    """Tell events that started and have no end, by kind of device and code."""
    if not found:
        return []
    named = [
        f"{name} ({count:,} of {started[name]:,})"
        for name, count in list(found.items())[:NAMED_CODES]
    ]
    more = f" and {len(found) - NAMED_CODES:,} more" if len(found) > NAMED_CODES else ""
    return [
        f"{sum(found.values()):,} events started and have no end yet; each counts as its start"
        f" alone: {', '.join(named)}{more}"
    ]


def print_run_summary(date: dt.date, counts: Mapping[str, int], console: Console) -> None:
    """Print how many accounts were judged on a business date, and how many are suspects.

    counts: as `run_day` returns them: accounts, disqualified, suspects, new_suspects, and where
    there are supply meters supply_nodes, supply_nodes_unknown and those of line loss.
    """
    judged = counts["accounts"] - counts["disqualified"]
    line = f"{date.isoformat()}: {judged:,} of {counts['accounts']:,} accounts judged"
    if counts["disqualified"]:
        line += f" ({counts['disqualified']:,} could not be, see `disqualified` in the scores)"
    suspects = f"{counts['suspects']:,} suspect{'' if counts['suspects'] == 1 else 's'}"
    console.print(Text(f"{line}; {suspects}, {counts['new_suspects']:,} new."), soft_wrap=True)
    if counts.get("districts") or counts.get("record_errors"):
        console.print(Text(_line_loss(counts)), soft_wrap=True)
    if unknown := counts.get("supply_nodes_unknown", 0):
        console.print(
            Text(
                f"Supply came for {unknown + counts['supply_nodes']:,} nodes, {unknown:,} of them"
                " named by no account as its transformer or feeder: no balance there."
            ),
            soft_wrap=True,
        )


def _line_loss(counts: Mapping[str, int]) -> str:
    judged, districts = counts["districts_judged"], counts["districts"]
    errors = counts["record_errors"]
    return (
        f"Line loss: {judged:,} of {districts:,} districts judged,"
        f" {counts['districts_unexplained']:,} with unexplained loss, {counts['sweeps']:,} nodes"
        f" worth a sweep; {errors:,} record error{'' if errors == 1 else 's'}."
    )
