"""The page of an evaluation or a backtest: whole, escaped, in need of nothing."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.exports.evaluation_page import write_evaluation_page
from pipeline.settings import Settings

Parsed = Callable[[str], Any]
PARTS = {
    "evaluation": [
        "comparison",
        "curves",
        "found",
        "confounders",
        "means",
        "estimates",
        "delay",
        "calibration",
        "tail",
        "stability",
        "cases",
    ],
    "backtest": ["time", "curves", "visits", "lead"],
}


def parts(page: str) -> list[str]:
    """The keys of the sections, in order."""
    return re.findall(r'<section class="part" id="([a-z]+)"', page)


def page_of(report: dict[str, Any], folder: Path) -> str:
    path = folder / "page.html"
    write_evaluation_page(report, path, settings=Settings())
    return path.read_text(encoding="utf-8")


def test_identifiers_are_unique_and_references_lead_somewhere(page: str, parsed: Parsed) -> None:
    tags = parsed(page).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for name in ("aria-labelledby", "href"):
            for target in (attributes.get(name) or "").split():
                if name != "href" or target.startswith("#"):
                    assert target.removeprefix("#") in ids


@pytest.mark.parametrize("kind", ["evaluation", "backtest"])
def test_all_sections_are_there(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert parts(page_of(request.getfixturevalue(kind), tmp_path)) == PARTS[kind]


def test_texts_from_data_are_escaped(page: str) -> None:
    assert "<script" not in page
    assert "<b>by hand" not in page
    assert "Harbour <i>" not in page
    assert "Harbour &lt;i&gt;" in page


def test_hostile_names_are_shown_as_text(
    evaluation: dict[str, Any], backtest: dict[str, Any], tmp_path: Path
) -> None:
    assert "&lt;/script&gt;&lt;script&gt;" in page_of(evaluation, tmp_path)
    assert "&lt;b&gt;by hand&lt;/b&gt;" in page_of(backtest, tmp_path)


def test_page_names_no_other_file_and_runs_nothing(page: str, parsed: Parsed) -> None:
    tags = parsed(page).tags
    for tag, attributes in tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag not in {"script", "img", "iframe", "object", "form"}
        for name in ("src", "href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:"))
    policies = [attributes.get("content") or "" for _, attributes in tags]
    assert any("default-src 'none'" in one and "script-src 'none'" in one for one in policies)


def test_every_chart_is_told_in_words_and_figures(page: str) -> None:
    charts = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert charts
    for chart in charts:
        assert re.search(r"<desc[^>]*>[^<]{20,}</desc>", chart)
        assert re.search(r'<p class="words">[^<]{20,}</p>', chart)
        assert "<details" in chart


def test_headline_shows_value_and_interval(evaluation: dict[str, Any], tmp_path: Path) -> None:
    page = page_of(evaluation, tmp_path)
    auc = evaluation["headline"]["auc"]
    assert f'<span class="value">{auc["value"]:.3f}</span>' in page
    assert f"{auc['low']:.3f} to {auc['high']:.3f}" in page
    assert "Precision, first 25" in page, "the capacity"
    assert "Precision, first 32" in page, "the thieves"


def test_every_way_to_score_is_named(evaluation: dict[str, Any], tmp_path: Path) -> None:
    page = page_of(evaluation, tmp_path)
    for row in evaluation["comparison"]:
        assert f'scope="row">{row["label"]}</th>'.replace("'", "&#39;") in page


def test_the_bias_of_inspections_comes_before_the_figures(
    backtest: dict[str, Any], tmp_path: Path
) -> None:
    page = page_of(backtest, tmp_path)
    assert page.index("no fair sample") < page.index('class="tiles"')


def test_what_a_report_does_not_have_is_left_out(
    evaluation: dict[str, Any], tmp_path: Path, parsed: Parsed
) -> None:
    bare = copy.deepcopy(evaluation)
    bare["comparison"] = bare["comparison"][:1]
    bare["stability"] = None
    bare["recall_by_kind"], bare["confounders"] = [], []
    for name in ("means", "onset", "kwh", "first_listing"):
        bare[name]["thieves"] = 0
    bare["calibration"]["bins"] = []
    bare["innocent_tail"] = {"accounts": 0, "shares": []}
    bare["cases"] = {"missed": [], "missed_count": 0, "wrongly_listed": []}
    bare["headline"] = {name: dict.fromkeys(("value", "low", "high")) for name in bare["headline"]}
    page = page_of(bare, tmp_path)
    parsed(page)
    assert parts(page) == ["curves"]
    assert page.count('<span class="value">–</span>') == len(bare["headline"])


def test_empty_curves_draw_nothing(evaluation: dict[str, Any], tmp_path: Path) -> None:
    bare = copy.deepcopy(evaluation)
    for row in bare["comparison"]:
        row["curves"] = {
            "roc": {"false_positive_share": [], "recall": []},
            "precision_recall": {"recall": [], "precision": []},
            "by_length": {"length": [], "precision": [], "recall": []},
        }
    assert "curves" not in parts(page_of(bare, tmp_path))


def test_same_report_same_bytes(evaluation: dict[str, Any], tmp_path: Path) -> None:
    assert page_of(evaluation, tmp_path) == page_of(evaluation, tmp_path)


def test_a_single_list_has_no_lines_over_time(backtest: dict[str, Any], tmp_path: Path) -> None:
    single = copy.deepcopy(backtest)
    single["dates"] = single["dates"][:1]
    page = page_of(single, tmp_path)
    assert "time" in parts(page)
    assert "Hit rate of visits" not in page
