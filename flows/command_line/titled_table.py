"""Titled tables and pairs on a terminal; plain aligned lines where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.command_line.plain_text import printable, styled

_MARGIN = (0, 0, 0, 2)


def print_title(console: Console, title: str) -> None:
    """Print a title under an empty line."""
    console.print()
    console.print(styled(title, "bold"), soft_wrap=True)


def print_pairs(console: Console, title: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Print names with their texts, under a title if there is one."""
    if title:
        print_title(console, title)
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(overflow="fold")
    for name, text in pairs:
        grid.add_row(Text(name, style="dim"), styled(text))
    console.print(Padding(grid, _MARGIN))


def print_table(
    console: Console,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    words: Sequence[str] = (),
) -> None:
    """Print a table under a title; nothing where it has no rows.

    words: heads of the columns that hold words, beside the first one: they stand left,
    figures right. Without a terminal a row is one line, however long, to be searched and cut.
    """
    if not rows:
        return
    print_title(console, title)
    is_left = [place == 0 or head in words for place, head in enumerate(heads)]
    if console.is_terminal:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for head, left in zip(heads, is_left, strict=True):
            table.add_column(head, justify="left" if left else "right", overflow="fold")
        for row in rows:
            table.add_row(*map(styled, row))
        console.print(Padding(table, _MARGIN))
        return
    for line in _lines(
        [list(heads), *([printable(cell) for cell in row] for row in rows)], is_left
    ):
        console.print(Text(f"  {line}"), soft_wrap=True)


def _lines(rows: list[list[str]], is_left: list[bool]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(row, widths, is_left, strict=True)
        ).rstrip()
        for row in rows
    ]
