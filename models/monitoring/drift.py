"""Drift: whether values of today are spread as they were when the watch began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from features.window import Floats

_SHARES = np.linspace(0.1, 0.9, 9)
TAIL = 0.95
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True)
class Drift:
    """How the values of one quantity moved between the reference days and the latest.

    stability_index: population stability index over tenths of the reference and "unknown";
    0 is unmoved. noise: what it would be among so many accounts by chance.
    tail_before, tail_now: share above the reference's 95 % quantile, among the known.
    known_before, known_now: share that could be judged.
    """

    name: str
    stability_index: float
    noise: float
    tail_before: float
    tail_now: float
    known_before: float
    known_now: float
    accounts_before: int
    accounts_now: int


@dataclass(frozen=True)
class _Counts:
    """How many values (one a bin, the last for unknown) lie in each bin, and above the tail."""

    bins: Floats
    tail: float
    days: int

    def __add__(self, other: _Counts) -> _Counts:
        return _Counts(self.bins + other.bins, self.tail + other.tail, self.days + other.days)


@dataclass(frozen=True)
class _Ruler:
    """Bounds of the bins, rising, and the value at which the tail begins."""

    bounds: Floats
    tail_from: float

    @classmethod
    def of(cls, values: Floats) -> _Ruler:
        known = values[np.isfinite(values)]
        if not len(known):
            return cls(np.zeros(1), 0.0)
        return cls(np.unique(np.quantile(known, _SHARES)), float(np.quantile(known, TAIL)))

    def count(self, values: Floats) -> _Counts:
        known = values[np.isfinite(values)]
        # A bin between two bounds, and one for each bound itself: many accounts may share it.
        below, up_to = (np.searchsorted(self.bounds, known, side=side) for side in _SIDES)
        bins = np.bincount(below + up_to, minlength=2 * len(self.bounds) + 2).astype(np.float64)
        bins[-1] = len(values) - len(known)
        return _Counts(bins, float((known > self.tail_from).sum()), 1)


def drifts(before: Iterable[pd.DataFrame], now: Iterable[pd.DataFrame]) -> tuple[Drift, ...]:
    """Compare the columns of the frames of `before`, one a day, with those of `now`.

    One row an account; NaN is not known. The first frame of `before` names the columns and
    makes the bins; a column that a later frame lacks is unknown there. Frames are looked at
    one after the other and not kept. Empty where either side has no frame.
    """
    rulers: dict[str, _Ruler] = {}
    first: dict[str, _Counts] = {}
    second: dict[str, _Counts] = {}
    for frame in before:
        rulers = rulers or {str(name): _Ruler.of(_column(frame, str(name))) for name in frame}
        _add(first, frame, rulers)
    for frame in now:
        _add(second, frame, rulers)
    return tuple(_drift(name, first[name], second[name]) for name in rulers if name in second)


def _add(total: dict[str, _Counts], frame: pd.DataFrame, rulers: dict[str, _Ruler]) -> None:
    for name, ruler in rulers.items():
        counts = ruler.count(_column(frame, name))
        total[name] = total[name] + counts if name in total else counts


def _column(frame: pd.DataFrame, name: str) -> Floats:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _drift(name: str, before: _Counts, now: _Counts) -> Drift:
    accounts = [round(one.bins.sum() / one.days) for one in (before, now)]
    used = (before.bins + now.bins) > 0
    # Half a value in each bin, so that none is empty.
    first, second = ((one.bins[used] + 0.5) / (one.bins[used] + 0.5).sum() for one in (before, now))
    return Drift(
        name=name,
        stability_index=float(((second - first) * np.log(second / first)).sum()),
        # The same accounts day after day: more days do not make it surer.
        noise=float((used.sum() - 1) * sum(1 / max(count, 1) for count in accounts)),
        tail_before=_share(before.tail, before.bins[:-1].sum()),
        tail_now=_share(now.tail, now.bins[:-1].sum()),
        known_before=_share(before.bins[:-1].sum(), before.bins.sum()),
        known_now=_share(now.bins[:-1].sum(), now.bins.sum()),
        accounts_before=accounts[0],
        accounts_now=accounts[1],
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")
