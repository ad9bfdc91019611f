"""Tables of learning and deciding: feature values of a day, models, visits planned."""

from __future__ import annotations

from pipeline.contract.outputs import RUN_DATE
from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import Means, Outcome, VisitReason, WatchState, words

_T, _D, _L, _B = Kind.TEXT, Kind.DOUBLE, Kind.LONG, Kind.BOOLEAN
_ACCOUNT = Column("account_id", _T, "the account", is_required=True)
_NAMES_ID = Column("names_id", _T, "digest of the names, in their order", is_required=True)

FEATURE_VALUES = Table(
    "feature_values",
    "what was measured on every account on a scored day, as it was known then",
    (
        RUN_DATE,
        _ACCOUNT,
        _NAMES_ID,
        Column("values", Kind.FLOATS, "values in the order of the names; NaN not judged"),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)

FEATURE_NAMES = Table(
    "feature_names",
    "which feature each value is, for every set of features that was ever measured",
    (
        _NAMES_ID,
        Column("place", Kind.INTEGER, "place of the value, from 0", is_required=True, low=0),
        Column("feature", _T, "name of the feature", is_required=True),
    ),
    key=("names_id", "place"),
)

MODELS = Table(
    "models",
    "every model that was trained on outcomes, released or not",
    (
        Column("model_id", _T, "name of the model, and of its folder", is_required=True),
        Column("trained_on", Kind.DATE, "business date of the training", is_required=True),
        Column("sha256", _T, "digest of the model's files", is_required=True),
        Column("outcomes_count", _L, "outcomes that it learned from", "count", low=0),
        Column("refusal", _T, "why it was not released; null where it was"),
        Column("share", _D, "share of the score that it was given", "share", low=0, high=1),
        Column("card", _T, "JSON: its model card", is_required=True),
    ),
    key=("model_id",),
)

RELEASES = Table(
    "releases",
    "which model judges from when on, append-only; the last row that has begun counts",
    (
        Column("place", _L, "order of the releases, from 1", is_required=True, low=1),
        Column("from_date", Kind.DATE, "first business date", is_required=True),
        Column("model_id", _T, "the model; null is the cold start, without a model"),
        Column("reason", _T, "trained, or rolled back", is_required=True),
    ),
    key=("place",),
)

VISITS = Table(
    "visits",
    "the plan of a day's visits under the crews' capacity",
    (
        RUN_DATE,
        Column("place", Kind.INTEGER, "order of the visits, from 1", is_required=True, low=1),
        _ACCOUNT,
        Column("zone", _T, "inspection area"),
        Column("transformer_id", _T, "transformer district"),
        Column("trip", Kind.INTEGER, "visits of one number are one trip", low=1),
        Column("reason", _T, "why it is in the plan", allowed=words(VisitReason)),
        Column("score", _D, "suspicion on the day of the plan", low=0, high=1),
        Column("means", _T, "suspected means", allowed=words(Means)),
        Column(
            "selection_probability",
            _D,
            "chance to be in the plan, over all draws; 1 where chosen for certain",
            low=0,
            high=1,
        ),
        Column("theft_probability", _D, "probability of theft at the visit", low=0, high=1),
        Column("probability_is_assumed", _B, "not calibrated on outcomes, but assumed"),
        Column("expected_kwh", _D, "energy to recover, expected", "kWh", low=0),
        Column("expected_kwh_low", _D, "low bound of expected_kwh", "kWh", low=0),
        Column("expected_kwh_high", _D, "high bound of expected_kwh", "kWh", low=0),
        Column("energy_is_assumed", _B, "no estimate of the loss: a usual share of the use"),
        Column("expected_amount", _D, "its price and penalty, expected", "currency", low=0),
        Column("expected_gain", _D, "the amount less the cost of the visit", "currency"),
        Column("expected_gain_low", _D, "low bound of expected_gain", "currency"),
        Column("expected_gain_high", _D, "high bound of expected_gain", "currency"),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)

WATCHED = Table(
    "watched",
    "accounts under watch since a theft or a fault was found at them",
    (
        RUN_DATE,
        _ACCOUNT,
        Column("visited_on", Kind.DATE, "visit since which they are under watch"),
        Column("outcome", _T, "what that visit found", allowed=words(Outcome)),
        Column("state", _T, "how the use went on", allowed=words(WatchState)),
        Column("level_before", _D, "usual energy before the visit", "kWh/day", low=0),
        Column("level_after", _D, "usual energy right after it", "kWh/day", low=0),
        Column("level_now", _D, "usual energy of the last week", "kWh/day", low=0),
        Column("alarm_on", Kind.DATE, "first day of the alarm that stands; null without one"),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)
