"""Visits: how many crews can make, what one costs, whom they leave in peace."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]


class VisitSettings(BaseModel):
    """What the plan of a day's visits starts from; without a capacity no plan is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    capacity: int | None = Field(None, ge=1, description="visits a day, over all zones")
    capacity_by_zone: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict, description="visits a day in a zone; of zones that have a limit"
    )
    cost: float = Field(0.0, ge=0, description="what a visit costs, in the utility's currency")
    price_per_kwh: float = Field(
        1.0, gt=0, description="price of energy where an account names no tariff, in the currency"
    )
    base_rate: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="share of thefts among visits to accounts of score 0.5, as long as no"
        " outcomes tell; an assumption",
    )
    random_share: Share = Field(
        0.05, description="share of visits that go to accounts drawn at random, to measure by"
    )
    tip_days: int = Field(60, ge=1, description="days for which a tip waits for its visit")
    tip_share: Share = Field(0.1, description="share of visits kept for tips from the public")
    large_share: Share = Field(0.1, description="share of visits kept for large customers")
    large_kw: float = Field(
        100.0, gt=0, description="contracted capacity from which a customer is large, in kW"
    )
    reach_km: float = Field(1.0, ge=0, description="accounts so near each other are one trip, km")
    trip_saving: Share = Field(
        0.5, description="share of a visit's cost that is saved where another of the trip is near"
    )
    open_days: int = Field(
        30, ge=1, description="days for which a case that was sent to a crew counts as open"
    )
    planned_days: int = Field(
        7, ge=0, description="days for which a planned visit waits for its finding as an open case"
    )
    cooling_off_days: int = Field(
        75, ge=0, description="days in peace after a clean visit, unless there is new evidence"
    )
    tracking_days: int = Field(90, ge=1, description="days under watch after a theft was found")

    @model_validator(mode="after")
    def _zones_need_a_total(self) -> Self:
        if self.capacity_by_zone and self.capacity is None:
            raise ValueError("capacity_by_zone limits the visits of a plan; set capacity as well")
        return self
