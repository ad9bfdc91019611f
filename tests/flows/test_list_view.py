import datetime as dt
import io
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from flows.command_line.list_view import print_suspects
from pipeline.contract import SUSPECTS

SENTENCE = "The meter counted 17 % less than the load-management terminal at the same instants."


def suspect(rank: int, account: str, **other: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(SUSPECTS.names)
    row |= {
        "run_date": dt.date(2026, 4, 14),
        "rank": rank,
        "account_id": account,
        "customer_id": "C-SECRET",
        "score": 0.97,
        "means": "ct_shunt",
        "kwh_per_day": 512.3,
        "change": "new",
        "evidence": [
            {"feature": "f", "value": 0.17, "baseline": None, "unit": "share", "text": SENTENCE}
        ],
    }
    return row | other


def table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), SUSPECTS.arrow_schema)


def printed(rows: pa.Table, width: int = 80, *, is_terminal: bool, limit: int = 20) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=is_terminal, color_system=None, legacy_windows=False
    )
    print_suspects(rows, console, limit)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_table_fits_the_terminal_and_names_all(width: int) -> None:
    text = printed(table(suspect(1, "A000174"), suspect(2, "A" * 40)), width, is_terminal=True)
    assert max(map(len, text.splitlines())) <= width
    for words in ("A000174", "0.97", "512", "Current transformer shunted", "(new)", "17 %"):
        assert words in text
    assert text.count("A") >= 40


def test_no_terminal_gets_one_whole_line_a_suspect() -> None:
    rows = table(suspect(2, "B2", change="same"), suspect(1, "A000174"))
    lines = printed(rows, is_terminal=False).splitlines()
    assert len(lines) == 3
    assert lines[0].split()[:4] == ["Rank", "Account", "Score", "kWh/day"]
    assert lines[1].split()[:4] == ["1", "A000174", "0.97", "512"]
    assert lines[1].endswith(f"Current transformer shunted: {SENTENCE}")
    assert lines[1].index("Current") == lines[2].index("Current")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_long_list_says_how_many_more(is_terminal: bool) -> None:
    rows = table(*(suspect(k, f"A{k}") for k in range(1, 6)))
    text = printed(rows, is_terminal=is_terminal, limit=2)
    assert "A2" in text
    assert "A3" not in text
    assert "3 more on the list" in text


@pytest.mark.parametrize("is_terminal", [True, False])
def test_text_from_data_is_neither_obeyed_nor_taken_for_markup(is_terminal: bool) -> None:
    hostile = "[red]A\x1b[2J\x07\r1"
    text = printed(table(suspect(1, hostile)), 120, is_terminal=is_terminal)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]A·[2J··1" in text


@pytest.mark.parametrize("is_terminal", [True, False])
def test_unknown_figures_and_no_evidence_are_shown_as_such(is_terminal: bool) -> None:
    row = suspect(1, "A1", kwh_per_day=None, means=None, evidence=None, change=None)
    text = printed(table(row), is_terminal=is_terminal)
    assert "–" in text
    assert "Unclear" in text


def test_customer_is_not_named() -> None:
    assert "C-SECRET" not in printed(table(suspect(1, "A1")), is_terminal=False)


def test_empty_list_says_so() -> None:
    assert "No account was suspicious enough" in printed(table(), is_terminal=False)
