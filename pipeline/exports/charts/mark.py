"""Small pictures inside a table: a bar, or a figure with its interval, on a track."""

from __future__ import annotations

from collections.abc import Sequence

BAR_HEIGHT = 8


def bars(shares: Sequence[float | None]) -> str:
    """Draw shares (0 to 1) as bars below each other on one track; unknown ones are left out."""
    height = BAR_HEIGHT * len(shares) + 2 * (len(shares) - 1)
    drawn = "".join(
        f'<rect class="fill-{place}" y="{place * (BAR_HEIGHT + 2)}" height="{BAR_HEIGHT}" '
        f'width="{_percent(share)}" rx="1"/>'
        for place, share in enumerate(shares)
        if share is not None
    )
    return (
        f'<svg class="bar" width="100%" height="{height}" aria-hidden="true">'
        f'<rect class="rest" width="100%" height="{height}" rx="1"/>{drawn}</svg>'
    )


def whisker(value: float | None, low: float | None, high: float | None, full: float) -> str:
    """Draw a figure between 0 and `full` as a dot on a track, its interval as a bar."""
    if value is None:
        return ""
    span = ""
    if low is not None and high is not None:
        left, right = (_clipped(bound / full) for bound in (low, high))
        span = (
            f'<rect class="span" x="{_percent(left)}" width="{_percent(right - left)}" '
            'y="3" height="6" rx="3"/>'
        )
    return (
        '<svg class="whisker" width="100%" height="12" aria-hidden="true">'
        f'<rect class="rest" width="100%" y="5" height="2"/>{span}'
        f'<circle class="dot" cx="{_percent(value / full)}" cy="6" r="4"/></svg>'
    )


def _percent(share: float) -> str:
    return f"{100 * _clipped(share):.1f}%"


def _clipped(share: float) -> float:
    return min(max(share, 0.0), 1.0)
