import base64
import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.case import Case
from pipeline.contract import SUSPECTS
from pipeline.exports import export_suspects
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def page(
    rows: pa.Table,
    cases: tuple[Case, ...],
    settings: Settings,
    run_date: dt.date,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    path = tmp_path_factory.mktemp("report") / "list.html"
    export_suspects(rows, cases, path, settings=settings, run_date=run_date)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outline(page: str, parsed: Callable[[str], Any]) -> Any:
    return parsed(page)


def test_page_asks_for_nothing_outside(outline: Any) -> None:
    for _, attributes in outline.tags:
        for name in ("src", "href", "action", "data", "poster"):
            target = attributes.get(name)
            assert target is None or target.startswith(("#", "data:,"))


def test_policy_names_the_digests_of_style_and_script(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert text is not None
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert digest in policy[1].replace("&#43;", "+")


def test_hostile_text_makes_no_tag_and_no_handler(outline: Any, page: str) -> None:
    assert sum(tag == "script" for tag, _ in outline.tags) == 1
    assert not any(name.startswith("on") for _, found in outline.tags for name in found)
    assert not any("style" in found for _, found in outline.tags)
    assert "<script>alert" not in page
    assert "49" not in re.findall(r"@x([^<]*)", page)[0]


def test_ids_are_unique_and_links_lead_somewhere(outline: Any) -> None:
    ids = [found["id"] for _, found in outline.tags if "id" in found]
    assert len(ids) == len(set(ids))
    targets = {str(found["href"])[1:] for tag, found in outline.tags if tag == "a"}
    assert targets <= set(ids)


def test_case_tells_facts_evidence_and_explanations(page: str) -> None:
    case = page[page.index('id="case-1"') : page.index('id="case-2"')]
    for words in (
        "Meter hung (white screen)",
        "412 kWh a day",
        "300 to 520",
        "2026-02-24",
        "7,410 CNY",
        "came back after a power cycle",
        "measured 3, usual 0",
        "neighbours outage",
        "ruled out",
        "could not be tested",
        "Same customer",
        "D008",
        "Minutes without readings",
        "Current phase a",
        "memory error",
        "TM-17",
    ):
        assert words in case


def test_every_chart_has_title_words_and_data(page: str, outline: Any) -> None:
    charts = [found for tag, found in outline.tags if found.get("class") == "chart"]
    ids = {found.get("id") for _, found in outline.tags}
    assert len(charts) >= 12
    for found in charts:
        assert set(str(found["aria-labelledby"]).split()) <= ids
    assert page.count(": the figures</summary>") >= 8


def test_heading_counts_and_sums(page: str) -> None:
    head = page[: page.index('id="main"')]
    assert "Harbour City Power &amp; Light" in head
    assert "4 suspects on 2026-03-15" in head
    assert "How to read this list" in head


def test_two_hundred_cases_stay_small(
    cases: tuple[Case, ...], settings: Settings, run_date: dt.date, tmp_path: Path
) -> None:
    many = [
        dataclasses.replace(
            cases[k % 2], suspect={**cases[k % 2].suspect, "rank": k + 1, "account_id": f"A{k}"}
        )
        for k in range(20)
    ]
    rows = pa.Table.from_pylist([dict(one.suspect) for one in many], SUSPECTS.arrow_schema)
    path = tmp_path / "list.html"
    export_suspects(rows, many, path, settings=settings, run_date=run_date)
    assert path.stat().st_size * 10 < 15e6
