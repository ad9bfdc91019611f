"""Daily shapes of use by kind of customer, distilled from measured and modelled loads.

Homes: means of clusters of some 300 quarter-year records of Australian homes (Smart Grid
Smart City, CC BY 3.0 AU); the one-shift plant: a Korean steel plant (UCI, CC BY 4.0); the
rest: modelled Chinese businesses. Hourly means, any scale: they are normalised on use.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.contract.vocabulary import TariffClass

Hours = tuple[float, ...]


@dataclass(frozen=True)
class Shape:
    """One archetype of customers.

    hours: relative load by local hour on workday, Saturday and rest day. weight: its share
    within the class. burst: share of energy in appliances or machines that switch.
    wander: relative spread of the steady part, day: of whole days, drift: of months. cold,
    heat: extra load a degree below 14 and above 24 degrees Celsius. tan_phi: reactive over
    active power. holiday: factor on public holidays.
    """

    name: str
    tariff_class: TariffClass
    weight: float
    hours: tuple[Hours, Hours, Hours]
    burst: float
    wander: float
    day: float
    drift: float
    cold: float
    heat: float
    tan_phi: float
    holiday: float


def _at(text: str) -> Hours:
    values = tuple(float(part) for part in text.split())
    if len(values) != 24:
        raise ValueError(f"a shape has 24 hours, not {len(values)}")
    return values


_EVENING = (
    _at(".90 .67 .58 .53 .48 .49 .67 .96 .91 .78 .76 .77 .82 .81 .84 .83 .91 1.16 1.52 1.67 1.84 1.76 1.61 1.33"),  # noqa: E501
    _at(".95 .65 .60 .53 .53 .50 .56 .76 .87 .88 .90 .96 .93 .89 .89 .97 1.07 1.27 1.63 1.70 1.86 1.85 1.54 1.37"),  # noqa: E501
    _at("1.01 .74 .60 .57 .48 .45 .51 .67 .85 .99 1.07 1.00 .95 .94 .96 .97 1.04 1.22 1.62 1.79 1.96 1.90 1.62 1.38"),  # noqa: E501
)  # fmt: skip
_MORNING = (
    _at(".55 .55 .57 .56 .63 1.25 1.87 1.60 1.20 .98 .88 .82 .79 .76 .78 .94 1.02 1.09 1.24 1.27 1.24 1.24 .88 .63"),  # noqa: E501
    _at(".59 .55 .55 .55 .65 .99 1.52 1.77 1.74 1.28 1.13 1.06 .90 .90 .97 1.12 1.21 1.25 1.28 1.27 1.24 1.13 .90 .68"),  # noqa: E501
    _at(".58 .57 .60 .55 .61 .81 1.47 1.77 1.82 1.78 1.46 1.32 1.16 .94 .97 1.09 1.17 1.21 1.25 1.21 1.23 1.11 .81 .61"),  # noqa: E501
)  # fmt: skip
_AT_HOME = (
    _at(".65 .58 .54 .53 .55 .59 .77 1.13 1.35 1.31 1.22 1.17 1.14 1.11 1.05 1.05 1.17 1.29 1.37 1.31 1.19 1.10 .99 .78"),  # noqa: E501
    _at(".66 .62 .56 .55 .55 .54 .62 .90 1.19 1.35 1.41 1.36 1.23 1.15 1.20 1.13 1.23 1.24 1.28 1.26 1.11 1.06 .92 .78"),  # noqa: E501
    _at(".69 .66 .61 .60 .54 .55 .65 .87 1.21 1.48 1.44 1.38 1.29 1.24 1.21 1.16 1.18 1.17 1.29 1.24 1.13 1.08 .94 .82"),  # noqa: E501
)  # fmt: skip
_SHOP_DAY = _at(".28 .27 .27 .27 .30 .36 .50 .64 .80 1.11 1.45 1.68 1.48 1.52 1.72 1.70 1.69 1.72 1.70 1.55 1.34 1.02 .67 .39")  # noqa: E501  # fmt: skip
_DINER_DAY = _at(".35 .30 .30 .30 .32 .45 .70 .80 .90 1.30 1.95 2.20 1.80 1.10 .85 .95 1.55 2.10 2.20 1.95 1.50 1.05 .70 .45")  # noqa: E501  # fmt: skip
_OFFICE_DAY = _at(".37 .37 .37 .38 .38 .40 .53 .90 1.35 1.74 1.87 1.87 1.63 1.67 1.92 1.88 1.56 .95 .61 .42 .38 .37 .37 .37")  # noqa: E501  # fmt: skip
_OFFICE_REST = _at(".36 .36 .36 .36 .36 .36 .38 .42 .48 .52 .54 .54 .52 .52 .54 .52 .48 .42 .38 .36 .36 .36 .36 .36")  # noqa: E501  # fmt: skip
_ONE_SHIFT = (
    _at(".29 .19 .16 .16 .16 .16 .18 .60 2.27 2.57 2.47 2.50 1.20 2.29 2.48 2.44 2.48 1.81 1.10 .76 .50 .40 .36 .34"),  # noqa: E501
    _at(".36 .24 .18 .18 .18 .17 .18 .30 1.19 1.33 1.36 1.23 .60 1.21 1.39 1.41 1.18 .43 .28 .26 .25 .23 .22 .21"),  # noqa: E501
    _at(".19 .15 .14 .14 .14 .13 .12 .14 .33 .38 .39 .34 .20 .32 .34 .33 .28 .18 .17 .18 .17 .15 .13 .12"),  # noqa: E501
)  # fmt: skip
_TWO_SHIFT_DAY = _at(".42 .41 .41 .42 .45 .60 1.16 1.70 1.94 2.08 2.13 2.09 1.75 2.00 2.18 2.13 2.14 2.05 1.92 2.00 1.89 1.82 1.33 .79")  # noqa: E501  # fmt: skip
_TWO_SHIFT_REST = _at(".40 .38 .38 .38 .38 .40 .45 .50 .52 .55 .55 .52 .50 .50 .52 .52 .50 .50 .48 .46 .45 .44 .42 .40")  # noqa: E501  # fmt: skip
_ALWAYS = _at("1.43 1.49 1.48 1.44 1.48 1.46 1.46 1.49 1.43 1.45 1.48 1.49 1.38 1.42 1.46 1.55 1.50 1.45 1.42 1.44 1.54 1.46 1.48 1.45")  # noqa: E501  # fmt: skip
_SCHOOL_DAY = _at(".40 .38 .38 .38 .40 .55 .95 1.50 1.75 1.80 1.85 1.90 1.50 1.45 1.75 1.75 1.50 1.05 .95 1.00 .95 .75 .50 .42")  # noqa: E501  # fmt: skip
_SCHOOL_REST = _at(".40 .38 .38 .38 .38 .40 .45 .50 .55 .58 .60 .60 .55 .55 .55 .55 .55 .52 .55 .55 .50 .48 .44 .42")  # noqa: E501  # fmt: skip
_PUMP_DAY = _at(".55 .50 .50 .55 .80 1.30 1.60 1.70 1.60 1.40 1.20 1.00 .80 .80 .95 1.15 1.30 1.35 1.20 .95 .80 .70 .65 .60")  # noqa: E501  # fmt: skip

_C = TariffClass
SHAPES: tuple[Shape, ...] = (
    Shape(
        "evening home", _C.RESIDENTIAL, 0.30, _EVENING,
        0.68, 0.45, 0.13, 0.15, 0.035, 0.05, 0.22, 1.1,
    ),
    Shape(
        "morning home", _C.RESIDENTIAL, 0.25, _MORNING,
        0.68, 0.45, 0.13, 0.15, 0.035, 0.05, 0.22, 1.1,
    ),
    Shape(
        "busy home", _C.RESIDENTIAL, 0.45, _AT_HOME,
        0.68, 0.45, 0.13, 0.15, 0.035, 0.05, 0.22, 1.0,
    ),
    Shape(
        "shop", _C.COMMERCIAL, 0.45, (_SHOP_DAY,) * 3,
        0.15, 0.12, 0.08, 0.1, 0.015, 0.04, 0.35, 1.05,
    ),
    Shape(
        "diner", _C.COMMERCIAL, 0.30, (_DINER_DAY,) * 3,
        0.3, 0.18, 0.12, 0.12, 0.01, 0.03, 0.42, 0.9,
    ),
    Shape(
        "office", _C.COMMERCIAL, 0.25, (_OFFICE_DAY, _OFFICE_REST, _OFFICE_REST),
        0.12, 0.08, 0.06, 0.06, 0.02, 0.04, 0.38, 0.9,
    ),
    Shape(
        "one-shift plant", _C.INDUSTRIAL, 0.4, _ONE_SHIFT,
        0.25, 0.08, 0.17, 0.15, 0, 0.005, 0.55, 0.5,
    ),
    Shape(
        "two-shift plant", _C.INDUSTRIAL, 0.35,
        (_TWO_SHIFT_DAY, _TWO_SHIFT_DAY, _TWO_SHIFT_REST),
        0.22, 0.07, 0.14, 0.13, 0, 0.005, 0.5, 0.5,
    ),
    Shape(
        "round-the-clock plant", _C.INDUSTRIAL, 0.25, (_ALWAYS,) * 3,
        0.15, 0.05, 0.08, 0.1, 0, 0.005, 0.45, 0.75,
    ),
    Shape(
        "school", _C.PUBLIC, 1.0, (_SCHOOL_DAY, _SCHOOL_REST, _SCHOOL_REST),
        0.12, 0.1, 0.07, 0.06, 0.02, 0.03, 0.33, 0.7,
    ),
    Shape(
        "pumping", _C.AGRICULTURAL, 1.0, (_PUMP_DAY,) * 3,
        0.5, 0.15, 0.25, 0.3, 0, 0.03, 0.6, 0.95,
    ),
)  # fmt: skip
