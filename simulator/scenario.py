"""A scenario: one simulated utility as a small declarative file."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from simulator.field_work import FieldWork
from simulator.mixture import ODDITIES, THEFTS, Entry
from simulator.region import STRICT, Region
from simulator.timeline import Timeline

FOLDER = Path(__file__).parent / "scenarios"
Range = tuple[float, float]


class ScenarioError(ValueError):
    """A scenario that there is not, or that breaks the rules; the message says where and how."""


class Rates(BaseModel):
    """How one kind departs from its entry in the mixture; what is left out stays.

    a_thousand: how many among a thousand accounts. onset: range as a share of the time.
    strength: range, 0 weak to 1 strong.
    """

    model_config = STRICT

    a_thousand: float | None = Field(None, ge=0, le=1000)
    onset: Range | None = None
    strength: Range | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for name in ("onset", "strength"):
            value = getattr(self, name)
            if value is not None and not 0 <= value[0] <= value[1] <= 1:
                raise ValueError(f"{name} {list(value)} is no range [low, high] within 0 and 1")
        return self

    def applied(self, entry: Entry) -> Entry:
        """Return the entry with these rates; a rate given decides alone how small a run has one."""
        given = {name: value for name in ("onset", "strength") if (value := getattr(self, name))}
        if self.a_thousand is None:
            return replace(entry, **given)
        least = round(1000 / self.a_thousand) if self.a_thousand else entry.from_accounts
        return replace(entry, a_thousand=self.a_thousand, from_accounts=least, **given)


class Kinds(BaseModel):
    """Which thefts, or oddities, happen.

    Named kinds happen, at their rates. The others of the mixture happen only where `others`
    is true: at `times` their own rate, with `onset` and `strength` where given.
    """

    model_config = STRICT

    others: bool = False
    times: float = Field(1.0, gt=0, le=20)
    onset: Range | None = None
    strength: Range | None = None
    named: dict[str, Rates] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _take_names(cls, data: Any) -> Any:
        """In a file the kinds stand beside the keys of the section."""
        if not isinstance(data, dict) or "named" in data:
            return data
        own = {key: value for key, value in data.items() if key in cls.model_fields}
        return {**own, "named": {key: data[key] for key in data if key not in own}}

    def entries(self, mixture: Sequence[Entry]) -> list[Entry]:
        """Return the entries of the mixture that happen, in its order, with their rates."""
        usual = Rates(onset=self.onset, strength=self.strength)
        chosen = []
        for entry in mixture:
            if entry.name in self.named:
                chosen.append(self.named[entry.name].applied(usual.applied(entry)))
            elif self.others:
                more = replace(entry, a_thousand=self.times * entry.a_thousand)
                chosen.append(usual.applied(more))
        return [entry for entry in chosen if entry.a_thousand > 0]

    def unknown(self, mixture: Sequence[Entry]) -> list[str]:
        """Return the names that the mixture does not have."""
        return sorted(set(self.named) - {entry.name for entry in mixture})


class Scenario(BaseModel):
    """A simulated utility: its size, its region, its thefts and oddities, its field work."""

    model_config = STRICT

    name: str = ""
    description: str = ""
    accounts: int = Field(500, ge=1)
    days: int = Field(45, ge=1)
    seed: int = 20060101
    start: dt.date = dt.date(2026, 3, 1)
    region: Region = Region()
    thefts: Kinds = Kinds()
    oddities: Kinds = Kinds()
    field: FieldWork = FieldWork()

    @model_validator(mode="after")
    def _known_kinds(self) -> Self:
        for section, mixture in (("thefts", THEFTS), ("oddities", ODDITIES)):
            kinds: Kinds = getattr(self, section)
            if unknown := kinds.unknown(mixture):
                known = sorted(entry.name for entry in mixture)
                raise ValueError(f"no {section} {unknown}; there are {known}")
        return self

    def replaced(
        self,
        accounts: int | None = None,
        days: int | None = None,
        seed: int | None = None,
        start: dt.date | None = None,
        timezone: str | None = None,
    ) -> Self:
        """Return the scenario with other size, seed, first day or zone; None keeps its own.

        ValueError where there is too little to simulate, or no such zone.
        """
        given = {"accounts": accounts, "days": days, "seed": seed, "start": start}
        for name, value in (("accounts", accounts), ("days", days)):
            if value is not None and value < 1:
                raise ValueError(f"{value} {name} are too few to simulate: one at least")
        data = self.model_dump() | {key: value for key, value in given.items() if value is not None}
        if timezone is not None:
            data["region"]["timezone"] = timezone
        return self.model_validate(data)

    def timeline(self) -> Timeline:
        """Return the simulated days."""
        return Timeline(self.start, self.days, self.region.timezone, self.region.country)

    def entries(self) -> list[Entry]:
        """Return what may befall customers, thefts first."""
        return [*self.thefts.entries(THEFTS), *self.oddities.entries(ODDITIES)]


EVERYTHING = Scenario(name="everything", thefts=Kinds(others=True), oddities=Kinds(others=True))


def scenario_names() -> tuple[str, ...]:
    """Return the names of the bundled scenarios."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_scenario(name: str | Path) -> Scenario:
    """Read a bundled scenario by its name, or any by its file.

    ScenarioError says which names there are, or which key of the file is wrong and why.
    """
    path = FOLDER / f"{name}.toml"
    if str(name) not in scenario_names():
        path = Path(name)
    if not path.is_file():
        known = ", ".join(scenario_names())
        raise ScenarioError(f"no scenario {str(name)!r}: neither a file nor one of {known}")
    try:
        return Scenario.model_validate(
            {"name": path.stem, **tomllib.loads(path.read_text("utf-8"))}
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path}: cannot be read as TOML: {error}") from error
    except ValidationError as error:
        raise ScenarioError(_refusal(path, error)) from error


def _refusal(path: Path, error: ValidationError) -> str:
    lines = [
        f"  {'.'.join(str(part) for part in item['loc']) or 'scenario'}: {item['msg']}"
        for item in error.errors()
    ]
    return "\n".join([f"{path}: scenario refused:", *lines])
