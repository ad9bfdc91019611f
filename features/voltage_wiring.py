"""Voltage and wiring: lost voltages, reversed, turned and scaled power, bridged neutrals.

Each part tells its own physics (see its module); all compare what the meter counts with what
its own voltages and currents say.
"""

from __future__ import annotations

from features import (
    class_factor,
    neutral_current,
    recorded_ratio,
    reversed_current,
    scaled_power,
    turned_current,
    voltage_loss,
)
from features.apparent_power import ApparentPower
from features.power_angle import PowerAngle
from features.registry import Feature, Measured
from features.study import Study

FEATURES: tuple[Feature, ...] = (
    *voltage_loss.FEATURES,
    *reversed_current.FEATURES,
    *turned_current.FEATURES,
    *class_factor.FEATURES,
    *scaled_power.FEATURES,
    *recorded_ratio.FEATURES,
    *neutral_current.FEATURES,
)


def measure(study: Study) -> tuple[Measured, ...]:
    """Measure the family; the order is that of FEATURES."""
    power = ApparentPower.of(study)
    angle = PowerAngle.of(study, power)
    return (
        *voltage_loss.measure(study, power),
        *reversed_current.measure(study, power),
        *turned_current.measure(study, power, angle),
        *class_factor.measure(study, power),
        *scaled_power.measure(study, power, angle),
        *recorded_ratio.measure(study),
        *neutral_current.measure(study),
    )
