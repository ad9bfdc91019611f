import datetime as dt
from pathlib import Path

import pytest

from pipeline.language import (
    LanguageError,
    find_language,
    known_languages,
    localised,
    percent,
    say,
    say_in,
    say_many,
    speaking,
    spoken,
    whole_day,
    with_unit,
)

PORTUGUESE = """msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Account"
msgstr "Conta"

msgctxt "number"
msgid ","
msgstr "."

msgctxt "number"
msgid "."
msgstr ","

msgctxt "date"
msgid "%Y-%m-%d"
msgstr "%d/%m/%Y"

msgctxt "unit"
msgid "kWh a day"
msgstr "kWh por dia"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pt.po").write_text(PORTUGUESE, encoding="utf-8")
    zh = 'msgid ""\nmsgstr ""\n\nmsgid "Account"\nmsgstr "用户编号"\n'
    (tmp_path / "zh.po").write_text(zh, encoding="utf-8")
    return tmp_path


def test_english_is_spoken_where_nothing_is_chosen() -> None:
    assert spoken().code == "en"
    assert say("Account") == "Account"
    assert say("rank {rank}", rank=3) == "rank 3"
    assert say("") == ""


def test_a_language_is_spoken_inside_alone() -> None:
    with speaking(find_language("zh")):
        assert say("Suspected means") == "疑似手段"
        assert say("") == ""
        assert percent("42") == "42%"
        assert say_many("{count} suspect on {date}", "{count} suspects on {date}", 1, date="d") == (
            "d 共 1 户嫌疑"
        )
    assert say("Suspected means") == "Suspected means"


def test_a_file_adds_a_language_with_its_numbers_days_and_units(folder: Path) -> None:
    with speaking(find_language("pt", folder)):
        assert say("Account") == "Conta"
        assert localised("12,345.6") == "12.345,6"
        assert with_unit("3", "kWh a day") == "3 kWh por dia"
        assert whole_day(dt.date(2026, 3, 1)) == "01/03/2026"
        assert say("Meter") == "Meter"


def test_own_texts_go_before_ours_and_ours_fill_in(folder: Path) -> None:
    with speaking(find_language("zh", folder)):
        assert say("Account") == "用户编号"
        assert say("Meter") == "电能表"
        assert say_in("unit", "h") == "小时"


def test_an_unknown_language_names_the_known(folder: Path) -> None:
    assert known_languages(folder) == ("en", "pt", "zh")
    with pytest.raises(LanguageError, match="no language 'fr'; there are en, pt, zh"):
        find_language("fr", folder)


def test_a_broken_catalogue_is_told(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_text("rubbish", encoding="utf-8")
    with pytest.raises(LanguageError, match="line 1"):
        find_language("de", tmp_path)
