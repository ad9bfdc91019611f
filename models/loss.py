"""Loss: since when an account loses energy unbilled, and how much a day, with bounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.registry import FeatureTable
from features.window import Codes, Flags, Floats, Window
from models.counterfactual import RecentPast
from models.evidence import NOBODY
from models.long_past import LongPast
from models.loss_dating import Suspects, date_loss
from models.onset import Onset
from models.reference_energy import Reference
from models.testimony import testimony_of
from models.unbilled_energy import (
    Energy,
    days_of,
    energy_by_level,
    energy_by_reference,
    missing_share,
)

LEAST_FALL_SHARE = 0.08
# Earlier than this in the window, a loss leaves it too few days to tell what was usual.
LEAST_DAYS_BEFORE = 21


@dataclass(frozen=True)
class Loss:
    """What n accounts leave unbilled.

    onset: (n,) day index of the window, -1 unknown. days_before: (n,) by how many days the
    loss began before the window; its onset is 0 then. earliest, latest: (n,) it began between
    these, before the window below 0; they mean nothing without an onset. last: (n,) its last
    day where it ended, -1 where it goes on. kwh_per_day and its bounds: (n,) the mean from the
    onset to the end, NaN unknown, never negative.
    """

    onset: Codes
    days_before: Codes
    earliest: Codes
    latest: Codes
    last: Codes
    kwh_per_day: Floats
    kwh_low: Floats
    kwh_high: Floats

    def onset_dates(self, window: Window) -> list[dt.date | None]:
        """(n) local days on which the losses began, None where unknown."""
        return [
            None if day < 0 else window.date(int(day) - int(before))
            for day, before in zip(self.onset, self.days_before, strict=True)
        ]


def estimate_loss(
    window: Window,
    table: FeatureTable,
    order: NDArray[np.intp],
    weights: Floats,
    means: NDArray[np.object_],
) -> Loss:
    """Estimate the loss from the evidence in `order` (n, k), weighted by `weights` (n, f).

    means: (n,) what is suspected. Where a second measurement tells what was drawn, it dates
    and measures the loss; else standstills and falls of a register are counted, and lower use
    is compared with the account's own past and its peers. Accounts without evidence have no
    loss.
    """
    rows = np.flatnonzero((order != NOBODY).any(axis=1))
    if not len(rows):
        return _no_loss(len(order))
    said = testimony_of(table, rows, order[rows], weights[rows], means[rows])
    suspects = Suspects(window, rows, said, means[rows], RecentPast.of(window, rows))
    onset, reference, is_exact = date_loss(suspects)
    energy = _measured(suspects, onset, reference, is_exact)
    loss = _placed(_no_loss(len(order)), rows, onset, energy)
    is_early = (onset.best >= 0) & (onset.best < LEAST_DAYS_BEFORE)
    is_early &= suspects.said.is_level & ~suspects.is_counted & ~is_exact
    return _from_long_past(loss, window, rows[is_early]) if is_early.any() else loss


def _from_long_past(loss: Loss, window: Window, rows: NDArray[np.intp]) -> Loss:
    """Date and measure losses that leave the window no days before them by the long past."""
    past = LongPast.of(window, rows)
    onset = past.onset()
    level = past.beside_change(onset.best)
    energy = energy_by_level(past.kwh, level, days_of(onset, past.kwh.shape[1]))
    is_told = (onset.best >= 0) & (energy.kwh > 0)
    return _placed(loss, rows, onset, energy, lead=past.lead, told=is_told)


def _measured(suspects: Suspects, onset: Onset, reference: Reference, is_exact: Flags) -> Energy:
    since = days_of(onset, suspects.window.shape[1])
    level = suspects.level(onset.best)
    has_fallen = missing_share(level, since) >= LEAST_FALL_SHARE
    said = suspects.said
    own = Energy(said.kwh_per_day, said.kwh_low, said.kwh_high)
    by_use = energy_by_level(suspects.kwh, level, since)
    inexact = own.or_else(by_use, suspects.is_counted | ~has_fallen)
    return energy_by_reference(suspects.kwh, reference, since).or_else(inexact, is_exact)


def _placed(
    loss: Loss,
    rows: NDArray[np.intp],
    onset: Onset,
    energy: Energy,
    *,
    lead: int = 0,
    told: Flags | None = None,
) -> Loss:
    """Return the loss with values of the accounts at `rows` (m,) replaced where `told` (m,).

    lead: the day index of `onset` at which the window begins.
    """
    chosen = slice(None) if told is None else told
    values = {
        "onset": np.where(onset.best >= 0, np.maximum(onset.best - lead, 0), -1),
        "days_before": np.where(onset.best >= 0, np.maximum(lead - onset.best, 0), 0),
        "earliest": onset.earliest - lead,
        "latest": onset.latest - lead,
        "last": np.where(onset.last >= 0, onset.last - lead, -1),
        "kwh_per_day": energy.kwh,
        "kwh_low": energy.low,
        "kwh_high": energy.high,
    }
    for name, found in values.items():
        getattr(loss, name)[rows[chosen]] = found[chosen]
    return loss


def _no_loss(accounts: int) -> Loss:
    codes = (np.full(accounts, -1, dtype=np.int32) for _ in range(4))
    onset, earliest, latest, last = codes
    floats = (np.full(accounts, np.nan) for _ in range(3))
    return Loss(onset, np.zeros(accounts, dtype=np.int32), earliest, latest, last, *floats)
