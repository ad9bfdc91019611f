"""The answer of a command on standard output: a summary for people, or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from rich.console import Console


def print_json(answer: Mapping[str, Any]) -> None:
    """Print `answer` as one JSON object; dates and paths as text."""
    print(json.dumps(answer, indent=2, default=str, ensure_ascii=False))


def print_counts(title: str, counts: Mapping[str, Any]) -> None:
    """Print a title and one line a count, aligned."""
    print(title)
    width = max((len(name) for name in counts), default=0)
    for name, count in counts.items():
        print(f"  {name.replace('_', ' '):<{width}}  {_figure(count)}")


def _figure(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def console_of_answers() -> Console:
    """Return a console on standard output that lets a closed pipe be handled by the guard."""
    from rich.console import Console

    class AnswerConsole(Console):
        def on_broken_pipe(self) -> NoReturn:
            raise BrokenPipeError

    return AnswerConsole()
