"""All attacks, with what they need, their strengths, and what may rightly be suspected."""

from __future__ import annotations

from models.injection import falsified, physical, standstill
from models.injection.attack import Attack, Kind, Need
from pipeline.contract.vocabulary import Means

_SHUNT = (Need.ENERGY, Need.CURRENTS, Need.WIRING)
_ENERGY = (Need.ENERGY, Need.ENERGY_ALONE)
_DAILY = (*_ENERGY, Need.DAYS)
_HOURLY = (*_DAILY, Need.HOURS)
_LESS = (Means.METER_BYPASS, Means.CONSUMPTION_DROP)
_ERRATIC = (Means.IRREGULAR_USE, *_LESS)
_STANDING = (Means.ZERO_USE, *_LESS)

PHYSICAL = (
    Attack(
        "ct_shunt_phase",
        Kind.PHYSICAL,
        "one phase's current transformer shunted",
        (*_SHUNT, Need.THREE_PHASES),
        (0.2, 0.4, 0.7, 0.95),
        "share",
        (Means.CT_SHUNT,),
        physical.shunt_phase,
        follows=True,
    ),
    Attack(
        "ct_shunt_remote",
        Kind.PHYSICAL,
        "all current transformers shunted by remote control in peak hours",
        (*_SHUNT, Need.HOURS),
        (0.3, 0.5, 0.8),
        "share",
        (Means.CT_SHUNT,),
        physical.shunt_remotely,
        follows=True,
    ),
    Attack(
        "ct_reversed",
        Kind.PHYSICAL,
        "one current transformer turned round",
        (*_SHUNT, Need.POWER, Need.THREE_PHASES),
        (1.0,),
        "",
        (Means.CT_REVERSED, Means.REVERSE_ENERGY),
        physical.reverse_current,
        follows=True,
    ),
    Attack(
        "voltage_lost",
        Kind.PHYSICAL,
        "one element's voltage taken away",
        (*_SHUNT, Need.VOLTAGES, Need.THREE_PHASES),
        (0.5, 0.95),
        "share",
        (Means.PHASE_VOLTAGE_LOST,),
        physical.lose_voltage,
    ),
    Attack(
        "phase_shift",
        Kind.PHYSICAL,
        "angle between voltage and current turned",
        (*_SHUNT, Need.VOLTAGES, Need.POWER, Need.THREE_PHASES),
        (30.0, 60.0),
        "degrees",
        (Means.PHASE_SHIFT,),
        physical.shift_phases,
    ),
    Attack(
        "neutral_bypass",
        Kind.PHYSICAL,
        "load returned by earth instead of the neutral",
        (*_SHUNT, Need.NEUTRAL),
        (0.3, 0.6, 0.9),
        "share",
        (Means.NEUTRAL_BYPASS,),
        physical.bypass_neutral,
    ),
    Attack(
        "meter_bypass",
        Kind.PHYSICAL,
        "load led round the meter",
        (Need.ENERGY, Need.CURRENTS),
        (0.3, 0.5, 0.7, 0.9),
        "share",
        _LESS,
        physical.bypass_meter,
        follows=True,
    ),
    Attack(
        "magnet",
        Kind.PHYSICAL,
        "meter slowed with a magnet for some hours a day",
        (Need.ENERGY, Need.CURRENTS, Need.HOURS),
        (0.5, 0.9),
        "share",
        (Means.MAGNETIC, Means.CT_SHUNT, *_LESS),
        physical.hold_magnet,
    ),
    Attack(
        "white_screen_silent",
        Kind.PHYSICAL,
        "meter hung for hours, no readings",
        (Need.ENERGY, Need.HOURS),
        (3.0, 8.0),
        "h",
        (Means.METER_HANG,),
        standstill.hang_silent,
    ),
    Attack(
        "white_screen_frozen",
        Kind.PHYSICAL,
        "meter hung for hours, values repeated",
        (Need.ENERGY, Need.CURRENTS, Need.HOURS),
        (3.0, 8.0),
        "h",
        (Means.METER_HANG, Means.REGISTER_ROLLBACK),
        standstill.hang_frozen,
    ),
    Attack(
        "zero_use",
        Kind.PHYSICAL,
        "nothing counted while the supply is live",
        (Need.ENERGY,),
        (1.0,),
        "",
        _STANDING,
        standstill.stand_still,
    ),
)
REGISTER = (
    Attack(
        "register_rollback",
        Kind.REGISTER,
        "register set back by days of use",
        (Need.REGISTER,),
        (3.0, 10.0, 30.0),
        "days",
        (Means.REGISTER_ROLLBACK,),
        standstill.roll_back,
    ),
)
_PUBLISHED = (
    ("jokar_h1", "share of every reading hidden", _ENERGY, (0.3, 0.5, 0.7, 0.9), "share", _LESS),
    ("jokar_h2", "nothing reported for hours a day", _HOURLY, (6.0, 12.0), "h", _ERRATIC),
    ("jokar_h3", "10 to 80 % of each reading", _ENERGY, (1.0,), "", _ERRATIC),
    ("jokar_h4", "10 to 80 % of the day's mean", _DAILY, (1.0,), "", _ERRATIC),
    ("jokar_h5", "the day's mean all day, sum kept", _DAILY, (1.0,), "", _ERRATIC),
    ("jokar_h6", "the day backwards, sum kept", _HOURLY, (1.0,), "", _ERRATIC),
    ("zheng_fdi1", "20 to 80 % of every reading", _ENERGY, (1.0,), "", _LESS),
    ("zheng_fdi2", "cut off above a level", _DAILY, (0.5, 0.2), "of peak", _ERRATIC),
    ("zheng_fdi3", "a level taken off", _DAILY, (0.1, 0.3), "of peak", _STANDING),
    ("zheng_fdi4", "nothing reported for 4 to 24 hours a day", _HOURLY, (1.0,), "", _ERRATIC),
    ("zheng_fdi5", "20 to 80 % of each reading", _ENERGY, (1.0,), "", _ERRATIC),
    ("zheng_fdi6", "20 to 80 % of the month's mean", _DAILY, (1.0,), "", _ERRATIC),
)
FALSIFIED = tuple(
    Attack(name, Kind.FALSIFIED, title, needs, strengths, unit, means, getattr(falsified, name))
    for name, title, needs, strengths, unit, means in _PUBLISHED
)

ATTACKS: tuple[Attack, ...] = (*PHYSICAL, *REGISTER, *FALSIFIED)
