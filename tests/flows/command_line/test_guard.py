"""Errors become one message and an exit code; a traceback only where nobody expected them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import typer

from flows.command_line.exit_code import KNOWN, CommandError, ExitCode
from flows.command_line.guard import LOG_NAME, guarded
from flows.steps.finished_runs import NotEnoughDataError
from pipeline.exports import ExportError
from pipeline.lake.lake import LakeBusyError
from pipeline.settings import SettingsError


def _end(error: BaseException, lake: Path | None = None, *, debug: bool = False) -> int:
    @guarded
    def command(lake: Path | None, debug: bool) -> None:
        raise error

    with pytest.raises(typer.Exit) as caught:
        command(lake=lake, debug=debug)
    return caught.value.exit_code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotEnoughDataError("no readings"), 4),
        (SettingsError("timezone: Mars"), 3),
        (LakeBusyError("busy"), 1),
        (ExportError("another suffix"), 2),
        (CommandError("that account", ExitCode.USAGE), 2),
        (PermissionError("not allowed"), 1),
    ],
)
def test_a_known_error_is_one_line(
    error: Exception, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _end(error, tmp_path) == code
    written = capsys.readouterr()
    assert written.err == f"wattsleuth: {error}\n"
    assert written.out == ""
    assert not (tmp_path / LOG_NAME).exists()


def test_an_unexpected_error_leaves_its_traceback_in_the_lake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _end(ZeroDivisionError("by zero"), tmp_path) == 1
    complaint = capsys.readouterr().err
    assert "unexpected ZeroDivisionError: by zero" in complaint
    assert str(tmp_path / LOG_NAME) in complaint
    assert "Traceback" not in complaint
    assert "Traceback" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")


def test_without_a_lake_it_says_how_to_see_the_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _end(ZeroDivisionError("by zero")) == 1
    assert "--debug" in capsys.readouterr().err


def test_debug_shows_the_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _end(ZeroDivisionError("by zero"), tmp_path, debug=True) == 1
    assert "Traceback" in capsys.readouterr().err
    assert not (tmp_path / LOG_NAME).exists()


def test_ctrl_c_has_the_shells_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert _end(KeyboardInterrupt()) == 130
    assert "interrupted" in capsys.readouterr().err


def test_exit_codes_of_commands_pass_through() -> None:
    assert _end(typer.Exit(3)) == 3


def test_the_exit_codes_of_the_contract() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "UNEXPECTED": 1,
        "USAGE": 2,
        "BROKEN_CONTRACT": 3,
        "NOT_ENOUGH_DATA": 4,
    }


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_error_is_a_class_of_that_name(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(import_module(module), kind), Exception)
