"""The settings file: one line is enough, and every mistake is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.settings import Settings, SettingsError, load_settings, parse_settings


def _load(folder: Path, text: str) -> Settings:
    path = folder / "wattsleuth.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_one_line_is_a_settings_file(tmp_path: Path) -> None:
    settings = _load(tmp_path, 'timezone = "Asia/Shanghai"')
    assert settings == Settings(timezone="Asia/Shanghai")
    assert settings.list.length == 200


def test_an_empty_file_means_utc(tmp_path: Path) -> None:
    assert _load(tmp_path, "").timezone == "UTC"


def test_holidays_and_country(tmp_path: Path) -> None:
    settings = _load(tmp_path, 'country = "CN"\nholidays = ["2026-02-01", 2026-02-02]')
    assert settings.country == "CN"
    assert settings.holidays == (dt.date(2026, 2, 1), dt.date(2026, 2, 2))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('timezone = "Mars/Olympus"', r"timezone: .*'Mars/Olympus' is no IANA time zone"),
        ('timezone = "../etc/passwd"', r"timezone: .*is no IANA time zone"),
        ('timezon = "UTC"', r"timezon: Extra inputs are not permitted"),
        ('country = "XX"', r"country: .*'XX' is no ISO 3166 country code"),
        ("[list]\nlength = 0", r"list\.length: .*greater than or equal to 1"),
        ("[list]\nscore_at_least = 1.5", r"list\.score_at_least: .*less than or equal to 1"),
        ("[ingest.meters]", r"ingest: .*no input table \['meters'\]; there are \['accounts'"),
        ('holidays = ["soon"]', r"holidays\.0: "),
        ("timezone = ", r"cannot be read as TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint) as caught:
        _load(tmp_path, text)
    assert str(tmp_path / "wattsleuth.toml") in str(caught.value)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, 'timezone = "Nowhere"\ncolour = "red"')
    assert "timezone" in str(caught.value)
    assert "colour" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml: cannot be read"):
        load_settings(tmp_path / "gone.toml")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "wattsleuth.toml"
    path.write_bytes(b"timezone = '\xff\xfe'")
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        load_settings(path)


def test_a_relative_inbox_lies_beside_the_file(tmp_path: Path) -> None:
    settings = _load(tmp_path, '[schedule]\ninbox = "in"')
    assert settings.schedule.inbox == tmp_path.resolve() / "in"


def test_an_absolute_inbox_stays(tmp_path: Path) -> None:
    assert _load(tmp_path, '[schedule]\ninbox = "/srv/in"').schedule.inbox == Path("/srv/in")


def test_settings_survive_json(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        'timezone = "Asia/Shanghai"\ncountry = "CN"\nholidays = ["2026-02-01"]\n'
        '[schedule]\ninbox = "in"\n',
    )
    path = tmp_path / "settings.json"
    path.write_text(settings.model_dump_json(), encoding="utf-8")
    assert parse_settings(path) == settings


def test_remembered_settings_that_broke_are_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"settings\.json: settings refused"):
        parse_settings(path)


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().timezone = "UTC"  # type: ignore[misc]


def test_own_event_codes_come_from_a_file_beside_and_are_remembered(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(
        "profile,code,canonical,device\nidis,17,processor_reset,\ncim,3.12.93.219,-,T*\n",
        encoding="utf-8",
    )
    path = tmp_path / "wattsleuth.toml"
    path.write_text('event_codes = "codes.csv"\n', encoding="utf-8")
    settings = load_settings(path)
    assert [line.code for line in settings.event_codes] == ["17", "3.12.93.219"]
    remembered = tmp_path / "settings.json"
    remembered.write_text(settings.model_dump_json(), encoding="utf-8")
    (tmp_path / "codes.csv").unlink()
    assert parse_settings(remembered).event_codes == settings.event_codes


def test_own_event_codes_can_stand_in_the_settings_themselves(tmp_path: Path) -> None:
    path = tmp_path / "wattsleuth.toml"
    path.write_text(
        '[[event_codes]]\nprofile = "idis"\ncode = "17"\ncanonical = "processor_reset"\n',
        encoding="utf-8",
    )
    assert load_settings(path).event_codes[0].canonical == "processor_reset"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "cannot be read"),
        ("profile,code\nidis,17\n", "columns"),
        ("profile,code,canonical\nidis,17,sunshine\n", "no canonical event"),
    ],
)
def test_a_broken_file_of_event_codes_is_named(
    tmp_path: Path, text: str | None, complaint: str
) -> None:
    if text is not None:
        (tmp_path / "codes.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "wattsleuth.toml"
    path.write_text('event_codes = "codes.csv"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=complaint):
        load_settings(path)


def test_own_catalogues_lie_beside_the_settings_file(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "pt.po").write_text('msgid "Account"\nmsgstr "Conta"\n', encoding="utf-8")
    file = tmp_path / "wattsleuth.toml"
    file.write_text('language = "pt"\ncatalogues = "words"\n', encoding="utf-8")
    settings = load_settings(file)
    assert settings.catalogues == folder
    assert settings.speech().texts.gettext("Account") == "Conta"


def test_a_language_that_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wattsleuth.toml"
    file.write_text('language = "xx"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="no language 'xx'; there are en, zh"):
        load_settings(file)
