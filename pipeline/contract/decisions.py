"""Tables of learning and deciding: feature values of a day, models, visits planned."""

from __future__ import annotations

from pipeline.contract.outputs import RUN_DATE
from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import VisitReason, words

_T, _D, _L = Kind.TEXT, Kind.DOUBLE, Kind.LONG
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
        Column("trip", Kind.INTEGER, "visits of one number are one trip", low=1),
        Column("reason", _T, "why it is in the plan", allowed=words(VisitReason)),
        Column("selection_probability", _D, "chance to be drawn; 1 where chosen", low=0, high=1),
        Column("theft_probability", _D, "assumed probability of theft", low=0, high=1),
        Column("expected_kwh", _D, "energy to recover, expected", "kWh", low=0),
        Column("expected_kwh_low", _D, "low bound of expected_kwh", "kWh", low=0),
        Column("expected_kwh_high", _D, "high bound of expected_kwh", "kWh", low=0),
        Column("expected_amount", _D, "its price and penalty, expected", "currency", low=0),
        Column("expected_gain", _D, "the amount less the cost of the visit", "currency"),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)
