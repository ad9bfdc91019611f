"""Sentences of an evaluation for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.exports import figures

Row = Mapping[str, Any]
_COUNTS = ("innocents_listed",)


def figure(name: str, value: float | None) -> str:
    """Return the value of one metric: a count whole, anything else with two decimals."""
    return figures.number(value, 0 if name in _COUNTS else 2)


def interval(name: str, bounds: Row) -> str:
    """Return the interval of one metric, e.g. 0.81–0.94; empty where it is not known."""
    if not figures.is_known(bounds["low"]):
        return ""
    return f"{figure(name, bounds['low'])}–{figure(name, bounds['high'])}"


def share(value: float | None) -> str:
    """Return a share as a whole percentage."""
    return figures.UNKNOWN if value is None else f"{figures.number(100 * value, 0)} %"


def head_lines(report: Row) -> Iterator[str]:
    """Yield who was evaluated, and what the list holds."""
    counts, listed, settings = report["population"], report["list"], report["settings"]
    yield (
        f"{report['run_date']}: {counts['accounts']:,} accounts with a truth;"
        f" {counts['thieves']:,} steal, {counts['confounders']:,} only look odd."
    )
    yield (
        f"On the list (score from {settings['score_at_least']:g}, at most"
        f" {settings['list_length']:,}): {listed['length']:,}, of which"
        f" {listed['thieves']:,} steal; precision {share(listed['precision'])},"
        f" recall {share(listed['recall'])}."
    )


def estimates(report: Row) -> Iterator[tuple[str, str]]:
    """Yield how right means, onset and energy are."""
    means, onset, kwh = report["means"], report["onset"], report["kwh"]
    yield (
        "Means",
        f"right for {means['right']:,} of {means['thieves']:,} ({share(means['accuracy'])})",
    )
    yield (
        "Onset",
        f"off by {figures.quantity(onset['median_abs_error_days'], 'days')} (median; middle half"
        f" {_span(onset['quartile_low_days'], onset['quartile_high_days'])}, late is positive),"
        f" within 3 days {share(onset['within_3_days'])}, within 7 {share(onset['within_7_days'])}",
    )
    yield (
        "kWh a day",
        f"{figures.number(kwh['median_ratio'])} times the true (median; middle half"
        f" {_span(kwh['quartile_low'], kwh['quartile_high'])}), within a factor of 2"
        f" {share(kwh['within_factor_2'])}",
    )
    yield (
        "Stolen energy",
        f"{share(kwh['share_on_list'])} of {figures.quantity(kwh['stolen_kwh_per_day'], 'kWh')}"
        " a day is on the list; estimated there"
        f" {figures.quantity(kwh['estimated_on_list_kwh_per_day'], 'kWh')} a day",
    )


def remaining(report: Row) -> Iterator[tuple[str, str]]:
    """Yield the days to a first listing, the worth of probabilities, and the play of seeds."""
    yield "First listing", _first_listing(report["first_listing"])
    chances = report["calibration"]
    yield (
        "Probability",
        chances["note"]
        or f"Brier score {figures.number(chances['brier'])}, calibration error"
        f" {figures.number(chances['expected_calibration_error'])}"
        f" ({chances['accounts']:,} accounts)",
    )
    yield "Tail", _tail(report["innocent_tail"])
    if (seeds := report["stability"]) is not None:
        yield (
            "Other seeds",
            f"{share(seeds['common_share'])} of the first {seeds['k']:,} are the same with all"
            f" {seeds['seeds']:,}; overlap of two (Jaccard)"
            f" {figures.number(seeds['mean_jaccard'])},"
            f" at least {figures.number(seeds['min_jaccard'])}",
        )


def _first_listing(first: Row) -> str:
    within = ", ".join(
        f"within {one['days']} days {share(one['share'])} of {one['thieves']:,}"
        for one in first["within"]
    )
    return (
        f"{figures.quantity(first['median_days'], 'days')} after the onset (median of"
        f" {first['listed']:,}), {within}, never {first['never']:,} of {first['thieves']:,};"
        f" over {first['lists']:,} list{'' if first['lists'] == 1 else 's'}"
    )


def _span(low: float | None, high: float | None) -> str:
    return figures.energy_range(low, high) or figures.UNKNOWN


def _tail(told: Row) -> str:
    """Return what share of the innocent is how rare, beside what it should be."""
    return (
        ", ".join(
            f"{figures.quantity(one['observed'], 'share')}"
            f" (should be {figures.quantity(one['expected'], 'share')})"
            for one in told["shares"]
        )
        + f" of {told['accounts']:,} innocent accounts score so rarely"
    )
