"""Formats: numbers, days and units as the spoken language writes them.

A catalogue declares them like any text, in the contexts `number`, `date` and `unit`.
"""

from __future__ import annotations

import datetime as dt

from pipeline.language.speech import say_in


def localised(number: str) -> str:
    """Return a number written as 12,345.6 with the separators of the spoken language."""
    separators = {ord(","): say_in("number", ","), ord("."): say_in("number", ".")}
    return number.translate(separators)


def percent(number: str) -> str:
    """Return a number, written already, as per cent."""
    return say_in("number", "{number} %", number=number)


def with_unit(number: str, unit: str) -> str:
    """Return a number, written already, with its unit behind it; no unit, no blank."""
    if not unit:
        return number
    return say_in("number", "{number} {unit}", number=number, unit=unit_word(unit))


def unit_word(unit: str) -> str:
    """Return the unit as the spoken language writes it."""
    # The texts of the empty message are the heading of the catalogue.
    return say_in("unit", unit) if unit else ""


def whole_day(day: dt.date) -> str:
    """Return a day with its year; ISO 8601 where the language does not say otherwise."""
    return day.strftime(say_in("date", "%Y-%m-%d"))


def short_day(day: dt.date) -> str:
    """Return a day without its year, as on an axis."""
    return day.strftime(say_in("date", "%m-%d"))
