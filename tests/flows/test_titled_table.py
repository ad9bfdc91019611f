import io

import pytest
from rich.console import Console

from flows.command_line.titled_table import print_pairs, print_table

HEADS = ["Kind", "Count", "Words"]
ROWS = [["ct shunt", "3", "[red]\x1b one"], ["a", "12,000", "two " * 30]]


def console(*, is_terminal: bool, width: int = 60) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=is_terminal,
        color_system=None,
        legacy_windows=False,
    )


def text(console: Console) -> str:
    written: str = console.file.getvalue()  # type: ignore[attr-defined]
    return written


def test_without_a_terminal_a_row_is_one_aligned_line() -> None:
    plain = console(is_terminal=False)
    print_table(plain, "A title", HEADS, ROWS, words=("Words",))
    lines = text(plain).splitlines()
    assert lines[:2] == ["", "A title"]
    assert lines[2] == "  Kind       Count  Words"
    assert lines[3] == "  ct shunt       3  [red]· one"
    assert lines[4].startswith("  a         12,000  two two")
    assert len(lines) == 5


@pytest.mark.parametrize("width", [60, 100])
def test_on_a_terminal_the_table_fits(width: int) -> None:
    wide = console(is_terminal=True, width=width)
    print_table(wide, "A title", HEADS, ROWS, words=("Words",))
    assert max(map(len, text(wide).splitlines())) <= width
    assert "[red]·" in text(wide)
    assert text(wide).count("two") == 30


def test_a_table_without_rows_is_not_shown() -> None:
    plain = console(is_terminal=False)
    print_table(plain, "A title", HEADS, [])
    assert text(plain) == ""


def test_pairs_stand_under_their_title() -> None:
    plain = console(is_terminal=False)
    print_pairs(plain, "A title", [("Name", "text"), ("Longer name", "more")])
    lines = [line.rstrip() for line in text(plain).splitlines()]
    assert lines == ["", "A title", "  Name         text", "  Longer name  more"]
