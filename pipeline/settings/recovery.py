"""Recovery rules: for how many days, and how, stolen energy is charged.

The presets start from what was published; ordinances are renumbered and states differ, so
every parameter can be set, and nobody bills by them without a person's decision.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class RecoveryRule(StrEnum):
    """Presets of a recovery rule."""

    ACTUAL_DAYS = "actual_days"
    CHINA_1996 = "china_1996"
    BRAZIL_REN1000 = "brazil_ren1000"
    INDIA_2003 = "india_2003"


class EnergyBasis(StrEnum):
    """What a day is charged by: our estimate, the meter's rating, or the contracted load."""

    ESTIMATED = "estimated"
    RATED_CAPACITY = "rated_capacity"
    CONTRACTED_LOAD = "contracted_load"


PRESETS: dict[RecoveryRule, dict[str, Any]] = {
    RecoveryRule.ACTUAL_DAYS: {},
    # Supply and use of electricity rules of 1996, articles 102 and 103: the capacity that the
    # meter's rated current stands for, by the time; where that cannot be found, 180 days of 12
    # hours, of 6 for lighting; three times the back-bill on top.
    RecoveryRule.CHINA_1996: {
        "basis": EnergyBasis.RATED_CAPACITY,
        "unknown_days": 180,
        "hours_a_day": 12.0,
        "residential_hours_a_day": 6.0,
        "penalty_multiple": 3.0,
    },
    # Resolution 1000, article 596: technically determined or from the history; else six
    # cycles; at most 36 of them, and none before the last inspection.
    RecoveryRule.BRAZIL_REN1000: {
        "unknown_days": 180,
        "cap_months": 36,
        "is_capped_by_inspection": True,
    },
    # Electricity Act 2003, section 126: twelve months where the time cannot be found, at twice
    # the tariff. Load x days x hours x factor is for the states to set.
    RecoveryRule.INDIA_2003: {"unknown_days": 365, "penalty_multiple": 1.0},
}


class RecoverySettings(BaseModel):
    """What can be charged for unbilled energy; what is not set is as the `rule` has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: RecoveryRule = Field(
        RecoveryRule.ACTUAL_DAYS, description="preset that the other keys begin from"
    )
    basis: EnergyBasis = Field(
        EnergyBasis.ESTIMATED,
        description="energy of a day: estimated, rated_capacity or contracted_load; where the"
        " account lacks what it takes, as estimated",
    )
    unknown_days: int | None = Field(
        None, ge=1, description="days charged where the onset is unknown; none if not set"
    )
    hours_a_day: float = Field(24.0, gt=0, le=24, description="hours a day at capacity or load")
    residential_hours_a_day: float | None = Field(
        None, gt=0, le=24, description="the same for tariff class residential"
    )
    load_factor: float = Field(1.0, gt=0, le=1, description="share of capacity or load in them")
    penalty_multiple: float = Field(0.0, ge=0, description="penalty in multiples of the back-bill")
    cap_months: int | None = Field(None, ge=1, description="at most so many months are charged")
    is_capped_by_inspection: bool = Field(
        False, description="nothing is charged before the last inspection of the account"
    )

    @model_validator(mode="before")
    @classmethod
    def _begin_from_preset(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        try:
            rule = RecoveryRule(given.get("rule", RecoveryRule.ACTUAL_DAYS))
        except ValueError:
            return given  # the field itself says what there is
        return PRESETS[rule] | given
