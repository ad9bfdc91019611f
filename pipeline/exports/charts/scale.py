"""Axes: from values and days to places in a plot, and the ticks that people expect."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.language import localised, short_day

UNITS = 1000
"""Width and height of the stretched inner picture."""


@dataclass(frozen=True)
class Scale:
    """A linear axis from `low` to `high`; ticks are (value, label)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """Place of a value along the axis, 0 at `low` and 1 at `high`."""
        return (value - self.low) / (self.high - self.low)

    def places(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places of values (n,) along the axis in picture units; NaN stays NaN."""
        return (values - self.low) / (self.high - self.low) * UNITS


def value_scale(*series: NDArray[np.float64], with_zero: bool = True, count: int = 4) -> Scale:
    """Scale that holds all finite values of the series, ending on round ticks."""
    values = np.concatenate([np.ravel(one) for one in series]) if series else np.zeros(1)
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if with_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1.0):
        high = low + max(abs(low) * 0.1, 1.0)
    step = _round_step((high - low) / count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple((k * step, _tick_label(k * step, step)) for k in range(first, last + 1))
    return Scale(first * step, last * step, ticks)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)


def _tick_label(value: float, step: float) -> str:
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    if places and not math.isclose(step * 10**places, round(step * 10**places), rel_tol=1e-6):
        places += 1
    elif not places and step % 1:
        places = 1
    text = f"{value:,.{places}f}"
    is_zero = not float(text.replace(",", ""))
    return localised(text.replace("-", "" if is_zero else "−"))


def day_scale(dates: tuple[dt.date, ...], count: int = 5) -> Scale:
    """Scale of days, each a slot of width one from its ordinal; ticks name slots' middles."""
    if not dates:
        return Scale(0.0, 1.0, ())
    first, last = min(dates).toordinal(), max(dates).toordinal()
    step = next(s for s in (1, 2, 7, 14, 28, 56, 91, 182, 364, 10**6) if (last - first) / s < count)
    return Scale(
        first, last + 1, tuple((o + 0.5, _day_label(o)) for o in range(first, last + 1, step))
    )


def _day_label(ordinal: int) -> str:
    return short_day(dt.date.fromordinal(ordinal))


def instant_scale(instants: NDArray[np.datetime64], count: int = 5) -> Scale:
    """Scale of local instants in days since 1970; ticks at midnights, or hours of a short span."""
    if instants.size == 0:
        return Scale(0.0, 1.0, ())
    days = instant_days(instants)
    low, high = float(days.min()), float(days.max())
    high = max(high, low + 1 / 24)
    hours = next(
        h for h in (1, 3, 6, 12, 24, 48, 168, 336, 10**6) if (high - low) * 24 / h <= count
    )
    step = hours / 24
    first = math.ceil(low / step - 1e-9)
    ticks = [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]
    return Scale(low, high, tuple((tick, _instant_label(tick)) for tick in ticks))


def instant_days(instants: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Local instants (m,) as days since 1970."""
    return instants.astype("datetime64[us]").astype(np.int64) / 86_400e6


def _instant_label(days: float) -> str:
    instant = dt.datetime(1970, 1, 1) + dt.timedelta(minutes=round(days * 1440))  # noqa: DTZ001
    is_midnight = instant.hour == 0 and instant.minute == 0
    return short_day(instant) if is_midnight else instant.strftime("%H:%M")
