"""Field sheet: what a clamp should show at a visit, against what the meter counts.

Primary current follows from power, nominal voltage and wiring: P = U I pf for one phase,
3 U I pf for four wires, sqrt(3) U I pf for two elements. The meter's display shows it
divided by the ratio of the current transformers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from models.field_load import HOURS, Floats, UsualLoad
from pipeline.contract.vocabulary import Wiring

ASSUMED_POWER_FACTOR = 0.9
SPAN_HOURS = 3
WORK_FIRST, WORK_LAST = 8, 18

_PHASES = {
    Wiring.ONE_PHASE: ("a",),
    Wiring.TWO_ELEMENT: ("a", "c"),
    Wiring.FOUR_WIRE: ("a", "b", "c"),
}
_VOLTS_A_PHASE = {Wiring.ONE_PHASE: 1.0, Wiring.TWO_ELEMENT: 3**0.5, Wiring.FOUR_WIRE: 3.0}


class Basis(StrEnum):
    """What the expected load is taken from."""

    BEFORE = "before"
    ESTIMATE = "estimate"
    RECENT = "recent"


@dataclass(frozen=True)
class Connection:
    """How a meter is connected. volts: nominal, secondary, of one element."""

    wiring: Wiring
    volts: float
    ct_ratio: float = 1.0
    pt_ratio: float = 1.0

    @property
    def phases(self) -> tuple[str, ...]:
        """Phases whose current the meter measures."""
        return _PHASES[self.wiring]

    @property
    def primary_volts(self) -> float:
        """Nominal voltage of one element at the supply."""
        return self.volts * self.pt_ratio


@dataclass(frozen=True)
class PhaseCurrent:
    """Amperes of one phase, None where unknown.

    expected, metered: primary. displayed: secondary, as the meter shows it.
    """

    phase: str
    expected: float | None
    metered: float | None
    displayed: float | None

    @property
    def share(self) -> float | None:
        """Part of the expected current that passes the meter."""
        if self.metered is None or not self.expected:
            return None
        return self.metered / self.expected


@dataclass(frozen=True)
class Expectation:
    """What to expect at the hours [first, last) of a working day, the best ones for a visit.

    best: the best hours of the whole day, which may be at night. expected_kw, metered_kw:
    primary.
    """

    first: int
    last: int
    best: tuple[int, int]
    basis: Basis
    expected_kw: float
    metered_kw: float | None
    power_factor: float
    is_factor_assumed: bool
    phases: tuple[PhaseCurrent, ...]


def connection_of(account: Mapping[str, Any]) -> Connection | None:
    """Return how an account is connected by its record; None where wiring or voltage lack."""
    wiring, volts = account.get("wiring"), _known(account.get("rated_voltage_v"))
    if wiring not in list(Wiring) or not volts:
        return None
    ct, pt = (_known(account.get(name)) or 1.0 for name in ("ct_ratio", "pt_ratio"))
    return Connection(Wiring(wiring), volts, ct, pt)


def primary_current(kw: float, connection: Connection, power_factor: float) -> float:
    """Return the amperes in each phase of a balanced load of `kw` (primary)."""
    volts = _VOLTS_A_PHASE[connection.wiring] * connection.primary_volts
    return 1000.0 * kw / (volts * power_factor)


def expected_load(
    before: UsualLoad | None, now: UsualLoad | None, kwh_per_day: float | None, multiplier: float
) -> tuple[UsualLoad, Basis] | None:
    """Return the load that a clamp should meet (secondary), and what it is taken from.

    kwh_per_day: estimated loss, primary; None where there is none. None: nothing is known.
    """
    if before is not None:
        return before, Basis.BEFORE
    if now is None:
        return None
    if not kwh_per_day:
        return now, Basis.RECENT
    lost_kw = kwh_per_day / multiplier / HOURS
    if now.mean_kw > 0:
        return now.times(1.0 + lost_kw / now.mean_kw), Basis.ESTIMATE
    flat = np.full(HOURS, lost_kw)
    found = UsualLoad(flat, False, now.currents, now.volts, now.power_factor, now.days)
    return found, Basis.ESTIMATE


def best_span(weights: Floats, first: int = 0, last: int = HOURS) -> tuple[int, int]:
    """Return the hours [from, to) within [first, last) that carry the most weight (24,)."""
    filled = np.nan_to_num(weights)
    starts = range(first, last - SPAN_HOURS + 1)
    start = max(starts, key=lambda hour: float(filled[hour : hour + SPAN_HOURS].sum()))
    return start, start + SPAN_HOURS


def expectation(
    connection: Connection,
    before: UsualLoad | None,
    now: UsualLoad | None,
    kwh_per_day: float | None,
) -> Expectation | None:
    """Return what to expect at a visit; None where the account's load is not known."""
    multiplier = connection.ct_ratio * connection.pt_ratio
    found = expected_load(before, now, kwh_per_day, multiplier)
    if found is None or not found[0].mean_kw > 0:
        return None
    load, basis = found
    weights = load.kw if now is None or basis is Basis.RECENT else _missing(load, now)
    first, last = best_span(weights, WORK_FIRST, WORK_LAST)
    factor = _plausible(load.power_factor)
    expected_kw = _over(load.kw, first, last) * multiplier
    metered_kw = None if now is None else _over(now.kw, first, last) * multiplier
    return Expectation(
        first=first,
        last=last,
        best=best_span(weights),
        basis=basis,
        expected_kw=expected_kw,
        metered_kw=_known(metered_kw),
        power_factor=factor or ASSUMED_POWER_FACTOR,
        is_factor_assumed=factor is None,
        phases=_phases(connection, load, now, (first, last)),
    )


def _missing(load: UsualLoad, now: UsualLoad) -> Floats:
    """Return by hour what is missing; the load itself where nothing is."""
    gap = np.nan_to_num(load.kw - np.nan_to_num(now.kw)).clip(min=0.0)
    return gap if gap.any() else load.kw


def _phases(
    connection: Connection, load: UsualLoad, now: UsualLoad | None, hours: tuple[int, int]
) -> tuple[PhaseCurrent, ...]:
    expected = _by_phase(connection, load, hours)
    metered = {} if now is None else _measured(connection, now, hours)
    return tuple(
        PhaseCurrent(
            phase,
            expected.get(phase),
            metered.get(phase),
            None if phase not in metered else metered[phase] / connection.ct_ratio,
        )
        for phase in connection.phases
    )


def _by_phase(connection: Connection, load: UsualLoad, hours: tuple[int, int]) -> dict[str, float]:
    """Return primary amperes by phase: the balanced current, shared out as it usually was."""
    kw = _over(load.kw, *hours) * connection.ct_ratio * connection.pt_ratio
    factor = _plausible(load.power_factor) or ASSUMED_POWER_FACTOR
    balanced = primary_current(kw, connection, factor)
    usual = [load.currents.get(phase) for phase in connection.phases]
    known = [value for value in usual if value is not None]
    mean = sum(known) / len(known) if len(known) == len(usual) else 0.0
    if not mean > 0 or not np.isfinite(balanced):
        return dict.fromkeys(connection.phases, balanced) if np.isfinite(balanced) else {}
    return {
        phase: balanced * value / mean
        for phase, value in zip(connection.phases, known, strict=True)
    }


def _measured(connection: Connection, now: UsualLoad, hours: tuple[int, int]) -> dict[str, float]:
    """Return primary amperes by phase as the meter measured them of late, at these hours."""
    if any(phase not in now.currents for phase in connection.phases):
        return _by_phase(connection, now, hours)
    shape = _over(now.kw, *hours) / now.mean_kw if now.mean_kw > 0 else 1.0
    shape = shape if np.isfinite(shape) else 1.0
    return {
        phase: abs(now.currents[phase]) * shape * connection.ct_ratio for phase in connection.phases
    }


def _over(kw: Floats, first: int, last: int) -> float:
    known = kw[first:last][np.isfinite(kw[first:last])]
    return float(known.mean()) if known.size else np.nan


def _plausible(power_factor: float | None) -> float | None:
    """Return a factor that a load can have; a meter that is led astray may tell any."""
    if power_factor is None or not 0.3 <= abs(power_factor) <= 1.0:
        return None
    return abs(power_factor)


def _known(value: Any) -> float | None:
    return float(value) if value is not None and np.isfinite(value) else None
