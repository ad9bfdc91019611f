"""Explanations of the customer's life: closures, empty rooms, roofs, seasons, new machines."""

from __future__ import annotations

import numpy as np

from features.closure import RETURNED_SHARE, ended_closures
from features.consumption_shape import is_vacant, left_share
from features.consumption_zero_days import on_and_off
from features.explanations.lasting_change import LastingChange
from features.peer_movement import peers_explain
from features.registry import Effect, Explanation
from features.robust import row_mean
from features.study import Study
from features.window import Floats
from pipeline.contract.vocabulary import Family

# An empty building and a bypassed meter look the same in kWh, and there are far more empty
# buildings: as a rule it takes another family to put such an account on the list.
LEFT_OF_EMPTY = 0.7
# Days at nothing between full days, from which on nobody has left.
COMES_AND_GOES = 0.5
YEAR_DAYS, SEASON_DAYS, BEFORE_DAYS = 364, 28, 56
LEAST_SEASON_DAYS = 14
LEAST_FALL, SAME_SHARE = 0.2, 0.5
HOLIDAY_SHARE = 0.5


def of_the_customer(study: Study, change: LastingChange) -> tuple[Explanation, ...]:
    """Test what people and businesses do with their own load."""
    left = _left_of_empty(study)
    return (
        _closure(study, left),
        _vacancy(study, left),
        _own_generation(study),
        _weather(study),
        _season(study),
        _holiday(study, change),
    )


def _closure(study: Study, left: Floats) -> Explanation:
    closed_days = ended_closures(study.window.kwh).sum(axis=1)
    # A closure explains what it left behind only where use came back as it was.
    returned = left_share(study) >= RETURNED_SHARE
    return Explanation(
        "closure_or_vacation",
        "Use was next to nothing for days on end and returned by itself; such days in all:"
        " {number}.",
        "No closure that ended; days of such closures: {number}.",
        np.isfinite(study.usual.own_median),
        closed_days > 0,
        "Too few days with use to tell what is usual.",
        number=closed_days.astype(np.float64),
        effect=Effect.WEAKENED,
        weakens=(Family.CONSUMPTION,),
        left=np.where(returned, left, 1.0),
    )


def _vacancy(study: Study, left: Floats) -> Explanation:
    known = np.isfinite(row_mean(study.window.kwh[:, -7:])) & np.isfinite(study.usual.own_high)
    return Explanation(
        "vacancy",
        "Only {number} of the usual use is left: an empty building looks like that; consumption"
        " counts less.",
        "{number} of the usual use is left, so the building is not empty.",
        known,
        is_vacant(study),
        "Use of the last week or of the past is not known.",
        number=left_share(study),
        unit="share",
        effect=Effect.WEAKENED,
        weakens=(Family.CONSUMPTION,),
        left=left,
    )


def _left_of_empty(study: Study) -> Floats:
    """What emptiness leaves (n,): more where days at nothing lie between days in full use."""
    lived_in = np.clip(np.nan_to_num(on_and_off(study).value) / COMES_AND_GOES, 0.0, 1.0)
    return LEFT_OF_EMPTY + (1.0 - LEFT_OF_EMPTY) * lived_in


def _own_generation(study: Study) -> Explanation:
    window = study.window
    export = np.nan_to_num(window.fact("export_kwh").astype(np.float64)) * window.multiplier
    began = study.exempt.generating & ~window.has_pv[:, None]
    return Explanation(
        "own_generation",
        "The customer generates power itself (fed back: {number} kWh); daylight hours and lower use"
        " count less.",
        "No generation on record; fed back: {number} kWh.",
        np.ones(window.shape[0], dtype=bool),
        np.asarray(window.has_pv | began.any(axis=1)),
        number=np.maximum(export, 0.0).sum(axis=1),
        effect=Effect.SUBTRACTED,
    )


def _weather(study: Study) -> Explanation:
    explained, change = peers_explain(study)
    return Explanation(
        "weather_and_calendar",
        "Its peers changed their use likewise, by {number} in the last two weeks; their movement"
        " has been taken out.",
        "Its peers changed their use by {number} in the last two weeks; that explains no fall of"
        " this account.",
        study.usual.has_peers & np.isfinite(change),
        explained,
        "Too few peers to tell what weather and calendar did.",
        number=change,
        unit="share",
        effect=Effect.SUBTRACTED,
    )


def _season(study: Study) -> Explanation:
    """A business or home that goes down at this time of every year."""
    now = _seasonal_fall(study.window.history_kwh)
    then = _seasonal_fall(study.window.history_kwh[:, :-YEAR_DAYS])
    return Explanation(
        "seasonal_use",
        "A year ago use changed likewise at this season, by {number}; that much has been taken"
        " out.",
        "A year ago use changed by {number} at this season; that explains no fall of today.",
        np.asarray(np.isfinite(now) & np.isfinite(then)),
        np.asarray((now > LEAST_FALL) & (then > SAME_SHARE * now)),
        "Use of a year ago is not known.",
        number=np.expm1(-np.nan_to_num(then)),
        unit="share",
        effect=Effect.SUBTRACTED,
    )


def _seasonal_fall(history: Floats) -> Floats:
    """Log by which the last four weeks are below the eight before them, (n,)."""
    recent = row_mean(history[:, -SEASON_DAYS:], LEAST_SEASON_DAYS)
    before = history[:, -(SEASON_DAYS + BEFORE_DAYS) : -SEASON_DAYS]
    earlier = row_mean(before, LEAST_SEASON_DAYS)
    known = (recent > 0) & (earlier > 0)
    return np.where(known, np.log(np.where(known, earlier, 1) / np.where(known, recent, 1)), np.nan)


def _holiday(study: Study, change: LastingChange) -> Explanation:
    """Lower use that is that of public holidays, and of nothing else."""
    holidays = study.window.holidays
    days = np.arange(study.window.shape[1])[None, :]
    since = (change.split[:, None] >= 0) & (days >= change.split[:, None])
    free = (since & holidays[None, :]).sum(axis=1) / np.maximum(since.sum(axis=1), 1)
    return Explanation(
        "holiday",
        "{number} of the days since use fell are public holidays.",
        "{number} of the days since use fell are public holidays: they do not explain it.",
        np.asarray((change.split >= 0) & holidays.any()),
        np.asarray(free >= HOLIDAY_SHARE),
        "Use did not fall, or no public holidays are known for this time.",
        number=np.asarray(free, dtype=np.float64),
        unit="share",
        effect=Effect.SUBTRACTED,
    )
