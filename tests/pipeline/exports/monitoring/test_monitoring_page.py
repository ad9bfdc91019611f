"""The page of the monitor: whole, escaped, and of what is known alone."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from pipeline.exports.monitoring_page import write_monitoring_page
from pipeline.settings import Settings

HOSTILE = '</script><script>alert("x")</script>&"A'
PARTS = ["hits", "work", "calibration", "injection", "days", "drift", "quality"]


def page_of(report: dict[str, Any], folder: Path) -> str:
    path = folder / "page.html"
    write_monitoring_page(report, path, settings=Settings(currency="CNY"))
    return path.read_text(encoding="utf-8")


def parts(page: str) -> list[str]:
    return re.findall(r'<section class="part" id="([a-z]+)"', page)


def test_all_sections_are_there(watched: dict[str, Any], tmp_path: Path) -> None:
    assert parts(page_of(watched, tmp_path)) == PARTS


def test_data_is_never_markup(watched: dict[str, Any], tmp_path: Path) -> None:
    page = page_of(watched, tmp_path)
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;script&gt;alert" in page


def test_warnings_come_first(watched: dict[str, Any], tmp_path: Path) -> None:
    page = page_of(watched, tmp_path)
    assert 'class="notes warning"' in page
    assert page.index(watched["alarms"][0][:30]) < page.index(watched["notes"][0][:30])


def test_nothing_known_leaves_no_empty_section(watched: dict[str, Any], tmp_path: Path) -> None:
    bare = copy.deepcopy(watched)
    for name in ("by_reason", "by_rank", "by_zone", "by_means", "by_feature", "by_month"):
        bare[name] = []
    for name in ("alarms", "notes", "days", "score_drift", "feature_drift", "quality"):
        bare[name] = []
    bare |= {"reliability": None, "injected": None}
    bare["rates"] = {name: {"value": None, "low": None, "high": None} for name in bare["rates"]}
    for name in ("recovery", "backlog"):
        bare[name] = dict.fromkeys(bare[name], 0)
    page = page_of(bare, tmp_path)
    assert parts(page) == []
    assert "No hit rate is known yet" in page
    assert 'class="notes warning"' not in page


def test_same_report_gives_the_same_bytes(watched: dict[str, Any], tmp_path: Path) -> None:
    assert page_of(watched, tmp_path) == page_of(copy.deepcopy(watched), tmp_path)
