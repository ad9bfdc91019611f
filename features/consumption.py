"""Consumption: lasting losses against one's own past and against peers.

Needs kWh alone, from every minute to every month, so it carries utilities without voltages
and currents. A vacancy or thrift looks like a bypass here; so this family alone stays
moderate, and the physical families decide.
"""

from __future__ import annotations

import numpy as np

from features.consumption_base_load import base_energy_weight, base_load_loss
from features.consumption_day import (
    capped_days_share,
    flat_day_share,
    reversed_day,
    rough_day_rise,
)
from features.consumption_features import FEATURES
from features.consumption_hours import other_life_weight, same_day_weight
from features.consumption_level import decline_share, find_level_fall, weekly_level
from features.consumption_place import return_weight
from features.consumption_rhythm import calm_share, emptiness, irregular_rise, weekly_scatter
from features.consumption_shape import (
    below_peers,
    left_share,
    part_loss,
    zero_days,
)
from features.consumption_zero_days import on_and_off
from features.consumption_zero_hours import zero_hours
from features.registry import Measured
from features.study import Study
from features.window import Codes, Flags, Floats
from pipeline.contract.vocabulary import TariffClass

__all__ = ["FEATURES", "measure"]

VACANCY_DISCOUNT = 0.75
GENERATION_WEIGHT = 0.3
# Pumps run as crop and rain ask: a fall of theirs is a season's end oftener than a theft.
FARM_WEIGHT = 0.6


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    week, scatter = weekly_level(study), weekly_scatter(study)
    fall, onset, kwh = find_level_fall(study, week)
    # Less where hardly anything is left and its rhythm is gone: so is an empty building.
    left = np.fmin(left_share(study), np.exp(-fall.fall))
    vacancy = 1.0 - VACANCY_DISCOUNT * emptiness(study, scatter, left)
    weight = vacancy * _generation_weight(study, onset) * _farm_weight(study)
    same_day = same_day_weight(study, onset)
    honest_life = return_weight(study, fall.fall) * same_day
    calm, rise = calm_share(study, week, scatter), irregular_rise(study, week, scatter)
    zero, switched = zero_days(study), on_and_off(study)
    part, base = part_loss(study), base_load_loss(study)
    nothing = np.full(len(onset), -1, dtype=np.int32)

    def made(value: Floats, since: Codes, lost: Floats | None = None) -> Measured:
        return Measured.of(value, onset=since, kwh_per_day=lost, spread=0.5)

    return (
        made(fall.weighed_share * weight * honest_life, onset, kwh),
        made(decline_share(study, week) * weight * honest_life, nothing),
        made(np.floor(zero.value * vacancy), zero.onset, _own(study, zero.value > 0)),
        made(calm.value * weight, calm.onset),
        made(rise.value * weight, rise.onset),
        made(part.value * vacancy * other_life_weight(study, part.onset), part.onset),
        made(base.value * weight * base_energy_weight(study, base.onset, same_day), base.onset),
        made(below_peers(study), nothing),
        made(switched.value, switched.onset, study.usual.own_median * switched.value),
        *_of_the_day(study, weight),
    )


def _of_the_day(study: Study, weight: Floats) -> tuple[Measured, ...]:
    """Falsified courses of the day; `weight` (n,) is less for empty buildings and generation."""
    found = (
        zero_hours(study),
        flat_day_share(study),
        rough_day_rise(study),
        reversed_day(study),
        capped_days_share(study),
    )
    return tuple(Measured.of(one.value * weight, onset=one.onset) for one in found)


def _own(study: Study, when: Flags) -> Floats:
    return np.where(when, study.usual.own_median, np.nan)


def _farm_weight(study: Study) -> Floats:
    is_farm = study.window.text["tariff_class"] == TariffClass.AGRICULTURAL.value
    return np.where(is_farm, FARM_WEIGHT, 1.0)


def _generation_weight(study: Study, onset: Codes) -> Floats:
    """Less where own generation began before or about when use fell."""
    days = study.window.shape[1]
    generating = study.exempt.generating
    soon = np.clip(np.maximum(onset, 0) + 14, 0, max(days - 1, 0))
    began = generating[np.arange(len(onset)), soon] if days else np.zeros(len(onset), dtype=bool)
    return np.where(began, GENERATION_WEIGHT, 1.0)
