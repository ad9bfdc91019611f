"""Counterfactual energy: what an account would have drawn by its own past and its peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.change_point import find_fall
from features.exemptions import find_exemptions
from features.robust import MAD_TO_SIGMA, row_mean, row_median
from features.usual import usual_energy
from features.window import Codes, Flags, Floats, Window
from models.reference_energy import BEFORE_DAYS, LEAST_BEFORE, Reference

# Accounts follow their peers' movement by about half: some heat, others do not. Of honest
# accounts that follows the movement least far from the truth.
PEER_SHARE = 0.5
# Single days beyond this multiple of the usual do not shape the level before.
LARGEST_DAY = 3.0
LEAST_AFTER = 4


@dataclass(frozen=True)
class RecentPast:
    """Energy of m accounts over the window, (m, d) each; days not supplied are unknown.

    kwh: primary, metered. expected: as the peers moved. residual: log of the one over the
    other.
    """

    kwh: Floats
    expected: Floats
    residual: Floats

    @staticmethod
    def of(window: Window, rows: NDArray[np.intp]) -> RecentPast:
        """Read the accounts at `rows` of a window."""
        exempt = find_exemptions(window).not_supplied
        usual = usual_energy(window, exempt)
        kwh, expected = (np.where(exempt, np.nan, one)[rows] for one in (window.kwh, usual.kwh))
        return RecentPast(kwh, expected, usual.residual[rows])

    def without_change(self, onset: Codes) -> Reference:
        """Return what would have been drawn without the change at `onset` (m,).

        The mean of the six weeks before it, moved as the peers moved since.
        """
        return against_before(self.kwh, self.expected, onset, BEFORE_DAYS)

    def fall_day(self) -> Codes:
        """First day (m,) of a lower level of use; -1 where it never fell."""
        return find_fall(self.residual, LEAST_BEFORE, LEAST_AFTER).split


def against_before(kwh: Floats, expected: Floats, onset: Codes, before_days: int) -> Reference:
    """Go on from the `before_days` before `onset` (m,), half as far as `expected` (m, d) moves.

    kwh: (m, d) metered.
    """
    days = np.arange(kwh.shape[1])[None, :]
    before = (days < onset[:, None]) & (days >= onset[:, None] - before_days)
    before &= np.isfinite(kwh) & np.isfinite(expected)
    level = row_mean(np.where(before, expected, np.nan), LEAST_BEFORE)
    own = row_mean(_without_leaps(kwh, expected, before), LEAST_BEFORE)
    since = days >= onset[:, None]
    moved = row_mean(np.where(since, expected, np.nan)) / np.where(level > 0, level, np.nan)
    scale = (own / np.where(level > 0, level, np.nan))[:, None]
    drawn = expected * scale * np.where(since, moved[:, None] ** (PEER_SHARE - 1.0), 1.0)
    share = 1.0 - kwh / np.where(drawn > 0, drawn, np.nan)
    honest = np.abs(np.where(before, share, np.nan))
    return Reference(drawn, share, MAD_TO_SIGMA * row_median(honest, LEAST_BEFORE))


def _without_leaps(kwh: Floats, expected: Floats, before: Flags) -> Floats:
    """Energy (m, d) of the days `before`, bounded by multiples of what was usual then; else NaN.

    `expected` is at the level of the whole window, which a long theft has lowered.
    """
    own, moved = np.where(before, kwh, np.nan), np.where(before, expected, np.nan)
    level = row_median(own / np.where(moved > 0, moved, np.nan), LEAST_BEFORE)[:, None]
    return np.fmin(own, np.where(level > 0, LARGEST_DAY * level * moved, np.nan))
