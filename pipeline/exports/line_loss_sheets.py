"""Sheets of line loss: the divisions, what is worth a sweep, and record errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import xlsxwriter

from pipeline.contract import LINE_LOSSES, RECORD_ERRORS, Table
from pipeline.exports.line_loss_wording import (
    DIVISION_TITLES,
    ERROR_TITLES,
    LEVEL_TITLES,
    STATE_TITLES,
)
from pipeline.exports.workbook_sheet import Field, Formats, write_sheet
from pipeline.language import mark, say
from pipeline.line_loss import LineLoss

_KWH, _DAY = "#,##0", "#,##0.0"
_ORDER = {name: place for place, name in enumerate(DIVISION_TITLES)}
_DIVISIONS = (
    Field("division", "Division", 21, words=DIVISION_TITLES),
    Field("node_id", "Name", 16, words=LEVEL_TITLES),
    Field("parent_id", "Below", 12),
    Field("zone", "Zone", 12),
    Field("accounts", "Accounts", 9, _KWH),
    Field("state", "State", 25, words=STATE_TITLES),
    Field("loss_rate", "Loss rate", 8, "0.0 %"),
    Field("loss_kwh", "Loss, kWh", 11, _KWH),
    Field("technical_kwh", "Technical, kWh", 11, _KWH),
    Field("unexplained_kwh_per_day", "Unexplained, kWh a day", 12, _DAY),
    Field("unexplained_low", "at least", 10, _DAY),
    Field("unexplained_high", "at most", 10, _DAY),
    Field("remapped_kwh_per_day", "By suggested records", 12, _DAY),
    Field("remapped_state", "State by them", 25, words=STATE_TITLES),
    Field("listed_kwh_per_day", "Taken by suspects", 12, _DAY),
    Field("sweep_rank", "Sweep", 7, "0"),
    Field("expected_kwh_per_day", "Expected, kWh a day", 12, _DAY),
    Field("look_first", "Look here first", 34),
    Field("reason", "Why", 70),
    Field("supplied_kwh", "Sent in, kWh", 12, _KWH),
    Field("fed_in_kwh", "Own generation, kWh", 12, _KWH),
    Field("metered_kwh", "Counted, kWh", 12, _KWH),
    Field("estimated_kwh", "of it estimated", 12, _KWH),
    Field("days", "Days", 7, "0"),
    Field("coverage", "Share read", 9, "0 %"),
    Field("nodes", "Nodes", 8, "0"),
    Field("nodes_left_out", "Left out", 8, "0"),
    Field("run_date", "Business date", 11),
)
_SWEEPS = (
    "sweep_rank",
    "node_id",
    "division",
    "parent_id",
    "zone",
    "accounts",
    "expected_kwh_per_day",
    "look_first",
    "unexplained_kwh_per_day",
    "unexplained_low",
    "unexplained_high",
    "remapped_kwh_per_day",
    "listed_kwh_per_day",
    "loss_rate",
    "reason",
)
_ERRORS = (
    Field("kind", "What is wrong", 34, words=ERROR_TITLES),
    Field("subject_id", "Of", 16),
    Field("recorded", "On record", 14),
    Field("suggested", "Suggested", 14),
    Field("confidence", "Confidence", 10, "0 %"),
    Field("coefficient", "Coefficient", 11, "0.00"),
    Field("text", "In words", 90),
    Field("account_id", "Account", 16),
    Field("node_id", "Node", 14),
    Field("run_date", "Business date", 11),
)
ABOUT = (
    mark("Sheet Line loss: what was sent in and not counted, by zone, voltage level and node."),
    mark("Technical: what lines and transformers lose. Unexplained: the rest, with its bounds."),
    mark("Sheet Sweeps: where energy goes that no suspect on the list explains."),
    mark("Look here first: the district's loss moves most with these accounts. It accuses nobody."),
    mark("Sheet Record errors: records and supply meters to put right before anyone is accused."),
)


def add_line_loss_sheets(book: xlsxwriter.Workbook, formats: Formats, found: LineLoss) -> None:
    """Add the three sheets of line loss to a workbook, in the spoken language."""
    losses = sorted(found.losses, key=lambda row: (_ORDER[row["division"]], row["node_id"]))
    fields = _noted(_DIVISIONS, LINE_LOSSES)
    write_sheet(book.add_worksheet(say("Line loss")), formats, fields, losses)
    by_name = {field.name: field for field in fields}
    chosen = [by_name[name] for name in _SWEEPS]
    write_sheet(book.add_worksheet(say("Sweeps")), formats, chosen, sweeps(found.losses))
    errors = book.add_worksheet(say("Record errors"))
    write_sheet(errors, formats, _noted(_ERRORS, RECORD_ERRORS), found.errors)


def sweeps(losses: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of table `line_losses` that are worth a sweep, by rank."""
    worth = [row for row in losses if row["sweep_rank"] is not None]
    return sorted(worth, key=lambda row: row["sweep_rank"])


def _noted(fields: tuple[Field, ...], table: Table) -> list[Field]:
    columns = [table.column(field.name) for field in fields]
    return [
        replace(field, note=column.meaning, unit=column.unit)
        for field, column in zip(fields, columns, strict=True)
    ]
