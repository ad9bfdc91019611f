"""The field work of a scenario: how often crews visit whom, how they err, who tips them off."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class FieldWork(BaseModel):
    """Rates of visits, errors of inspectors, and tips; the defaults are those of a small demo.

    visits_a_day: routine visits an account and day. history_days: so long before the first
    day such visits are on record. suspicion: share of thefts, and of oddities, that the desk
    sends someone to, with as many honest customers. after_tips: share of tips that a visit
    follows. zone_bias: spread of the desk's attention between zones, as a natural logarithm.
    sensitivity: chance that a visit to a thief finds the theft. wrong_means: share of those
    that name another means. false_theft: chance that one to an honest customer calls it
    theft. no_access, inconclusive: share of visits that end so. ends_theft: what is found
    stops that day. tips: factor on the usual number of idle tips. useful_tips: share of
    thefts that someone tells of. mistaken_tips: share of oddities that look like theft to
    neighbours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    visits_a_day: float = Field(1 / 2500, ge=0, le=0.1)
    history_days: int = Field(0, ge=0, le=3660)
    suspicion: Share = 0.0
    after_tips: Share = 0.0
    zone_bias: float = Field(0.0, ge=0, le=3)
    sensitivity: Share = 0.8
    wrong_means: Share = 0.15
    false_theft: Share = 0.01
    no_access: Share = 0.2
    inconclusive: Share = 0.03
    ends_theft: bool = False
    tips: float = Field(1.0, ge=0, le=20)
    useful_tips: Share = 1 / 3
    mistaken_tips: Share = 0.0
