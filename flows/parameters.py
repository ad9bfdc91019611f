"""Parameters of the flows: paths and dates only, one frozen model a flow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    lake: Path
    settings: Path | None = None


class IngestParameters(_Parameters):
    """`paths`: folders of tables, or tables."""

    paths: tuple[Path, ...]


class DailyParameters(_Parameters):
    """`date` None is yesterday in the utility's time zone.

    `inbox`: folder that is ingested first, if there is one. `out`: folder that gets
    `suspects.html` and `suspects.xlsx`, none are written without it; `{date}` in it stands
    for the business date.
    """

    date: dt.date | None = None
    inbox: Path | None = None
    out: Path | None = None


class BackfillParameters(_Parameters):
    """Business dates `first` to `last`, both inclusive."""

    first: dt.date
    last: dt.date


class InjectionParameters(_Parameters):
    """`date` None is yesterday in the utility's time zone; `seed` None is the date's own.

    `victims`: attacks to lay; None is some of each kind.
    """

    date: dt.date | None = None
    seed: int | None = None
    victims: int | None = None


class TrainingParameters(_Parameters):
    """`date` None is yesterday in the utility's time zone.

    `needs_outcomes`: whether too few inspections are a trouble, or just too early.
    """

    date: dt.date | None = None
    needs_outcomes: bool = False


class MonitorParameters(_Parameters):
    """`date` None is yesterday in the utility's time zone.

    `out`: HTML file that gets the report, none is written without it; `{date}` in it stands
    for the business date.
    """

    date: dt.date | None = None
    out: Path | None = None
