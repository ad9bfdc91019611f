"""The loss in words: since when, as an interval, and what can be charged for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.case import Case, Claim, Span
from pipeline.exports import figures
from pipeline.language import mark, say

RULE_TITLES = {
    "actual_days": mark("actual days"),
    "china_1996": mark("China 1996"),
    "brazil_ren1000": mark("Brazil REN 1000"),
    "india_2003": mark("India 2003"),
}


def interval_words(span: Span | None) -> str:
    """Return e.g. "between 2026-03-10 and 2026-03-14, until 2026-04-02"; empty if one day."""
    if span is None:
        return ""
    parts = []
    if span.earliest < span.latest:
        earliest, latest = figures.day(span.earliest), figures.day(span.latest)
        parts.append(say("between {earliest} and {latest}", earliest=earliest, latest=latest))
    if span.last is not None:
        parts.append(say("until {day}", day=figures.day(span.last)))
    return say(", ").join(parts)


def claim_words(case: Case, currency: str) -> tuple[str, ...]:
    """Return what can be charged, part by part: money, its penalty, days and rule."""
    claim = case.claim
    if claim is None:
        return _amount_alone(case.suspect, currency)
    if claim.kwh is None:
        return ()
    parts = []
    if claim.back_bill is not None:
        parts.append(_money(claim, currency))
    if claim.days is not None:
        rule = say(RULE_TITLES.get(claim.rule, claim.rule))
        days = figures.number(claim.days)
        parts.append(say("{days} days by the rule {rule}", days=days, rule=rule))
    return tuple(parts)


def _money(claim: Claim, currency: str) -> str:
    back_bill = figures.amount(claim.back_bill, currency)
    if not claim.penalty:
        return back_bill
    penalty = figures.amount(claim.penalty, currency)
    return say("{back_bill} and a penalty of {penalty}", back_bill=back_bill, penalty=penalty)


def _amount_alone(row: Mapping[str, Any], currency: str) -> tuple[str, ...]:
    money = row["recoverable_amount"]
    return (figures.amount(money, currency),) if figures.is_known(money) else ()
