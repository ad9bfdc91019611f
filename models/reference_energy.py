"""Reference energy: what an account drew, by a second measurement that the theft left alone.

Most tricks falsify one measurement and forget another. A reversed current or a lost voltage
leaves the size of the currents as it was; a shunt on one phase leaves the other phases; a
bypassed line leaves the neutral; and a load-management terminal has transformers of its own.
How much energy comes with so much reference is learnt from the account's own days before the
onset, which takes care of power factor, wiring, ratios and units. A current is taken as it
stands, for voltages move by a few per cent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.robust import row_mad, row_mean, row_median
from features.window import Codes, Flags, Floats, Window
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Means, Wiring

BEFORE_DAYS = 42
LEAST_BEFORE, LEAST_SINCE = 7, 2
# A phase that fell by so much more (log) than the one that fell least is taken as tapped.
FALLEN_LOG = 0.2
LEAST_SHARE = 0.02
TAPPED_MEANS = (Means.CT_SHUNT.value, Means.MAGNETIC.value)


@dataclass(frozen=True)
class Reference:
    """Energy by a reference for m accounts, in primary kWh; NaN where none tells.

    drawn_kwh: (m, d) energy drawn a day. missing_share: (m, d) share of it that was not
    metered. sigma: (m,) robust sigma of that share on the days before.
    """

    drawn_kwh: Floats
    missing_share: Floats
    sigma: Floats

    def is_clear(self, since: Flags) -> Flags:
        """(m,) whether it misses energy on the days `since` (m, d), beyond its own scatter."""
        share = row_mean(np.where(since, self.missing_share, np.nan), LEAST_SINCE)
        return np.asarray(share > np.fmax(LEAST_SHARE, self.sigma))

    def or_else(self, other: Reference, chosen: Flags) -> Reference:
        """Return this one where `chosen` (m,), the other elsewhere."""
        return Reference(
            np.where(chosen[:, None], self.drawn_kwh, other.drawn_kwh),
            np.where(chosen[:, None], self.missing_share, other.missing_share),
            np.where(chosen, self.sigma, other.sigma),
        )


def find_reference(
    window: Window, rows: NDArray[np.intp], onset: Codes, means: NDArray[np.object_]
) -> Reference:
    """Return the best reference of each account at `rows` (m,); all NaN where none is clear.

    onset: (m,) the first suspicious day, -1 unknown. means: (m,) what is suspected. A
    terminal goes first; else the reference by which most is missing, for one that the theft
    touched as well shows less. Phases are compared only where a shunt is suspected, because
    an honest load can be put on one phase.
    """
    days = np.arange(window.shape[1])[None, :]
    since = (onset[:, None] >= 0) & (days >= onset[:, None])
    before = (onset[:, None] >= 0) & ~since & (days >= onset[:, None] - BEFORE_DAYS)
    kwh = window.kwh[rows]
    amperes = np.stack([_fact(window, f"i_{phase}_mean_a", rows) for phase in PHASES])
    one_phase = (window.text["wiring"][rows] == Wiring.ONE_PHASE.value)[:, None]
    tapped = np.isin(means.astype(np.str_), TAPPED_MEANS)[:, None]
    untouched = np.where(~one_phase & tapped, _unfallen(amperes, before, since), np.nan)
    neutral = np.where(one_phase, _fact(window, "i_n_mean_a", rows), np.nan)
    best = _nothing(kwh.shape)
    most = np.zeros(len(rows))
    for reading in (_sum_known(amperes), untouched, neutral):
        found = _learnt(kwh, reading, before)
        share = np.nan_to_num(row_mean(np.where(since, found.missing_share, np.nan)))
        is_better = found.is_clear(since) & (share > most)
        best, most = found.or_else(best, is_better), np.where(is_better, share, most)
    terminal = _by_terminal(window, rows, before)
    return terminal.or_else(best, terminal.is_clear(since))


def _learnt(metered: Floats, reading: Floats, before: Flags) -> Reference:
    """Scale a reading (m, d) to energy by the days before."""
    known = (reading > 0) & (metered >= 0)
    rate = np.where(known & before, metered / np.where(known, reading, 1.0), np.nan)
    usual = row_median(rate, LEAST_BEFORE)
    usual = np.where(usual > 0, usual, np.nan)
    drawn = np.where(known, usual[:, None] * np.where(known, reading, 0.0), np.nan)
    share = 1.0 - metered / np.where(drawn > 0, drawn, np.nan)
    return Reference(drawn, share, row_mad(rate, LEAST_BEFORE) / usual)


def _by_terminal(window: Window, rows: NDArray[np.intp], before: Flags) -> Reference:
    """The terminal's energy over the same spans as the meter's, put beside the daily energy."""
    meter = _fact(window, "terminal_meter_kwh", rows)
    found = _learnt(meter, _fact(window, "terminal_matched_kwh", rows), before)
    ratio = window.multiplier[rows]
    drawn = window.kwh[rows] + np.maximum(found.drawn_kwh - meter, 0.0) * ratio
    return Reference(drawn, found.missing_share, found.sigma)


def _unfallen(amperes: Floats, before: Flags, since: Flags) -> Floats:
    """Sum (m, d) of the phases that did not fall against the best of them; NaN if none did."""
    change = np.stack([_log_change(phase, before, since) for phase in amperes])
    best = np.where(np.isfinite(change), change, -np.inf).max(axis=0)
    stands = np.isfinite(change) & (change >= best - FALLEN_LOG)
    fell = (np.isfinite(change) & ~stands).any(axis=0)
    total = _sum_known(np.where(stands[:, :, None], amperes, np.nan))
    return np.where(fell[:, None], total, np.nan)


def _log_change(values: Floats, before: Flags, since: Flags) -> Floats:
    earlier = row_mean(np.where(before, values, np.nan), LEAST_BEFORE)
    later = row_mean(np.where(since, values, np.nan), LEAST_SINCE)
    known = (earlier > 0) & (later >= 0)
    # A phase that shows nothing at all any more fell by as much as can be told apart.
    ratio = np.where(known, later, 1.0) / np.where(known, earlier, 1.0)
    return np.where(known, np.log(np.maximum(ratio, 1e-3)), np.nan)


def _sum_known(amperes: Floats) -> Floats:
    known = np.isfinite(amperes)
    total = np.where(known, amperes, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total, np.nan)


def _fact(window: Window, name: str, rows: NDArray[np.intp]) -> Floats:
    return window.fact(name)[rows].astype(np.float64)


def _nothing(shape: tuple[int, ...]) -> Reference:
    return Reference(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape[0], np.nan))
