"""Who is told about progress: a bar on a terminal, plain lines otherwise.

A flow run has no way to be handed a callback, so the reporter of the moment is kept in a
context variable; a flow that a schedule starts finds none and writes plain lines.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Progress = Callable[[str, int, int], None]
LINES_A_STAGE = 4


class PlainLines:
    """Progress as lines on standard error: each stage, and each quarter of a long one."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._last: tuple[str, int] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Write a line if the stage is new or a quarter further."""
        here = (stage, LINES_A_STAGE * done // total if total > 0 else 0)
        if here == self._last:
            return
        self._last = here
        print(f"{self._prefix}{stage} {done}/{total}", file=sys.stderr, flush=True)


_reporter: ContextVar[Progress | None] = ContextVar("reporter", default=None)


def reporter() -> Progress:
    """Return whoever is to be told of progress here."""
    return _reporter.get() or PlainLines()


@contextmanager
def reported() -> Iterator[Progress]:
    """Report progress on standard error inside this block, here and in flows called here."""
    with _bar() if sys.stderr.isatty() else _lines() as progress:
        token = _reporter.set(progress)
        try:
            yield progress
        finally:
            _reporter.reset(token)


@contextmanager
def _lines() -> Iterator[Progress]:
    yield PlainLines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("start", total=None)
        stage_now = [""]

        def show(stage: str, done: int, total: int) -> None:
            if stage != stage_now[0]:
                stage_now[0] = stage
                bar.reset(task)
            bar.update(task, description=stage, completed=done, total=total or None)

        yield show
