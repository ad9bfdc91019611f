"""The top of the list on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.command_line.plain_text import printable, styled
from pipeline.contract import SUSPECTS
from pipeline.exports import figures, wording
from pipeline.exports.rows import Rows, contract_rows, records
from pipeline.language import say

Row = Mapping[str, Any]


def print_suspects(rows: Rows, console: Console, limit: int = 20) -> None:
    """Print the first `limit` suspects by rank: account, score, means, energy, main reason.

    rows: table `suspects` of one day. On a terminal a table that wraps; else one plain line
    a suspect, so that it can be searched and cut.
    """
    ranked = records(contract_rows(rows, SUSPECTS).sort_by("rank"))
    if not ranked:
        console.print(say("No account was suspicious enough to be listed on this day."))
        return
    show = _print_table if console.is_terminal else _print_lines
    show(ranked[:limit], console)
    if len(ranked) > limit:
        console.print(say("… and {rest} more on the list.", rest=len(ranked) - limit))


def _print_table(rows: Sequence[Row], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column(say("Rank"), justify="right")
    table.add_column(say("Account"), overflow="fold", max_width=24 if console.width >= 100 else 16)
    table.add_column(say("Score"), justify="right")
    table.add_column(say("kWh/day"), justify="right")
    table.add_column(say("Suspected means, main reason"), ratio=1, overflow="fold")
    for row in rows:
        table.add_row(
            str(row["rank"]),
            styled(row["account_id"], "bold"),
            figures.score(row["score"]),
            figures.number(row["kwh_per_day"]),
            Text("\n").join(_reason(row, with_change=True)),
        )
    console.print(table)


def _reason(row: Row, *, with_change: bool) -> list[Text]:
    means = styled(wording.means_title(row["means"]), "bold")
    if with_change and row["change"] in {"new", "up"}:
        means.append(f" ({wording.change_title(row['change'])})", style="yellow")
    return [means, *(styled(piece["text"]) for piece in (row["evidence"] or [])[:1])]


def _print_lines(rows: Sequence[Row], console: Console) -> None:
    width = max(7, *(len(printable(row["account_id"])) for row in rows))
    rank, account, score, energy = say("Rank"), say("Account"), say("Score"), say("kWh/day")
    heads = f"{rank:>4}  {account:<{width}}  {score:>5}  {energy:>9}  "
    console.print(Text(heads + say("Suspected means: main reason")), soft_wrap=True)
    for row in rows:
        reason = ": ".join(text.plain for text in _reason(row, with_change=False))
        line = (
            f"{row['rank']:>4}  {printable(row['account_id']):<{width}}  "
            f"{figures.score(row['score']):>5}  {figures.number(row['kwh_per_day']):>9}  {reason}"
        )
        console.print(Text(line), soft_wrap=True)
