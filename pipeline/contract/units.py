"""Units in which a utility may deliver values, and their factors to the contract's."""

from __future__ import annotations

# Factor to the base unit of its dimension, and that dimension.
_UNITS: dict[str, tuple[float, str]] = {
    "Wh": (1e-3, "energy"),
    "kWh": (1.0, "energy"),
    "MWh": (1e3, "energy"),
    "GWh": (1e6, "energy"),
    "kvarh": (1.0, "reactive energy"),
    "varh": (1e-3, "reactive energy"),
    "Mvarh": (1e3, "reactive energy"),
    "W": (1e-3, "power"),
    "kW": (1.0, "power"),
    "MW": (1e3, "power"),
    "VA": (1e-3, "apparent power"),
    "kVA": (1.0, "apparent power"),
    "MVA": (1e3, "apparent power"),
    "var": (1e-3, "reactive power"),
    "kvar": (1.0, "reactive power"),
    "Mvar": (1e3, "reactive power"),
    "mV": (1e-3, "voltage"),
    "V": (1.0, "voltage"),
    "kV": (1e3, "voltage"),
    "mA": (1e-3, "current"),
    "A": (1.0, "current"),
    "kA": (1e3, "current"),
    "%": (1e-2, ""),
    "": (1.0, ""),
}
# Dimension of an interval's total over that of its mean.
_TOTALS = {"energy": "power", "reactive energy": "reactive power"}


class UnitError(ValueError):
    """A unit is not known, or is not of the column's dimension."""


def unit_of(unit: str, contract_unit: str, step_minutes: float | None) -> float:
    """Return the factor from `unit` to `contract_unit`.

    Energy over `step_minutes` converts to mean power and back; UnitError says why a unit
    does not fit.
    """
    if unit == contract_unit:
        return 1.0
    if unit not in _UNITS:
        raise UnitError(f"{unit!r} is no known unit; known are {sorted(_UNITS)}")
    factor, dimension = _UNITS[unit]
    base, wanted = _UNITS.get(contract_unit, (1.0, contract_unit))
    if dimension == wanted or {dimension, wanted} == {"apparent power", "power"}:
        return factor / base
    if wanted not in (_TOTALS.get(dimension), *(k for k, v in _TOTALS.items() if v == dimension)):
        raise UnitError(f"{unit!r} is no unit of {wanted or 'this column'} ({contract_unit!r})")
    if step_minutes is None:
        raise UnitError(f"{unit!r} converts to {contract_unit!r} only with time.step_minutes")
    hours = step_minutes / 60
    return factor / base / hours if dimension in _TOTALS else factor / base * hours
