"""Columns of the workbook's sheets: order, words, widths and number formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.case import Case
from pipeline.contract import SCORES, SUSPECTS, Table
from pipeline.contract.vocabulary import Family
from pipeline.exports import wording
from pipeline.exports.wording import CHANGE_TITLES, FAMILY_TITLES, MEANS_TITLES
from pipeline.exports.workbook_sheet import Field
from pipeline.language import mark, say, unit_word

SPARK = "daily_kwh"
"""The extra column that holds the small picture of the daily energy."""

_KWH, _SCORE, _SHARE = "#,##0.0", "0.000", "0 %"


def _of(table: Table, field: Field) -> Field:
    column = table.column(field.name)
    return replace(field, note=column.meaning, unit=column.unit)


def suspect_fields(currency: str) -> tuple[Field, ...]:
    """Columns of sheet Suspects, the most important first; money names its currency."""
    amount = say("Recoverable amount")
    if currency:
        amount = say("Recoverable, {currency}", currency=currency)
    fields = (
        Field("rank", "Rank", 6, "0"),
        Field("change", "Against last list", 13, words=CHANGE_TITLES),
        Field("account_id", "Account", 16),
        Field("zone", "Zone", 12),
        Field("means", "Suspected means", 27, words=MEANS_TITLES),
        Field("score", "Score", 8, _SCORE),
        Field("probability", "Probability of theft", 11, _SHARE),
        Field("kwh_per_day", "Missing, kWh a day", 11, _KWH),
        Field("kwh_per_day_low", "at least", 10, _KWH),
        Field("kwh_per_day_high", "at most", 10, _KWH),
        Field("recoverable_kwh", "Recoverable, kWh", 13, "#,##0"),
        Field("recoverable_amount", amount, 14, "#,##0"),
        Field("onset", "Since", 11),
        Field("evidence", "Evidence, strongest first", 56),
        Field("cleared_by", "Innocent explanations tested", 44),
        Field("status", "Status", 11, says=wording.named),
        Field("meter_id", "Meter", 16),
        Field("customer_id", "Customer", 14),
        Field("run_date", "Business date", 11),
    )
    noted = [_of(SUSPECTS, field) for field in fields]
    spark = Field(
        SPARK, "Energy by day", 24, note=mark("Daily kWh of the window; figures in Daily kWh")
    )
    place = [field.name for field in fields].index("kwh_per_day")
    return (*noted[:place], spark, *noted[place:])


def evidence_fields(cases: Sequence[Case]) -> tuple[Field, ...]:
    """Columns of sheet Evidence; features by the labels that the cases know."""
    labels = {name: label for case in cases for name, label in case.labels.items()}
    return (
        Field("rank", "Rank", 6, "0"),
        Field("account_id", "Account", 16),
        Field("place", "No.", 5, "0"),
        Field("text", "What was found", 80),
        Field("value", "Measured", 12, "#,##0.00"),
        Field("baseline", "Usual", 12, "#,##0.00"),
        Field("unit", "Unit", 10, says=unit_word),
        Field("feature", "Feature", 38, words=labels, says=wording.named),
    )


EXPLANATION_FIELDS = (
    Field("rank", "Rank", 6, "0"),
    Field("account_id", "Account", 16),
    Field("explanation", "Innocent explanation", 28, says=wording.named),
    Field("outcome", "How it came out", 20, says=wording.outcome_title),
    Field("text", "Why", 80),
)
CHECK_FIELDS = (
    Field("rank", "Rank", 6, "0"),
    Field("account_id", "Account", 16),
    Field("place", "No.", 5, "0"),
    Field("text", "Check on site", 120),
)
SCORE_FIELDS = tuple(
    _of(SCORES, field)
    for field in (
        Field("account_id", "Account", 16),
        Field("score", "Score", 8, _SCORE),
        Field("probability", "Probability of theft", 11, _SHARE),
        Field("means", "Suspected means", 27, words=MEANS_TITLES),
        Field("onset", "Since", 11),
        Field("kwh_per_day", "Missing, kWh a day", 11, _KWH),
        *(Field(f"score_{family.value}", FAMILY_TITLES[family], 12, _SCORE) for family in Family),
        Field("coverage", "Share read", 9, _SHARE),
        Field("disqualified", "Not judged because", 30, says=wording.named),
        Field("run_date", "Business date", 11),
    )
)
