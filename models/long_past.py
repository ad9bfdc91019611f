"""The long past: losses that began before the window, or so early in it that it tells no before.

An account that is read once a month shows a theft after months; then the window of all facts
holds no honest day. Its daily energy reaches further back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from features.change_point import Shift, find_fall
from features.peers import movement, peer_levels
from features.usual import relative_level
from features.window import Codes, Floats, Window
from models.counterfactual import PEER_SHARE, against_before
from models.onset import SLACK_NOISY, Onset, refine, speech_of_level
from models.reference_energy import Reference

LEAST_BEFORE, LEAST_AFTER = 28, 14
LEAST_FALL = 0.1
REACH_DAYS = 6
SAME_SHARE = 1e-6
# A month's own ups and downs blur the day by so much of two months to either side.
SPAN_SHARE = 0.2


@dataclass(frozen=True)
class LongPast:
    """Energy of m accounts over h days, of which the last is the business date.

    kwh: (m, h) primary. expected: (m, h) as the peers moved. lead: days before the window.
    """

    kwh: Floats
    expected: Floats
    lead: int

    @staticmethod
    def of(window: Window, rows: NDArray[np.intp]) -> LongPast:
        """Read the history of the accounts at `rows` of a window."""
        history = window.history_kwh
        level, own = relative_level(history)
        moved = np.nan_to_num(movement(level, peer_levels(window))[rows])
        return LongPast(
            history[rows], own[rows, None] * np.exp(moved), history.shape[1] - window.shape[1]
        )

    def onset(self) -> Onset:
        """Return when use fell, as days of the long past; -1 where it never did."""
        past, expected = np.maximum(self.kwh, 0.0), self.expected
        share = past / np.where(expected > 0, expected**PEER_SHARE, np.nan)
        step = find_fall(share, LEAST_BEFORE, LEAST_AFTER)
        is_fall = step.fall > LEAST_FALL * step.before
        split = np.where(is_fall, step.split, -1).astype(np.int32)
        level = self.without_change(split)
        speech = speech_of_level(level.missing_share, level.sigma, split)
        by_day = refine(split, speech, SLACK_NOISY, REACH_DAYS)
        spans = replace(by_day, **_by_span(split, past, share, step))
        last, first = spans.latest, spans.earliest
        return spans.or_else(by_day, last > first)

    def without_change(self, onset: Codes) -> Reference:
        """Return what would have been drawn without the change at `onset` (m,)."""
        return against_before(self.kwh, self.expected, onset, self.kwh.shape[1])

    def beside_change(self, onset: Codes) -> Reference:
        """Return the same without the span of readings in which use changed.

        It has some of both levels: it would lower the one before and raise the one since.
        """
        mixed = _span_of(onset.astype(np.int64), np.ascontiguousarray(self.kwh))
        drawn = replace(self, kwh=np.where(mixed, np.nan, self.kwh)).without_change(onset)
        return replace(drawn, drawn_kwh=np.where(mixed, np.nan, drawn.drawn_kwh))


def _by_span(split: Codes, kwh: Floats, share: Floats, step: Shift) -> dict[str, Codes]:
    best, first, last = _within_spans(
        split.astype(np.int64),
        np.ascontiguousarray(kwh),
        np.ascontiguousarray(share),
        np.column_stack((step.before, step.after)),
    )
    found = {"best": best, "earliest": first, "latest": last}
    return {name: days.astype(np.int32) for name, days in found.items()}


@njit(cache=True)
def _run(values: NDArray[np.float64], day: int) -> tuple[int, int]:
    """First and last day of the run of equal values around `day`: one span of readings."""
    first = last = day
    same = SAME_SHARE * abs(values[day])
    while first > 0 and abs(values[first - 1] - values[day]) <= same:
        first -= 1
    while last + 1 < len(values) and abs(values[last + 1] - values[day]) <= same:
        last += 1
    return first, last


@njit(cache=True)
def _span_of(onset: NDArray[np.int64], kwh: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Days (m, h) of the span of readings around `onset` (m,), with the readings beside it.

    None where each day was read for itself.
    """
    marked = np.zeros(kwh.shape, dtype=np.bool_)
    for i in range(len(onset)):
        if onset[i] < 0 or not kwh[i, onset[i]] > 0:
            continue
        first, last = _run(kwh[i], onset[i])
        if first == last:
            continue
        # The day of a reading belongs to the spans on both sides of it.
        if first > 0 and _run(kwh[i], first - 1)[0] == first - 1:
            first -= 1
        if last + 1 < len(kwh[i]) and _run(kwh[i], last + 1)[1] == last + 1:
            last += 1
        marked[i, first : last + 1] = True
    return marked


@njit(cache=True)
def _within_spans(
    split: NDArray[np.int64],
    kwh: NDArray[np.float64],
    share: NDArray[np.float64],
    levels: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Place falls (m,) inside the spans on both sides of them by how low these spans are.

    A span is a run of days of the same energy. One of a month in which use fell after twenty
    days lies a third of the fall below the level before. Returns the day, and the first and
    last day that are likely.
    """
    best, first, last = split.copy(), split.copy(), split.copy()
    for i in range(len(split)):
        t, fall = split[i], levels[i, 0] - levels[i, 1]
        # Days without any use are alike without being one span.
        if t < 1 or not (fall > 0 and kwh[i, t - 1] > 0 and kwh[i, t] > 0):
            continue
        low, end_low = _run(kwh[i], t - 1)
        start_high, high = _run(kwh[i], t)
        # The day of a reading has some of both spans.
        if end_low == low and low > 0:
            low, end_low = _run(kwh[i], low - 1)
        if high == start_high and high + 1 < len(kwh[i]):
            start_high, high = _run(kwh[i], high + 1)
        if end_low == low or high == start_high:
            continue
        missing = (levels[i, 0] - share[i, low:t].mean()) / fall
        left = (share[i, t : high + 1].mean() - levels[i, 1]) / fall
        early = min(max(missing, 0.0), 1.0) * (t - low)
        late = min(max(left, 0.0), 1.0) * (high - t + 1)
        best[i] = int(np.round(t - early + late))
        reach = int(SPAN_SHARE * (high - low))
        first[i], last[i] = max(low, best[i] - reach), min(high, best[i] + reach)
    return best, first, last
