"""Curves as SVG path data: short, with breaks at gaps, and with every extreme kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def thinned(x: Floats, y: Floats, buckets: int) -> tuple[Floats, Floats]:
    """Reduce a curve (n,) to at most 4 points a bucket: first, lowest, highest, last.

    A bucket with an unknown value keeps one NaN, so that a gap stays a gap. Curves of
    no more than 4 points a bucket come back unchanged.
    """
    if y.size <= 4 * buckets:
        return x, y
    bounds = np.linspace(0, y.size, buckets + 1).astype(int)
    keep = np.unique(np.concatenate([_kept(y, bounds, pick) for pick in _PICKS]))
    return x[keep], y[keep]


def _kept(y: Floats, bounds: NDArray[np.int_], pick: str) -> NDArray[np.int_]:
    if pick == "first":
        return bounds[:-1]
    if pick == "last":
        return bounds[1:] - 1
    if pick == "gap":
        gaps = np.flatnonzero(np.isnan(y))
        _, first = np.unique(np.searchsorted(bounds, gaps, side="right"), return_index=True)
        return gaps[first]
    filled = np.where(np.isnan(y), np.inf if pick == "low" else -np.inf, y)
    order = np.lexsort((filled if pick == "low" else -filled, _bucket(y.size, bounds)))
    return order[bounds[:-1]]


def _bucket(size: int, bounds: NDArray[np.int_]) -> NDArray[np.int_]:
    return np.searchsorted(bounds, np.arange(size), side="right")


_PICKS = ("first", "low", "high", "last", "gap")


def broken(x: Floats, y: Floats, steps: float = 1.6) -> tuple[Floats, Floats]:
    """Reduce a curve (n,) to its known points, with NaN wherever the next one is too far.

    Too far is more than `steps` times the usual spacing of the known points, so that a
    channel read every hour beside one read every minute is still a line.
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if x.size < 2:
        return x, y
    spacing = np.diff(x)
    breaks = np.flatnonzero(spacing > steps * np.median(spacing)) + 1
    return np.insert(x, breaks, x[breaks]), np.insert(y, breaks, np.nan)


def line_path(x: Floats, y: Floats) -> str:
    """Path of a curve in picture units, y upwards from the bottom; it breaks at NaN.

    A value alone between two gaps becomes a short dash, so that it is seen.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return ""
    starts = np.flatnonzero(known & ~np.concatenate([[False], known[:-1]]))
    ends = np.flatnonzero(known & ~np.concatenate([known[1:], [False]])) + 1
    return "".join(
        _run_path(x[a:b], y[a:b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    )


def _run_path(x: Floats, y: Floats) -> str:
    xs, ys = np.rint(x).astype(int), np.rint(1000 - y).astype(int)
    steps = "".join(
        f"{dx} {dy}" if n == 0 else f" {dx} {dy}"
        for n, (dx, dy) in enumerate(zip(np.diff(xs).tolist(), np.diff(ys).tolist(), strict=True))
    )
    return f"M{xs[0]} {ys[0]}l{steps or '3 0'}".replace(" -", "-")


def bars_path(left: Floats, width: float, base: Floats, y: Floats) -> str:
    """Path of bars from `base` to `y` at `left` (all (n,)), in picture units; NaN draws nothing."""
    known = np.isfinite(y) & np.isfinite(base)
    lefts = np.rint(left[known] * 10) / 10
    tops = np.rint(1000 - y[known]).astype(int)
    bottoms = np.rint(1000 - base[known]).astype(int)
    return "".join(
        f"M{x:g} {bottom}V{top}h{width:g}V{bottom}z"
        for x, top, bottom in zip(lefts.tolist(), tops.tolist(), bottoms.tolist(), strict=True)
    )
