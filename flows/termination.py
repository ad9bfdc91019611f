"""Being told to stop: SIGTERM ends like Ctrl-C, so that whatever was started is stopped too."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stops_on_signals() -> Iterator[None]:
    """Turn SIGTERM into SystemExit inside this block; by itself Python would just vanish."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
