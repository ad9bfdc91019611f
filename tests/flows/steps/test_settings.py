"""Which settings count: the option, the file beside the lake, the lake's memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.steps.settings import delivery_settings, settings_of
from pipeline.lake import Lake
from pipeline.language import LanguageError
from pipeline.settings import Settings


def _file(path: Path, zone: str) -> Path:
    path.write_text(f'timezone = "{zone}"', encoding="utf-8")
    return path


def test_a_file_that_is_named_wins(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.remember(Settings(timezone="Asia/Tokyo"))
    _file(tmp_path / "wattsleuth.toml", "Asia/Seoul")
    named = _file(tmp_path / "other.toml", "Asia/Kolkata")
    assert settings_of(lake, named).timezone == "Asia/Kolkata"
    assert delivery_settings(lake, named, []).timezone == "Asia/Kolkata"


def test_an_edited_file_beside_the_lake_counts_from_the_next_delivery(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.remember(Settings(timezone="Asia/Tokyo"))
    _file(tmp_path / "wattsleuth.toml", "Asia/Seoul")
    assert settings_of(lake, None).timezone == "Asia/Tokyo"
    assert delivery_settings(lake, None, []).timezone == "Asia/Seoul"


def test_without_any_file_the_lake_remembers(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert delivery_settings(lake, None, []) == Settings()
    lake.remember(Settings(timezone="Asia/Tokyo"))
    assert delivery_settings(lake, None, []).timezone == "Asia/Tokyo"


def test_a_first_delivery_may_bring_its_settings(tmp_path: Path) -> None:
    lake, delivered = Lake(tmp_path / "a" / "lake"), tmp_path / "delivered"
    delivered.mkdir()
    _file(delivered / "wattsleuth.toml", "Asia/Shanghai")
    paths = [tmp_path / "accounts.csv", delivered]
    assert delivery_settings(lake, None, paths).timezone == "Asia/Shanghai"
    lake.remember(Settings(timezone="Asia/Tokyo"))
    assert delivery_settings(lake, None, paths).timezone == "Asia/Tokyo"


def test_a_language_that_is_asked_for_goes_before_that_of_the_settings(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert settings_of(lake, None).language == "en"
    assert settings_of(lake, None, "zh").language == "zh"
    with pytest.raises(LanguageError, match="no language 'xx'"):
        settings_of(lake, None, "xx")
