import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner, Result

from flows.command_line.app import app
from pipeline import Lake
from pipeline.contract import TABLES

DATE = dt.date(2026, 4, 14)
TRUTH = """account_id,label,kind,onset,kwh_per_day,strength
A1,Theft,ct_shunt,2026-04-01,12.5,0.4
A2,fraud,meter_bypass,2026-04-02,30,0.9
A3,confounder,vacancy,2026-03-20,0,
A4,clean,,,0,
A5,0,,,0,
A9,thief,zero_use,2026-05-01,3,0.2
"""


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, TABLES[name].arrow_schema)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with one finished run: A1 and A3 are listed, A2 is not."""
    lake = Lake(tmp_path_factory.mktemp("lake") / "lake")
    found = {"run_date": DATE, "means": "ct_shunt", "onset": dt.date(2026, 4, 3)}
    found |= {"kwh_per_day": 10.0, "coverage": 1.0}
    given = {"A1": 0.95, "A3": 0.6, "A2": 0.4, "A4": 0.1, "A5": 0.0, "X7": 0.2}
    scores = [found | {"account_id": name, "score": score} for name, score in given.items()]
    listed = [row | {"rank": place + 1, "change": "new"} for place, row in enumerate(scores[:2])]
    lake.replace_partitions("scores", {DATE.isoformat(): table("scores", scores)})
    lake.replace_partitions("suspects", {DATE.isoformat(): table("suspects", listed)})
    lake.replace("runs", table("runs", [{"run_date": DATE, "command": "run"}]))
    return lake


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text(TRUTH)
    return path


def evaluate(lake: Lake, truth: Path, *words: object, date: dt.date = DATE) -> Result:
    named = ["evaluate", "--lake", lake.root, "--date", date, "--truth", truth, "--quick"]
    return CliRunner().invoke(app, [str(word) for word in (*named, *words)])


def test_report_is_readable_where_there_is_no_terminal(lake: Lake, truth: Path) -> None:
    ended = evaluate(lake, truth, "--capacity", 1)
    assert ended.exit_code == 0, ended.output
    for words in (
        "6 accounts with a truth; 2 steal, 1 only look odd",
        "precision 50 %, recall 50 %",
        "Thieves found, by strength",
        "Missed thieves, the largest first (1)",
        "A2       meter bypass  2026-04-02       30   0.40     3",
        "A3       vacancy   Current transformer shunted   0.60     2",
        "right for 1 of 1",
        "no probabilities yet",
        "13 days after the onset",
        "over 1 list",
        "Note: thefts that begin after the business date and count as normal: 1.",
    ):
        assert words in ended.stdout
    assert "\x1b" not in ended.stdout


def test_json_and_file_hold_the_same(lake: Lake, truth: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    ended = evaluate(lake, truth, "--json", "--out", out)
    assert ended.exit_code == 0, ended.output
    answer = json.loads(ended.stdout)
    assert answer == json.loads(out.read_text())
    assert answer["kind"] == "evaluation"
    assert answer["population"]["without_truth"] == 1
    assert answer["population"]["not_scored"] == 1
    assert answer["confounders"][0]["on_list"] == 1
    assert answer["recall_by_strength"]["by"] == "strength"


def test_page_is_written_and_named(lake: Lake, truth: Path, tmp_path: Path) -> None:
    ended = evaluate(lake, truth, "--out", tmp_path / "report.html")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.rstrip().endswith("report.html: written")
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("A7,maybe,,,,", "row 7: label 'maybe' is not known"),
        ("A1,theft,,,,", "row 7: account_id 'A1' was in row 1 already"),
    ],
)
def test_truth_that_breaks_the_contract_ends_with_3(
    lake: Lake, truth: Path, line: str, message: str
) -> None:
    truth.write_text(TRUTH + line)
    ended = evaluate(lake, truth)
    assert ended.exit_code == 3
    assert message in ended.stderr


def test_without_a_run_it_ends_with_4_and_says_what_to_start(lake: Lake, truth: Path) -> None:
    ended = evaluate(lake, truth, date=dt.date(2026, 4, 15))
    assert ended.exit_code == 4
    assert f"wattsleuth run --lake {lake.root} --date 2026-04-15" in ended.stderr


@pytest.mark.parametrize(
    "words",
    [("--out", "report.pdf"), ("--since", "2026-04-15"), ("--capacity", "0")],
)
def test_wrong_options_end_with_2(lake: Lake, truth: Path, words: tuple[str, str]) -> None:
    assert evaluate(lake, truth, *words).exit_code == 2
