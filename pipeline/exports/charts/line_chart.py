"""Lines over one pair of axes, with bands, vertical rules and a level to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from pipeline.exports.charts.curve import Floats, line_path
from pipeline.exports.charts.plot import Frame, chart, shape
from pipeline.exports.charts.scale import UNITS, Scale

SHARES = Scale(0.0, 1.0, tuple((k / 4, f"{25 * k} %") for k in range(5)))
"""An axis of shares, 0 to 100 %."""


@dataclass(frozen=True)
class Line:
    """A line through points x, y (n,), y NaN where it is not known; `style` is its class.

    low, high: (n,) bounds of a band around it. has_dots: every point is marked.
    """

    name: str
    style: str
    x: Floats
    y: Floats
    low: Floats | None = None
    high: Floats | None = None
    has_dots: bool = False


def line_chart(
    frame: Frame,
    lines: Sequence[Line],
    across: Scale,
    up: Scale,
    rules: Sequence[tuple[float, str]] = (),
) -> str:
    """Draw `lines`, the first on top, over vertical `rules` (place, label)."""
    ordered = tuple(reversed(lines))
    shapes = [_band(line, across, up) for line in ordered]
    shapes += [
        shape(line_path(across.places(line.x), up.places(line.y)), f"line {line.style}")
        for line in ordered
    ]
    dots = [dot for line in ordered if line.has_dots for dot in _dots(line, across, up)]
    return chart(frame, across, up, shapes, [*_rules(rules, across), *dots])


def _band(line: Line, across: Scale, up: Scale) -> str:
    """Return the area between the bounds, over the points that have both."""
    if line.low is None or line.high is None:
        return ""
    known = np.isfinite(line.low) & np.isfinite(line.high)
    if known.sum() < 2:
        return ""
    x = across.places(line.x[known])
    edge = np.r_[up.places(line.high[known]), up.places(line.low[known])[::-1]]
    outline = zip(np.r_[x, x[::-1]].tolist(), (UNITS - edge).tolist(), strict=True)
    path = "L".join(f"{left:.0f} {top:.0f}" for left, top in outline)
    return shape(f"M{path}z", f"around {line.style}")


def _dots(line: Line, across: Scale, up: Scale) -> list[str]:
    known = np.isfinite(line.y)
    return [
        f'<circle class="dot {line.style}" cx="{100 * across.share(x):.2f}%" '
        f'cy="{100 * (1 - up.share(y)):.2f}%" r="3.5"/>'
        for x, y in zip(line.x[known].tolist(), line.y[known].tolist(), strict=True)
    ]


def _rules(rules: Sequence[tuple[float, str]], across: Scale) -> list[str]:
    drawn = []
    for level, (place, label) in enumerate(rules):
        share = across.share(place)
        side, shift = ("end", -5) if share > 0.6 else ("start", 5)
        drawn.append(
            f'<line class="rule" x1="{100 * share:.2f}%" x2="{100 * share:.2f}%" y1="-8" '
            f'y2="100%"/><text class="rule {side}" x="{100 * share:.2f}%" dx="{shift}" '
            f'y="{14 * level + 16}">{escape(label)}</text>'
        )
    return drawn
