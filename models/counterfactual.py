"""Counterfactual energy: what an account would have drawn by its own past and its peers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.change_point import find_fall
from features.exemptions import find_exemptions
from features.robust import MAD_TO_SIGMA, row_mean, row_median
from features.usual import usual_energy
from features.window import Codes, Floats, Window
from models.reference_energy import BEFORE_DAYS, LEAST_BEFORE, Reference

# Accounts follow their peers' movement by about half: some heat, others do not. Of honest
# accounts that follows the movement least far from the truth.
PEER_SHARE = 0.5
# Single days beyond this multiple of the usual do not shape the level before.
LARGEST_DAY = 3.0
LEAST_AFTER = 4


def counterfactual(window: Window, rows: NDArray[np.intp], onset: Codes) -> Reference:
    """Return what accounts at `rows` (m,) would have drawn without the change at `onset` (m,).

    The mean of the six weeks before the onset, with the weekday rhythm, moved half as far as
    the peers moved since. Days on which the account was lawfully not supplied are unknown.
    """
    exempt = find_exemptions(window).not_supplied
    usual = usual_energy(window, exempt)
    expected = np.where(exempt, np.nan, usual.kwh)[rows]
    kwh = np.where(exempt, np.nan, window.kwh)[rows]
    return against_before(kwh, expected, onset, BEFORE_DAYS)


def against_before(kwh: Floats, expected: Floats, onset: Codes, before_days: int) -> Reference:
    """Go on from the `before_days` before `onset` (m,), half as far as `expected` (m, d) moves.

    kwh: (m, d) metered.
    """
    days = np.arange(kwh.shape[1])[None, :]
    before = (days < onset[:, None]) & (days >= onset[:, None] - before_days)
    before &= np.isfinite(kwh) & np.isfinite(expected)
    level = row_mean(np.where(before, expected, np.nan), LEAST_BEFORE)
    own = row_mean(np.where(before, np.minimum(kwh, LARGEST_DAY * expected), np.nan), LEAST_BEFORE)
    since = days >= onset[:, None]
    moved = row_mean(np.where(since, expected, np.nan)) / np.where(level > 0, level, np.nan)
    scale = (own / np.where(level > 0, level, np.nan))[:, None]
    drawn = expected * scale * np.where(since, moved[:, None] ** (PEER_SHARE - 1.0), 1.0)
    share = 1.0 - kwh / np.where(drawn > 0, drawn, np.nan)
    return Reference(drawn, share, _day_sigma(np.where(before, share, np.nan)))


def fall_day(window: Window, rows: NDArray[np.intp]) -> Codes:
    """First day (m,) of the lower level of use, against past and peers; -1 where it never fell."""
    residual = usual_energy(window, find_exemptions(window).not_supplied).residual
    return find_fall(residual[rows], LEAST_BEFORE, LEAST_AFTER).split


def _day_sigma(share: Floats) -> Floats:
    return MAD_TO_SIGMA * row_median(np.abs(share), LEAST_BEFORE)
