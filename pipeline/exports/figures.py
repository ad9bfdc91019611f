"""Figures as people read them: few digits, thousands apart, the unit named."""

from __future__ import annotations

import datetime as dt
import math
from typing import SupportsFloat

from pipeline.language import localised, percent, say, whole_day, with_unit

UNKNOWN = "–"
"""Shown where a figure is not known; never zero, never an empty cell."""

_UNIT_WORDS = {"count": "", "": "", "1": "", "degree": "°"}
"""Units that read better without their word, or with a sign."""


def is_known(value: SupportsFloat | None) -> bool:
    """Tell whether a figure is there: neither None nor NaN nor infinite."""
    return value is not None and math.isfinite(float(value))


def number(value: SupportsFloat | None, decimals: int | None = None) -> str:
    """Format a number, e.g. 12,345 or 3.27; without `decimals`, about three digits that count."""
    if value is None or not math.isfinite(float(value)):
        return UNKNOWN
    exact = float(value)
    places = _places(abs(exact)) if decimals is None else decimals
    text = f"{exact:,.{places}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else localised(text)


def _places(size: float) -> int:
    if size == 0 or size >= 100:
        return 0
    return min(6, 2 - math.floor(math.log10(size)))


def quantity(value: SupportsFloat | None, unit: str | None) -> str:
    """Format a value with its unit; a share becomes a percentage.

    quantity(0.42, "share") is "42 %", quantity(3, "count") is "3".
    """
    if value is None or not is_known(value):
        return UNKNOWN
    if unit == "share":
        return percent(number(float(value) * 100))
    word = _UNIT_WORDS.get(unit or "", unit or "")
    return with_unit(number(value), word)


def energy_range(low: SupportsFloat | None, high: SupportsFloat | None) -> str:
    """Format the bounds of an estimate, e.g. "310 to 520"; empty where there are none."""
    if not (is_known(low) and is_known(high)):
        return ""
    return say("{low} to {high}", low=number(low), high=number(high))


def amount(value: SupportsFloat | None, currency: str) -> str:
    """Format money without decimals, the currency's name behind it where it has one."""
    if not is_known(value):
        return UNKNOWN
    return with_unit(number(value, 0), currency)


def score(value: SupportsFloat | None) -> str:
    """Format a score between 0 and 1 with two decimals, never rounded up to a false 1."""
    if value is None or not is_known(value):
        return UNKNOWN
    return localised(f"{min(float(value), 0.99) if float(value) < 1 else 1:.2f}")


def day(value: dt.date | None) -> str:
    """Format a local day, as ISO 8601 where the language does not say otherwise."""
    return UNKNOWN if value is None else whole_day(value)
