"""Output tables of the contract: scores and suspects."""

from __future__ import annotations

from pipeline.contract.table import Column, Kind, Table
from pipeline.contract.vocabulary import Change, Family, Means, words

_T, _F, _D = Kind.TEXT, Kind.FLOAT, Kind.DOUBLE
RUN_DATE = Column("run_date", Kind.DATE, "business date of the run", is_required=True)
_ACCOUNT = Column("account_id", _T, "the account", is_required=True)
_SCORE = Column("score", _D, "suspicion, larger is more suspicious", low=0, high=1)
_PROBABILITY = Column(
    "probability", _D, "probability of theft at inspection; null until calibrated", low=0, high=1
)
_MEANS = Column("means", _T, "suspected means", allowed=words(Means))
_ONSET = Column("onset", Kind.DATE, "first local day of the suspected loss")
_KWH = Column("kwh_per_day", _D, "estimated unbilled energy", "kWh/day", low=0)


def family_column(family: Family) -> Column:
    """Score column of one signature family; null where the family could not be judged."""
    return Column(f"score_{family.value}", _D, f"score of family {family.value}", low=0, high=1)


SCORES = Table(
    "scores",
    "every account, every scored day",
    (
        RUN_DATE,
        _ACCOUNT,
        _SCORE,
        _PROBABILITY,
        _MEANS,
        _ONSET,
        _KWH,
        *(family_column(family) for family in Family),
        Column("coverage", _D, "share of the window that was read", "share", low=0, high=1),
        Column("disqualified", _T, "why the account could not be judged, else null"),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)

SUSPECTS = Table(
    "suspects",
    "the daily list",
    (
        RUN_DATE,
        Column("rank", Kind.INTEGER, "place on the list, from 1", is_required=True, low=1),
        _ACCOUNT,
        Column("customer_id", _T, "who stands behind the account"),
        Column("meter_id", _T, "billing meter on the business date"),
        Column("zone", _T, "inspection area"),
        _SCORE,
        _PROBABILITY,
        _MEANS,
        _ONSET,
        _KWH,
        Column("kwh_per_day_low", _D, "low bound of kwh_per_day", "kWh/day", low=0),
        Column("kwh_per_day_high", _D, "high bound of kwh_per_day", "kWh/day", low=0),
        Column("recoverable_kwh", _D, "energy to charge by the recovery rule", "kWh", low=0),
        Column("recoverable_amount", _D, "its price, and the penalty", "currency", low=0),
        Column("evidence", Kind.EVIDENCE, "what speaks for theft, strongest first"),
        Column("cleared_by", Kind.EXPLANATIONS, "innocent explanations tested, and results"),
        Column("status", _T, "state of the case"),
        Column("change", _T, "movement against the list before", allowed=words(Change)),
    ),
    key=("run_date", "account_id"),
    partition="run_date",
)
