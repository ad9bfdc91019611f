from pathlib import Path

import pytest

from features.measurement import ALL_FEATURES
from handbook.feature_tables import BEGIN, END, feature_table, refreshed
from handbook.pages import METHODS, pages
from handbook.settings_page import settings_page
from pipeline.contract.vocabulary import Family
from pipeline.settings import Settings


def test_every_page_is_current() -> None:
    stale = [path.name for path, text in pages().items() if path.read_text("utf-8") != text]
    assert not stale, "run: python -m handbook"


def test_every_family_has_a_page_in_the_index_and_a_figure() -> None:
    index = (METHODS / "README.md").read_text("utf-8")
    for family in Family:
        assert f"({family.value}.md)" in index
        page = (METHODS / f"{family.value}.md").read_text("utf-8")
        for heading in ("## Features", "## What it cannot see", "## What clears it"):
            assert heading in page
        figure = METHODS / "figures" / f"{family.value}.svg"
        assert figure.exists()
        assert f"figures/{figure.name}" in page


def test_table_tells_every_feature_with_its_source() -> None:
    text = "".join(feature_table(family) for family in Family)
    for feature in ALL_FEATURES:
        assert f"| `{feature.name}` |" in text
        assert f"- `{feature.name}`: " in text
    assert "domain.md" not in text


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="has no marks"):
        refreshed("# Register\n", Family.REGISTER)
    fresh = refreshed(f"# R\n{BEGIN}\nSTALE\n{END}\nprose\n", Family.REGISTER)
    assert "STALE" not in fresh
    assert fresh.endswith("prose\n")


def test_settings_page_names_every_key() -> None:
    page = settings_page()
    for key in Settings.model_fields:
        assert f"`{key}`" in page or f"[{key}" in page
    assert "`score_at_least` | number | `0.5`" in page
    assert "at most 1 |" in page


def test_figures_are_small_and_whole() -> None:
    for figure in sorted(Path(METHODS / "figures").glob("*.svg")):
        text = figure.read_text("utf-8")
        assert text.startswith("<svg")
        assert text.rstrip().endswith("</svg>")
        assert "nan" not in text
        assert len(text) < 40_000
