"""Odd days: from when on days are odd, and whether what was counted fell with it.

Who takes electricity at the meter does so for days on end, though not on every day. So the
onset is the first odd day that others follow soon, and quantities are means from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.registry import Measured
from features.robust import first_true, row_mad, row_mean, row_median
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import Outcome

LEAST_ODD_DAYS = 4
SOON_DAYS = 14
# A finding belongs to a loss that ends so many days around it.
FINDING_DAYS = 3
MOST_MISSING = 0.95
MENDED_SHARE = 0.03
# Begun within days of a visit: rather a slip of the fitters than a deed after it.
FITTERS_SHARE = 0.4
EXPLAINED_FROM, EXPLAINED_SPAN = 0.3, 0.4
UNKNOWN_SHARE = 0.5
LOAD_GONE_FROM, LOAD_GONE_SPAN = 0.4, 0.6
# Neighbouring days are alike, so that a mean of many is less exact than it seems.
ALIKE_TIMES = 1.5


@dataclass(frozen=True)
class OddDays:
    """The odd days of n accounts that count.

    flags: (n, d) odd days from the onset on. onset: (n,) first of them, -1 without. since:
    (n, d) days from the onset on.
    """

    flags: Flags
    onset: Codes
    since: Flags

    def mean(self, values: Floats) -> Floats:
        """(n,) mean of values (n, d) over the days since the onset; others count as 0.

        NaN values are days that nobody knows. 0 without an onset.
        """
        counted = np.where(self.since, np.where(self.flags, values, values * 0.0), np.nan)
        return np.nan_to_num(row_mean(counted))

    def typical(self, values: Floats, least: int = 3) -> Floats:
        """(n,) median of values (n, d) over the odd days; NaN below `least`."""
        return row_median(np.where(self.flags, values, np.nan), least)

    def measured(self, value: Floats, kwh: Floats, baseline: Floats | None = None) -> Measured:
        """Return a feature with this onset where its value is above 0; kWh of 0 is unknown."""
        onset = np.where(value > 0, self.onset, -1).astype(np.int32)
        known = np.where(kwh > 0, kwh, np.nan)
        return Measured.of(value, baseline=baseline, onset=onset, kwh_per_day=known)

    def kwh_beside(self, kwh: Floats, share: Floats) -> Floats:
        """(n,) kWh a day beside counted kwh (n, d), where `share` (n,) of the whole is missing."""
        missing = np.clip(np.nan_to_num(share), 0.0, MOST_MISSING)
        return self.mean(kwh * (missing / (1.0 - missing))[:, None])


def odd_days(flags: Flags, least: int = LEAST_ODD_DAYS) -> OddDays:
    """Keep odd days (n, d) from the first on that `least` of them share two weeks with."""
    counts = np.cumsum(flags, axis=1)
    last = np.minimum(np.arange(flags.shape[1]) + SOON_DAYS - 1, flags.shape[1] - 1)
    soon = counts[:, last] - counts + flags
    onset = first_true(flags & (soon >= least))
    days = np.arange(flags.shape[1])[None, :]
    since = (onset >= 0)[:, None] & (days >= onset[:, None])
    return OddDays(flags & since, onset, since)


def explained_share(study: Study, odd: OddDays, missing: Floats) -> Floats:
    """(n,) 1 where use on odd days was lower by the share `missing` (n,), 0 where as ever.

    An honest change of angle or of the neutral's current leaves what is counted as it was.
    The fall is taken less its standard error, against the account's own other days.
    """
    log_fall = -np.log1p(-np.clip(np.nan_to_num(missing), 0.0, MOST_MISSING))
    residual = study.usual.residual
    on = np.where(odd.flags, residual, np.nan)
    off = np.where(odd.flags, np.nan, residual)
    counts = [np.maximum(np.isfinite(one).sum(axis=1), 1) for one in (on, off)]
    spread = np.sqrt(1.0 / counts[0] + 1.0 / counts[1]) * ALIKE_TIMES
    error = np.nan_to_num(row_mad(off, 3)) * spread
    fall = row_median(off, 3) - row_median(on, 3) - error
    times = np.divide(fall, log_fall, out=np.zeros_like(fall), where=log_fall > 0)
    share = np.clip((times - EXPLAINED_FROM) / EXPLAINED_SPAN, 0.0, 1.0)
    return np.where(np.isfinite(fall), share, UNKNOWN_SHARE)


def same_load_share(odd: OddDays, kva: Floats) -> Floats:
    """(n,) 1 where odd days carry about the apparent power (n, d) of the others, 0 far below.

    What is left in an empty building has an angle of its own.
    """
    logs = np.log(np.where(kva > 0, kva, np.nan))
    fall = row_median(np.where(odd.flags, np.nan, logs), 3) - odd.typical(logs)
    return 1.0 - np.clip((np.nan_to_num(fall) - LOAD_GONE_FROM) / LOAD_GONE_SPAN, 0.0, 1.0)


def guilty_share(study: Study, odd: OddDays) -> Floats:
    """(n,) 1, or less where people of the utility ended the odd days, or began them."""
    authorised = _at(study.exempt.authorised, odd.onset)
    share = np.where(authorised, FITTERS_SHARE, 1.0)
    return np.where(_is_mended(study, odd), MENDED_SHARE, share)


def _is_mended(study: Study, odd: OddDays) -> Flags:
    """(n,) true where a fault or wiring error was found when the odd days ended.

    A wiring error that was found and left as it is, with the owner told, is one too.
    """
    window = study.window
    nothing = np.zeros(window.shape, dtype=bool)
    days = np.arange(window.shape[1])[None, :]
    final = np.where(odd.flags, days, -1).max(axis=1, initial=-1)[:, None]
    fault = window.inspected.get(Outcome.FAULT.value, nothing)
    wiring = window.inspected.get(Outcome.WIRING_ERROR.value, nothing)
    at_end = np.abs(days - final) <= FINDING_DAYS
    has_ended = final < window.shape[1] - FINDING_DAYS
    found = ((fault | wiring) & at_end & has_ended) | (wiring & odd.since)
    return np.asarray(found.any(axis=1))


def _at(flags: Flags, day: Codes) -> Flags:
    rows = np.arange(len(day))
    return np.asarray(flags[rows, np.maximum(day, 0)] & (day >= 0))
