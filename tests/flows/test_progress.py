"""Progress: plain lines where nobody watches, a bar on a terminal, never on standard output."""

from __future__ import annotations

import sys
from typing import TextIO

import pytest

from flows.progress import PlainLines, reported, reporter


def test_lines_tell_each_stage_and_each_quarter_once(capsys: pytest.CaptureFixture[str]) -> None:
    tell = PlainLines()
    for done in range(101):
        tell("facts", done, 100)
    tell("list", 0, 1)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["facts 0/100", "facts 25/100"]
    assert lines[-2:] == ["facts 100/100", "list 0/1"]
    assert len(lines) == 6


def test_a_stage_of_unknown_length_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell = PlainLines("daily: ")
    tell("read", 0, 0)
    tell("read", 7, 0)
    assert capsys.readouterr().err == "daily: read 0/0\n"


def test_the_reporter_of_the_block_is_the_one_that_flows_find(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with reported() as progress:
        assert reporter() is progress
        reporter()("facts", 1, 2)
    assert reporter() is not progress
    written = capsys.readouterr()
    assert written.err == "facts 1/2\n"
    assert written.out == ""


def test_outside_of_a_block_there_are_plain_lines() -> None:
    assert isinstance(reporter(), PlainLines)


def test_on_a_terminal_there_is_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal: TextIO = sys.stderr
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    with reported() as progress:
        assert not isinstance(progress, PlainLines)
        progress("facts", 1, 2)
        progress("list", 0, 0)
    assert capsys.readouterr().out == ""
