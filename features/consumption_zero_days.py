"""Zero days: days on which nothing was counted, between days with as much use as ever.

A wire round the whole meter is put on and taken off, and the meter stands at nothing in
between. People who leave keep a fridge and a standby running; an empty building does not use
as much as ever now and then; a house for weekends, and a pump, have always had such days.
"""

from __future__ import annotations

import numpy as np

from features.consumption_level import clean_history
from features.consumption_shape import Shape
from features.robust import first_true, row_quantile
from features.study import Study
from features.window import Flags, Floats
from pipeline.contract.vocabulary import TariffClass

# Of the usual day: less than any standby, and as good as all of it.
NOTHING_SHARE, FULL_SHARE = 0.01, 0.4
LEAST_DAYS = 21
# Single days at nothing may be a failure of the supply, or of the meter.
RARE_SHARE = 0.03
STILL_SHARE = 0.3
# Workmen come to an empty house too, once or twice.
FEW_RETURNS, SURE_RETURNS = 1.0, 4.0


def on_and_off(study: Study) -> Shape:
    """Share of the days without any use since they began, where full days lie between, (n,).

    0 where such days always came, or where they ended. NaN without enough days read each for
    itself, for own generation, and for the pumps of farms, which run when they must.
    """
    zero, full, known = _states(study)
    n, days = zero.shape
    found = Shape(np.full(n, np.nan), np.full(n, -1, dtype=np.int32))
    if not days:
        return found
    onset = _onset(zero, known)
    since = (np.arange(days)[None, :] >= onset[:, None]) & (onset >= 0)[:, None]
    share = (zero & since).sum(axis=1) / np.maximum((known & since).sum(axis=1), 1)
    recent = known & (known[:, ::-1].cumsum(axis=1)[:, ::-1] <= LEAST_DAYS)
    still = (zero & recent).sum(axis=1) >= STILL_SHARE * LEAST_DAYS
    weight = (_returns(zero & since, full & since) - FEW_RETURNS) / (SURE_RETURNS - FEW_RETURNS)
    value = np.where(still & (onset >= 0), share * np.clip(weight, 0.0, 1.0), 0.0)
    judged = (known.sum(axis=1) >= 2 * LEAST_DAYS) & _may_be_judged(study)
    lead = days - study.window.shape[1]
    first = np.where(value > 0, np.maximum(onset - lead, 0), -1).astype(np.int32)
    return Shape(np.where(judged, value, np.nan), np.where(judged, first, -1).astype(np.int32))


def _states(study: Study) -> tuple[Flags, Flags, Flags]:
    """Days at nothing, days at full use, and days read each for itself, (n, h) each."""
    history = clean_history(study)
    days = study.window.shape[1]
    recent = history[:, -days:]
    recent[study.window.kwh_is_spread[:, -recent.shape[1] :]] = np.nan
    usual = row_quantile(np.where(history > 0, history, np.nan), 0.5, LEAST_DAYS)[:, None]
    known = np.isfinite(history) & (usual > 0)
    return (
        known & (history <= NOTHING_SHARE * usual),
        known & (history >= FULL_SHARE * usual),
        known,
    )


def _onset(zero: Flags, known: Flags) -> np.ndarray:
    """First day (n,) at nothing after which such days are common, before which they were rare.

    -1 where there is none, or fewer than `LEAST_DAYS` before it.
    """
    zeros = np.pad(zero.cumsum(axis=1), ((0, 0), (1, 0)))
    read = np.pad(known.cumsum(axis=1), ((0, 0), (1, 0)))
    before, after = zeros[:, :-1], zeros[:, -1:] - zeros[:, :-1]
    rare = (before <= RARE_SHARE * read[:, :-1]) & (read[:, :-1] >= LEAST_DAYS)
    common = after >= STILL_SHARE * (read[:, -1:] - read[:, :-1])
    return first_true(zero & rare & common)


def _returns(zero: Flags, full: Flags) -> Floats:
    """How often (n,) use went from nothing to full, whatever lay between."""
    place = np.arange(zero.shape[1])[None, :]
    last = np.maximum.accumulate(np.where(zero | full, place, -1), axis=1)
    earlier = np.pad(last[:, :-1], ((0, 0), (1, 0)), constant_values=-1)
    from_zero = np.take_along_axis(zero, np.maximum(earlier, 0), axis=1) & (earlier >= 0)
    return np.asarray((full & from_zero).sum(axis=1), dtype=np.float64)


def _may_be_judged(study: Study) -> Flags:
    window = study.window
    generates = study.exempt.generating.any(axis=1)
    return np.asarray(~generates & (window.text["tariff_class"] != TariffClass.AGRICULTURAL.value))
