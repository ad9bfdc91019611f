"""The guard around every subcommand: errors become one message and an exit code."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec

import typer

from flows.command_line.exit_code import ExitCode, known_code

Parameters = ParamSpec("Parameters")
LOG_NAME = "error.log"


def guarded(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Let `command` end with a message and an exit code instead of a traceback."""

    @functools.wraps(command)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            command(*args, **kwargs)
            if sys.stdout is not None:  # `>&-` leaves none
                sys.stdout.flush()
        except BrokenPipeError:
            _leave_the_pipe()
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            _say("interrupted; start it again, what is done stays done")
            raise typer.Exit(130) from None
        except Exception as error:
            raise typer.Exit(_report(error, kwargs)) from error

    return run


def _report(error: Exception, options: dict[str, Any]) -> int:
    if options.get("debug"):
        traceback.print_exception(error, file=sys.stderr)
    code = known_code(error)
    if code is not None:
        _say(_message(error))
        return int(code)
    _say(f"unexpected {type(error).__name__}: {_message(error)}")
    if not options.get("debug"):
        _say(_where_the_traceback_is(error, options.get("lake")))
    return int(ExitCode.UNEXPECTED)


def _message(error: Exception) -> str:
    # A KeyError shows its message in quotes.
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)


def _where_the_traceback_is(error: Exception, lake: Path | None) -> str:
    if lake is None or not lake.is_dir():
        return "start it again with --debug to see where"
    log = lake / LOG_NAME
    try:
        with log.open("a", encoding="utf-8") as lines:
            traceback.print_exception(error, file=lines)
    except OSError:
        return "start it again with --debug to see where"
    return f"the traceback is in {log}; --debug shows it"


def _say(message: str) -> None:
    print(f"wattsleuth: {message}", file=sys.stderr, flush=True)


def _leave_the_pipe() -> None:
    """Whoever read our output had enough (`| head`): the work is done, so this is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
