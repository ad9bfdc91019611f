"""Drawing: two panels of curves as one SVG file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WIDTH, HEIGHT, LEFT, TOP, GAP = 720, 130, 58, 62, 78
_PLOT = WIDTH - LEFT - 26
_COLOURS = ("#1f5f8b", "#c4622d", "#4a7c3a", "#7a5195")
_STYLE = (
    "text{font:12px sans-serif;fill:#33404a}.t{font-size:14px;font-weight:600}"
    ".g{stroke:#e1e6ea}.o{stroke:#b3261e;stroke-dasharray:4 3}.l{fill:none;stroke-width:1.4}"
)


@dataclass(frozen=True)
class Curve:
    """A line through x, y (m,); it breaks where y is NaN."""

    name: str
    x: Floats
    y: Floats


@dataclass(frozen=True)
class Panel:
    """Curves over days from the onset; marks are days of events, drawn as triangles."""

    title: str
    unit: str
    curves: Sequence[Curve]
    marks: Floats = field(default_factory=lambda: np.zeros(0))
    has_zero: bool = True


def drawn(panels: Sequence[Panel], span: tuple[int, int]) -> str:
    """Return the panels below each other as SVG; x runs over the days of `span`."""
    total = TOP + len(panels) * (HEIGHT + GAP) - 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" '
        f'width="{WIDTH}" height="{total}" role="img">',
        f"<title>{escape('; '.join(panel.title for panel in panels))}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{WIDTH}" height="{total}" fill="#ffffff"/>',
    ]
    for place, panel in enumerate(panels):
        parts.append(f'<g transform="translate({LEFT} {TOP + place * (HEIGHT + GAP)})">')
        parts += [*_panel(panel, span), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel, span: tuple[int, int]) -> Iterator[str]:
    low, high, step = _range(panel)
    yield f'<text class="t" x="{-LEFT + 8}" y="-36">{escape(panel.title)}</text>'
    yield f'<text x="{-LEFT + 8}" y="-12">{escape(panel.unit)}</text>'
    for value in np.arange(low, high + step / 2, step):
        y = _up(float(value), low, high)
        yield f'<path class="g" d="M0 {y:.1f}H{_PLOT}"/>'
        yield f'<text x="-8" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
    for day in range(span[0], span[1] + 1, 5):
        x = _across(float(day), span)
        yield f'<text x="{x:.1f}" y="{HEIGHT + 17}" text-anchor="middle">{day:+d} d</text>'
    yield from _curves(panel, span, low, high)
    x = _across(0.0, span)
    yield f'<path class="o" d="M{x:.1f} 0V{HEIGHT}"/>'
    for mark in panel.marks[(panel.marks >= span[0]) & (panel.marks <= span[1])]:
        x = _across(float(mark), span)
        yield f'<path d="M{x:.1f} 1l5 -9h-10z" fill="#b3261e"/>'


def _curves(panel: Panel, span: tuple[int, int], low: float, high: float) -> Iterator[str]:
    place = 130.0
    for colour, curve in zip(_COLOURS, panel.curves, strict=False):
        path, is_open = [], False
        for x, y in zip(curve.x.tolist(), curve.y.tolist(), strict=True):
            if np.isfinite(y):
                sign = "L" if is_open else "M"
                path.append(f"{sign}{_across(x, span):.1f} {_up(y, low, high):.1f}")
            is_open = bool(np.isfinite(y))
        yield f'<path class="l" stroke="{colour}" d="{"".join(path)}"/>'
        yield f'<path class="l" stroke="{colour}" d="M{place} -16h18"/>'
        yield f'<text x="{place + 23}" y="-12">{escape(curve.name)}</text>'
        place += 40 + 6.6 * len(curve.name)


def _range(panel: Panel) -> tuple[float, float, float]:
    known = np.concatenate([curve.y[np.isfinite(curve.y)] for curve in panel.curves])
    low, high = float(known.min()), float(known.max())
    if panel.has_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    rough = max(high - low, 1e-9) / 4
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next(k * power for k in (1, 2, 2.5, 5, 10) if k * power >= rough * 0.999))
    return float(np.floor(low / step)) * step, float(np.ceil(high / step)) * step, step


def _across(day: float, span: tuple[int, int]) -> float:
    return (day - span[0]) / (span[1] - span[0]) * _PLOT


def _up(value: float, low: float, high: float) -> float:
    return HEIGHT * (1 - (value - low) / (high - low))
