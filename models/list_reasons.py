"""Reasons why an account moved between two lists, the surest first, in words."""

from __future__ import annotations

import datetime as dt

import numpy as np

from features.measurement import ALL_FEATURES
from models.backtesting.visits import EPOCH, day_number
from models.evidence import feature_label
from models.feature_values import COLD_START_SCORE
from models.list_standing import Then
from models.visits.case_state import SETTLED
from pipeline.exports import figures, wording
from pipeline.language import say, whole_day

_FEATURES = {feature.name: feature for feature in ALL_FEATURES}
# Less than shows in a score of two digits.
FAINT_CHANGE = 0.01


def reasons_of(
    before: Then,
    now: Then,
    *,
    since: dt.date,
    visit: tuple[int, str] | None,
    is_closed: bool,
    score_at_least: float,
    cooling_off_days: int,
) -> list[str]:
    """Return all reasons that hold, the surest first; at least one.

    since: date of the earlier list. visit: day (since 1970) and outcome of the latest visit.
    """
    reasons = [
        *_visit_reasons(now, since, visit, cooling_off_days),
        *([say("The account is not supplied any more.")] if is_closed and not now.listed else []),
        *_judging_reasons(before, now),
        *_explanation_reasons(before, now),
        *_evidence_reasons(before, now),
        *_learning_reasons(before, now, score_at_least),
        *_length_reasons(before, now, score_at_least),
    ]
    return [*reasons, *_score_reasons(before, now, has_others=bool(reasons))]


def _visit_reasons(
    now: Then, since: dt.date, visit: tuple[int, str] | None, cooling_off_days: int
) -> list[str]:
    if visit is None:
        return []
    day, outcome = visit
    found = []
    if day > day_number(since):
        found.append(
            say("Visited on {day}: {outcome}.", day=_date(day), outcome=wording.named(outcome))
        )
    if outcome in SETTLED and not now.listed:
        until = whole_day(EPOCH + dt.timedelta(days=day + cooling_off_days))
        found.append(say("Left in peace until {day}, unless there is new evidence.", day=until))
    return found


def _date(day: int) -> str:
    return whole_day(EPOCH + dt.timedelta(days=day))


def _judging_reasons(before: Then, now: Then) -> list[str]:
    if now.refusal and not before.refusal:
        return [say("It cannot be judged any more: {reason}.", reason=say(now.refusal))]
    if before.refusal and not now.refusal:
        return [say("It could not be judged before: {reason}.", reason=say(before.refusal))]
    if before.scored is None and not before.listed and now.scored is not None:
        return [say("It was not among the accounts before.")]
    return []


def _explanation_reasons(before: Then, now: Then) -> list[str]:
    """Only where both lists hold the account is it known how explanations came out."""
    if not (before.listed and now.listed):
        return []
    fresh, gone = sorted(now.applying - before.applying), sorted(before.applying - now.applying)
    return [
        *(say("{explanation} may explain it now.", explanation=_named(one)) for one in fresh),
        *(
            say("{explanation} does not explain it any more.", explanation=_named(one))
            for one in gone
        ),
    ]


def _named(explanation: str) -> str:
    return wording.titled(wording.named(explanation))


def _evidence_reasons(before: Then, now: Then) -> list[str]:
    """New evidence, as strong as it stands on the list; then what is no evidence any more."""
    was, stands = (
        {str(piece["feature"]): piece for piece in one.evidence} for one in (before, now)
    )
    fresh = [name for name in stands if name not in was and _crossed(name, before, now)]
    gone = [name for name in was if name not in stands and _crossed(name, now, before)]
    came = [_fresh_words(name, before, now) for name in fresh]
    went = [_gone_words(name, before, now) for name in gone]
    # First what speaks the way in which the account moved.
    has_fallen = (now.rank or np.inf) > (before.rank or np.inf)
    return [*went, *came] if has_fallen else [*came, *went]


def _crossed(name: str, below: Then, above: Then) -> bool:
    """Tell whether a feature was under its threshold in `below` and reached it in `above`.

    Where values were not kept, the evidence of both lists has to do.
    """
    low, high, feature = below.values.get(name), above.values.get(name), _FEATURES.get(name)
    if low is None or high is None or feature is None:
        return below.listed is not None
    return bool(high >= feature.threshold and not low >= feature.threshold)


def _fresh_words(name: str, before: Then, now: Then) -> str:
    label, old, new = _figures(name, before, now)
    if new == figures.UNKNOWN:
        return say("New evidence: {feature}.", feature=label)
    if old == figures.UNKNOWN:
        return say("New evidence: {feature}, {new}.", feature=label, new=new)
    return say("New evidence: {feature}, {new} after {old}.", feature=label, new=new, old=old)


def _gone_words(name: str, before: Then, now: Then) -> str:
    label, old, new = _figures(name, before, now)
    if figures.UNKNOWN in {old, new}:
        return say("No evidence any more: {feature}.", feature=label)
    return say(
        "No evidence any more: {feature}, {new} after {old}.", feature=label, new=new, old=old
    )


def _figures(name: str, before: Then, now: Then) -> tuple[str, str, str]:
    """Return the label of a feature, and its value then and now."""
    feature = _FEATURES.get(name)
    unit = feature.unit if feature else ""
    old, new = (figures.quantity(one.values.get(name), unit) for one in (before, now))
    return wording.named(name) if feature is None else feature_label(feature), old, new


def _learning_reasons(before: Then, now: Then, score_at_least: float) -> list[str]:
    """What was learned from outcomes moved it across the threshold, or far."""
    cold, old, new = now.values.get(COLD_START_SCORE), before.score, now.score
    if cold is None or new is None or not np.isfinite(cold) or abs(new - cold) < FAINT_CHANGE:
        return []
    crosses = (cold >= score_at_least) != (new >= score_at_least)
    cold_before = before.values.get(COLD_START_SCORE)
    is_larger_part = (
        old is not None
        and cold_before is not None
        and abs((new - cold) - (old - cold_before)) > max(abs(cold - cold_before), FAINT_CHANGE)
    )
    if not (crosses or is_larger_part):
        return []
    return [
        say(
            "What visits have taught moves its score: {score}, by the measurements alone {cold}.",
            score=figures.score(new),
            cold=figures.score(cold),
        )
    ]


def _length_reasons(before: Then, now: Then, score_at_least: float) -> list[str]:
    """High enough on a day without being listed: there were enough before it."""
    if not now.listed and not now.refusal and (now.score or 0.0) >= score_at_least:
        return [say("Its score is high enough for the list, but others go before it.")]
    if not before.listed and not before.refusal and (before.score or 0.0) >= score_at_least:
        return [say("Its score was high enough before, but others went before it.")]
    return []


def _score_reasons(before: Then, now: Then, *, has_others: bool) -> list[str]:
    old, new = before.score, now.score
    if old is not None and new is not None and abs(new - old) >= FAINT_CHANGE:
        now_and_then = {"old": figures.score(old), "new": figures.score(new)}
        if new > old:
            return [say("Its score rose from {old} to {new}.", **now_and_then)]
        return [say("Its score fell from {old} to {new}.", **now_and_then)]
    if has_others:
        return []
    return [say("Others moved; its own score is what it was.")]
