"""The list in Chinese: page, workbook and scores."""

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from pipeline.case import Case
from pipeline.contract import SCORES
from pipeline.exports import export_scores, export_suspects
from pipeline.language import say, speaking
from pipeline.settings import Settings

CHINESE = Settings(timezone="Asia/Shanghai", currency="元", language="zh")


@pytest.fixture(scope="module")
def page(
    rows: pa.Table,
    cases: tuple[Case, ...],
    run_date: dt.date,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    path = tmp_path_factory.mktemp("zh") / "list.html"
    export_suspects(rows, cases, path, settings=CHINESE, run_date=run_date)
    return path.read_text(encoding="utf-8")


def test_page_names_its_language_and_closes_its_tags(
    page: str, parsed: Callable[[str], Any]
) -> None:
    tags = dict(parsed(page).tags)
    assert tags["html"] == {"lang": "zh"}


def test_page_is_chinese(page: str) -> None:
    for words in (
        "电能表死机（白屏）",
        "嫌疑",
        "已排除",
        "现场核查",
        "元",
        "kWh/天",
        "终端：A相电流",
    ):
        assert words in page


def test_only_data_is_left_in_english(page: str) -> None:
    body = re.sub(r"<(style|script|title|desc)[ >].*?</\1>", "", page, flags=re.DOTALL)
    for words in ("Score", "Suspected", "Evidence", "Since", "measured", "usual", "Wiring"):
        assert not re.search(rf">[^<]*\b{words}\b", body)


def test_a_page_after_it_is_english_again(
    rows: pa.Table, cases: tuple[Case, ...], settings: Settings, run_date: dt.date, tmp_path: Path
) -> None:
    path = tmp_path / "list.html"
    export_suspects(rows, cases, path, settings=settings, run_date=run_date)
    assert '<html lang="en">' in path.read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_workbook_is_chinese_and_keeps_codes(
    rows: pa.Table, cases: tuple[Case, ...], run_date: dt.date, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    export_suspects(rows, cases, path, settings=CHINESE, run_date=run_date)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    with speaking(CHINESE.speech()):
        findings = [say("Findings"), say("Choices")]
    assert book.sheetnames == [
        "嫌疑名单",
        "证据",
        "无辜解释",
        "现场核查",
        *findings,
        "说明",
        "逐日电量kWh",
    ]
    head = [cell.value for cell in book["嫌疑名单"][1]]
    assert head[:3] == ["rank", "change", "account_id"]
    assert "疑似手段" in book["嫌疑名单"].cell(1, head.index("means") + 1).number_format
    assert book["嫌疑名单"].cell(2, head.index("means") + 1).value == "meter_hang"
    assert "白屏" in str(book["现场核查"].cell(2, 4).value)


def test_scores_are_chinese(run_date: dt.date, tmp_path: Path) -> None:
    row: dict[str, Any] = dict.fromkeys(SCORES.names)
    row |= {"run_date": run_date, "account_id": "A1", "score": 0.4, "means": "ct_shunt"}
    row |= {"coverage": 0.9, "disqualified": "no readings in the window"}
    rows = pa.Table.from_pylist([row], SCORES.arrow_schema)
    path = tmp_path / "scores.html"
    export_scores(rows, path, run_date=run_date, settings=CHINESE)
    page = path.read_text(encoding="utf-8")
    assert "电流互感器被分流" in page
    assert "统计期内无读数" in page
