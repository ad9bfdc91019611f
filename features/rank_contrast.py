"""Rank contrast: whether one kind of days ranks above another, whatever their distribution."""

from __future__ import annotations

import numpy as np

from features.robust import row_mean
from features.window import Flags, Floats


def rank_sigmas(values: Floats, on: Flags, off: Flags) -> Floats:
    """How many sigmas (m,) days `off` rank above days `on` (Mann and Whitney 1947).

    values: (m, d), NaN unknown. NaN where one of the two kinds has no known day.
    """
    known = np.isfinite(values) & (on | off)
    filled = np.where(known, values, np.inf)
    forwards = np.argsort(np.argsort(filled, axis=1, kind="stable"), axis=1)
    backwards = np.argsort(np.argsort(filled[:, ::-1], axis=1, kind="stable"), axis=1)[:, ::-1]
    # Ties are counted from both ends, so that each gets the middle of its places.
    ranks = np.where(known, 0.5 * (forwards + backwards) + 1.0, np.nan)
    difference = row_mean(np.where(off, ranks, np.nan)) - row_mean(np.where(on, ranks, np.nan))
    counts = [(known & kind).sum(axis=1) for kind in (on, off)]
    some = [np.where(count > 0, count, np.nan) for count in counts]
    both = some[0] + some[1]
    variance = both * (both + 1) / 12.0 * (1.0 / some[0] + 1.0 / some[1])
    return np.asarray(difference / np.sqrt(variance))
