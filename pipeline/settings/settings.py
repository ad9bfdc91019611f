"""The settings file: one TOML, every key explained, unknown keys refused."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.contract.inputs import INPUT_TABLES
from pipeline.event_codes import OwnCode, OwnCodesError, read_own_codes
from pipeline.language import Language, LanguageError, find_language
from pipeline.settings.line_loss import LineLossSettings
from pipeline.settings.mapping import TableMapping
from pipeline.settings.recovery import RecoverySettings
from pipeline.settings.review import ReviewSettings
from pipeline.settings.visits import VisitSettings


class SettingsError(ValueError):
    """The settings file breaks the contract; the message says where and how."""


class ListSettings(BaseModel):
    """What goes on the daily list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    length: int = Field(200, ge=1, description="at most so many suspects a day")
    score_at_least: float = Field(0.5, ge=0, le=1, description="listing threshold")


class WindowSettings(BaseModel):
    """How many days of facts the features look at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(91, ge=7, le=400, description="days of all facts")
    history_days: int = Field(400, ge=28, le=1100, description="days of daily energy")


class ScheduleSettings(BaseModel):
    """When the scheduled flows run, in the utility's time zone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    daily_cron: str = Field("30 5 * * *", description="when the daily flow starts")
    inbox: Path | None = Field(None, description="folder ingested before each daily run")
    inject_cron: str | None = Field(
        "30 7 * * *", description='when attacks are injected to prove detection; "" for never'
    )
    monitor_cron: str | None = Field(
        "0 9 * * 1", description='when visits, scores and data are reported on; "" for never'
    )
    train_cron: str | None = Field(
        "0 10 * * 1", description='when a model learns from what visits found; "" for never'
    )


class Settings(BaseModel):
    """All settings of a utility; the smallest file is one line, `timezone = ...`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = Field("UTC", description="IANA time zone of the utility")
    country: str | None = Field(None, description="ISO 3166 code, for public holidays")
    holidays: tuple[dt.date, ...] = Field((), description="public holidays, beyond the country's")
    currency: str = Field("", description="name of the currency, for amounts")
    utility: str = Field("", description="name of the utility, for headings")
    language: str = Field(
        "en", description="language of texts for people: en, zh, or the name of an own catalogue"
    )
    catalogues: Path | None = Field(
        None, description="folder of own catalogues, such as pt.po; their texts go before ours"
    )
    seed: int = Field(20060101, description="seed of the forests")
    list: ListSettings = ListSettings()
    window: WindowSettings = WindowSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    recovery: RecoverySettings = RecoverySettings()
    line_loss: LineLossSettings = LineLossSettings()
    visits: VisitSettings = VisitSettings()
    review: ReviewSettings = ReviewSettings()
    event_codes: tuple[OwnCode, ...] = Field(
        (), description="event codes of the utility's own; a settings file may name a CSV file"
    )
    ingest: dict[str, TableMapping] = Field(
        default_factory=dict, description="mapping of the utility's own files, by table"
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no IANA time zone, e.g. Asia/Shanghai") from error
        return value

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str | None) -> str | None:
        import holidays  # noqa: PLC0415 - slow to import, and many utilities name no country

        if value is not None and value not in holidays.list_supported_countries():
            raise ValueError(f"{value!r} is no ISO 3166 country code with holidays, e.g. CN")
        return value

    def speech(self) -> Language:
        """Return the language of texts for people; LanguageError where it is not there."""
        return find_language(self.language, self.catalogues)

    @field_validator("ingest")
    @classmethod
    def _known_tables(cls, value: dict[str, TableMapping]) -> dict[str, TableMapping]:
        if unknown := set(value) - set(INPUT_TABLES):
            raise ValueError(f"no input table {sorted(unknown)}; there are {sorted(INPUT_TABLES)}")
        for name, mapping in value.items():
            if troubles := mapping.troubles(INPUT_TABLES[name]):
                raise ValueError("; ".join(f"{name}.{trouble}" for trouble in troubles))
        return value


def load_settings(path: Path) -> Settings:
    """Read a settings file; SettingsError names the file, the key and the trouble.

    Relative `schedule.inbox`, `catalogues` and `event_codes` are taken from the folder of the
    file. Event codes become part of the settings, so that a lake remembers them.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        settings = Settings.model_validate(_with_codes_of(path.parent, told))
    except OwnCodesError as error:
        raise SettingsError(f"{path}: settings refused:\n  event_codes: {error}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error
    except ValidationError as error:
        raise SettingsError(_refusal(path, error)) from error
    anchored = _with_folders_from(path.parent, settings)
    try:
        anchored.speech()
    except LanguageError as error:
        raise SettingsError(f"{path}: settings refused:\n  language: {error}") from error
    return anchored


def parse_settings(path: Path) -> Settings:
    """Read settings as a lake remembers them (JSON); SettingsError as above."""
    try:
        return Settings.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        raise SettingsError(_refusal(path, error)) from error


def _refusal(path: Path, error: ValidationError) -> str:
    lines = [
        f"  {'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()
    ]
    return "\n".join([f"{path}: settings refused:", *lines])


def _with_codes_of(folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    """Read the file that `event_codes` names, where it names one."""
    named = told.get("event_codes")
    if not isinstance(named, str):
        return told
    return told | {"event_codes": read_own_codes(folder / named)}


def _with_folders_from(folder: Path, settings: Settings) -> Settings:
    inbox = _anchored(folder, settings.schedule.inbox)
    schedule = settings.schedule.model_copy(update={"inbox": inbox})
    catalogues = _anchored(folder, settings.catalogues)
    return settings.model_copy(update={"schedule": schedule, "catalogues": catalogues})


def _anchored(folder: Path, path: Path | None) -> Path | None:
    return path if path is None or path.is_absolute() else (folder / path).resolve()
