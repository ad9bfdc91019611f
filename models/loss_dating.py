"""Dating a loss: which evidence tells its first and its last day, and by what it is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from features.exemptions import find_exemptions
from features.robust import first_true
from features.window import Codes, Flags, Floats, Window
from models.counterfactual import RecentPast
from models.onset import (
    SLACK_CLEAR,
    SLACK_NOISY,
    Onset,
    last_day,
    refine,
    speech_of_clear,
    speech_of_level,
    widened_by_gaps,
)
from models.reference_energy import Reference, find_reference
from models.testimony import Testimony
from models.unbilled_energy import days_of, missing_share
from pipeline.contract.vocabulary import Means

# What these lose is counted where it happens, and use between is as usual.
COUNTED_MEANS = (Means.METER_HANG, Means.REGISTER_ROLLBACK)
# These are read from lower use alone: a reference that shows far less is not theirs.
EFFECT_MEANS = (
    Means.CONSUMPTION_DROP,
    Means.METER_BYPASS,
    Means.COVER_TAMPER,
    Means.ZERO_USE,
    Means.IRREGULAR_USE,
)
AGREEING = 0.5
REACH_CLEAR_DAYS, REACH_NOISY_DAYS = 30, 6


@dataclass(frozen=True)
class Suspects:
    """The m accounts at `rows` of a window that have evidence against them."""

    window: Window
    rows: NDArray[np.intp]
    said: Testimony
    means: NDArray[np.object_]
    past: RecentPast

    @property
    def kwh(self) -> Floats:
        """(m, d) metered energy."""
        return self.window.kwh[self.rows]

    @property
    def is_counted(self) -> Flags:
        """(m,) the loss is counted where it happens."""
        return self.has_means(COUNTED_MEANS) & np.isfinite(self.said.kwh_per_day)

    def has_means(self, wanted: tuple[Means, ...]) -> Flags:
        """(m,) one of these means is suspected."""
        return np.isin(self.means.astype(np.str_), [means.value for means in wanted])

    def reference(self, onset: Codes) -> Reference:
        """Return the second measurement of what was drawn."""
        return find_reference(self.window, self.rows, onset, self.means)

    def level(self, onset: Codes) -> Reference:
        """Return what would have been drawn by past and peers."""
        return self.past.without_change(onset)


def date_loss(suspects: Suspects) -> tuple[Onset, Reference, Flags]:
    """Return onsets, references, and where (m,) the reference is the one that decides."""
    said = suspects.said.onset
    guess = np.where(said >= 0, said, suspects.past.fall_day()).astype(np.int32)
    exact = _by_reference(suspects, _by_reference(suspects, guess).best)
    reference = suspects.reference(exact.best)
    since = days_of(exact, suspects.window.shape[1])
    by_use = missing_share(suspects.level(exact.best), since)
    is_less = missing_share(reference, since) < AGREEING * by_use
    doubtful = suspects.is_counted | (suspects.has_means(EFFECT_MEANS) & is_less)
    is_exact = reference.is_clear(since) & ~doubtful
    onset = exact.or_else(_by_level(suspects, guess), is_exact)
    onset = widened_by_gaps(onset, np.isfinite(suspects.kwh))
    last = _last(suspects, onset.best, reference, is_exact)
    return replace(onset, last=last), reference, is_exact


def _by_reference(suspects: Suspects, guess: Codes) -> Onset:
    found = suspects.reference(guess)
    speech = speech_of_clear(found.missing_share, found.sigma)
    return refine(guess, speech, SLACK_CLEAR, REACH_CLEAR_DAYS)


def _by_level(suspects: Suspects, guess: Codes) -> Onset:
    """Refine onsets that rest on the level of use alone; what names a day stands."""
    level = suspects.level(guess)
    speech = speech_of_level(level.missing_share, level.sigma, guess)
    is_level = suspects.said.is_level & ~suspects.is_counted
    return refine(guess, np.where(is_level[:, None], speech, 0.0), SLACK_NOISY, REACH_NOISY_DAYS)


def _last(suspects: Suspects, onset: Codes, reference: Reference, is_exact: Flags) -> Codes:
    """Last day (m,) of a loss: a long quiet by the reference, or the exchange of the meter."""
    clear = speech_of_clear(reference.missing_share, reference.sigma)
    quiet = last_day(onset, np.where(is_exact[:, None], clear, 0.0))
    exchanged = find_exemptions(suspects.window).exchanged[suspects.rows]
    days = np.arange(suspects.window.shape[1])[None, :]
    exchange = first_true(exchanged & (onset[:, None] >= 0) & (days > onset[:, None]))
    return np.where(suspects.is_counted, exchange, quiet).astype(np.int32)
