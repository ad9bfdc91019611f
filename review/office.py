"""The office: what all desks share: lake, settings, database, lists, templates, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine

from pipeline.exports import figures, report, wording
from pipeline.lake import Lake
from pipeline.language import say, say_in, say_many, spoken
from pipeline.settings import Settings
from pipeline.settings.review import ReviewSettings, SignIn
from review.database import open_database
from review.kept import Kept
from review.people import has_users
from review.published import Published
from review.reasons import decision_title, state_title
from review.roles import Role
from review.secret import read_secret
from review.standing import StandingBook

TEMPLATES = Path(__file__).parent / "templates"
# Charts and their tables look the same in the workbench and in reports.
REPORT_TEMPLATES = Path(report.__file__).parent / "templates"

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Office:
    """Services of one running workbench; `folder` keeps its database and attachments."""

    lake: Lake
    settings: Settings
    engine: Engine
    published: Published
    standings: StandingBook
    templates: Environment
    clock: Clock
    folder: Path
    kept: Kept = field(default_factory=Kept)

    @property
    def review(self) -> ReviewSettings:
        """Settings of the workbench."""
        return self.settings.review

    @property
    def attachments(self) -> Path:
        """Folder of photos and documents, outside of what is served."""
        return self.folder / "attachments"

    def secret(self) -> bytes:
        """Return the key of this workbench, made on first use; all its processes share it."""
        return read_secret(self.folder / "secret")

    def is_open(self) -> bool:
        """Tell whether nobody needs to sign in: local accounts, and none was ever added."""
        if self.review.sign_in is not SignIn.LOCAL:
            return False
        with self.engine.connect() as connection:
            return not has_users(connection)

    def today(self) -> dt.date:
        """Return the present local day of the utility."""
        return self.clock().astimezone(ZoneInfo(self.settings.timezone)).date()


def open_office(lake: Lake, settings: Settings, clock: Clock) -> Office:
    """Open the workbench of a lake; its database and attachments are in `lake/_review`."""
    folder = lake.root / "_review"
    engine = open_database(settings.review.database, folder / "review.sqlite")
    return Office(
        lake,
        settings,
        engine,
        Published(lake),
        StandingBook(engine),
        _templates(),
        clock,
        folder,
    )


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, REPORT_TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        figures=figures,
        wording=wording,
        say=say,
        say_in=say_in,
        say_many=say_many,
        spoken=spoken,
        Role=Role,
        decision_title=decision_title,
        state_title=state_title,
    )
    return environment
