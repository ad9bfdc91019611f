"""All features of a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from features import (
    consumption,
    current_shunt,
    event_reports,
    register,
    tamper_events,
    voltage_wiring,
    white_screen,
)
from features.energy_balance import signature as energy_balance
from features.innocence import explain_innocence
from features.load_explanation import explain_load
from features.own_feature import OwnFeature, require_new_names
from features.registry import Feature, FeatureTable, Measured
from features.study import Study, study
from features.sufficiency import coverage_share, disqualification, judged_by_events_alone
from features.window import Window

MEASURES: tuple[Callable[[Study], tuple[Measured, ...]], ...] = (
    white_screen.measure,
    current_shunt.measure,
    voltage_wiring.measure,
    register.measure,
    tamper_events.measure,
    event_reports.measure,
    consumption.measure,
    energy_balance.measure,
)
ALL_FEATURES: tuple[Feature, ...] = (
    *white_screen.FEATURES,
    *current_shunt.FEATURES,
    *voltage_wiring.FEATURES,
    *register.FEATURES,
    *tamper_events.FEATURES,
    *event_reports.FEATURES,
    *consumption.FEATURES,
    *energy_balance.FEATURES,
)


def compute(window: Window, own: Sequence[OwnFeature] = ()) -> FeatureTable:
    """Measure every feature of every account, after innocent explanations.

    own: features that are measured and judged beside ours; ValueError where a name is taken.
    Deterministic; never warns. Accounts without enough data are measured as far as they
    go and carry a reason in `disqualified`; the empty text means that they can be judged.
    Where there are events and not one reading, the events alone are judged: what features
    that need more would make of the silence is withheld.
    """
    require_new_names(ALL_FEATURES, own)
    features = (*ALL_FEATURES, *(one.feature for one in own))
    found = study(window)
    ours = tuple(one for measure in MEASURES for one in measure(found))
    measured = (*ours, *(one.measure(found) for one in own))
    coverage = coverage_share(window)
    disqualified = disqualification(window)
    silent = disqualified != ""
    unread = judged_by_events_alone(window)
    return FeatureTable(
        features=features,
        measured=tuple(
            _withheld(one, (silent | unread) if _needs_more(feature) else silent)
            for feature, one in zip(features, measured, strict=True)
        ),
        explanations=(*explain_innocence(found, coverage), explain_load(found)),
        coverage=coverage,
        disqualified=disqualified,
        books=found.books,
    )


def _needs_more(feature: Feature) -> bool:
    """Whether a feature reads more than what a device reports on its own."""
    by_events = all(channel.startswith("event_") for channel in feature.channels)
    return feature.reads_gaps or not by_events


def _withheld(one: Measured, silent: np.ndarray) -> Measured:
    """Withhold values of disqualified accounts: what cannot be judged is NaN, not zero."""
    return Measured(
        value=np.where(silent, np.nan, one.value).astype(np.float64),
        baseline=np.asarray(one.baseline, dtype=np.float64),
        onset=np.where(silent | ~(one.value > 0), -1, one.onset).astype(np.int32),
        kwh_per_day=np.where(silent | ~(one.value > 0), np.nan, one.kwh_per_day),
        kwh_low=np.where(silent | ~(one.value > 0), np.nan, one.kwh_low),
        kwh_high=np.where(silent | ~(one.value > 0), np.nan, one.kwh_high),
    )
