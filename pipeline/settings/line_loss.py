"""Line loss: what is known of transformers, and when a district's loss is shown as high."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class LineLossSettings(BaseModel):
    """What the energy balance of districts and feeders starts from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    transformer_kva: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="rated kVA by node_id, of those that are known"
    )
    iron_share: float = Field(
        0.0025, ge=0, le=0.1, description="iron loss expected at first, as a share of rated kVA"
    )
    copper_share: float = Field(
        0.03,
        ge=0,
        le=0.2,
        description="loss expected at first in windings and lines at rated load, likewise",
    )
    days: int = Field(
        30, ge=7, le=366, description="days up to the business date over which losses are told"
    )
    loss_rate_high: float = Field(
        0.10, gt=0, le=1, description="share of what was sent in from which a loss is shown as high"
    )
    least_coverage: float = Field(
        0.98,
        gt=0,
        le=1,
        description="share of a day's supply that must have come to publish a loss",
    )
