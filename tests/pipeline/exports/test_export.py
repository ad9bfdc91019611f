import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.case import Case
from pipeline.contract import SCORES, SUSPECTS
from pipeline.exports import SUFFIXES, ExportError, export_scores, export_suspects, export_table
from pipeline.settings import Settings

Export = dict[str, Any]


@pytest.fixture
def options(settings: Settings, run_date: dt.date) -> Export:
    return {"settings": settings, "run_date": run_date}


@pytest.fixture
def scores(run_date: dt.date) -> pa.Table:
    rows = [
        {"run_date": run_date, "account_id": "A1", "score": 0.2, "coverage": 1.0},
        {"run_date": run_date, "account_id": "=A2", "score": 0.9, "means": "ct_shunt"},
        {"run_date": run_date, "account_id": "A3", "disqualified": "too_few_days"},
    ]
    return pa.Table.from_pylist(rows, SCORES.arrow_schema)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_list_gives_the_same_bytes(
    suffix: str, rows: pa.Table, cases: tuple[Case, ...], options: Export, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
    for path in paths:
        export_suspects(rows, cases, path, **options)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty_list_and_list_without_cases_are_written(
    suffix: str, rows: pa.Table, options: Export, tmp_path: Path
) -> None:
    export_suspects(rows.slice(0, 0), [], tmp_path / f"empty{suffix}", **options)
    export_suspects(rows, [], tmp_path / f"bare{suffix}", **options)
    assert (tmp_path / f"empty{suffix}").stat().st_size > 0


def test_parquet_keeps_the_contract(rows: pa.Table, options: Export, tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    export_suspects(rows, [], path, **options)
    back = pq.read_table(path)
    assert back.schema == pa.schema([(c.name, c.arrow_type) for c in SUSPECTS.columns])
    assert back.to_pylist() == rows.to_pylist()


def test_csv_has_the_contract_columns_and_json_lists(
    rows: pa.Table, options: Export, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    export_suspects(rows, [], path, **options)
    read = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert tuple(read[0]) == SUSPECTS.names
    assert json.loads(read[0]["evidence"]) == rows["evidence"][0].as_py()
    assert read[3]["account_id"].startswith("'=")


def test_rows_are_written_by_rank_from_pandas_too(
    rows: pa.Table, options: Export, tmp_path: Path
) -> None:
    backwards = rows.to_pandas().iloc[::-1]
    export_suspects(backwards, [], tmp_path / "list.parquet", **options)
    assert pq.read_table(tmp_path / "list.parquet").to_pylist() == rows.to_pylist()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_scores_are_written(
    suffix: str, scores: pa.Table, run_date: dt.date, tmp_path: Path
) -> None:
    path = tmp_path / f"scores{suffix}"
    export_scores(scores, path, run_date=run_date)
    assert path.stat().st_size > 100


def test_score_page_lists_the_highest_first(
    scores: pa.Table, run_date: dt.date, tmp_path: Path
) -> None:
    export_scores(scores, tmp_path / "scores.html", run_date=run_date)
    text = (tmp_path / "scores.html").read_text(encoding="utf-8")
    assert text.index("=A2") < text.index(">A1<") < text.index(">A3<")
    assert "too few days" in text


@pytest.mark.parametrize("name", ["list.pdf", "list", "list.xls"])
def test_unknown_suffix_names_the_known_ones(
    name: str, rows: pa.Table, options: Export, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"\.csv, \.parquet, \.xlsx, \.html"):
        export_suspects(rows, [], tmp_path / name, **options)
    assert not list(tmp_path.iterdir())


def test_missing_column_is_named(rows: pa.Table, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"suspects: columns .*account_id.* are missing"):
        export_table(rows.drop_columns(["account_id"]), tmp_path / "a.csv", SUSPECTS)


def test_value_of_wrong_type_is_refused(run_date: dt.date, tmp_path: Path) -> None:
    frame = pd.DataFrame({"run_date": [run_date], "account_id": ["A"], "score": ["high"]})
    with pytest.raises(ExportError, match="does not fit the contract"):
        export_table(frame, tmp_path / "a.csv", SCORES)


def test_too_many_scores_for_a_page_are_refused(run_date: dt.date, tmp_path: Path) -> None:
    count = 20_001
    table = pa.table({"run_date": [run_date] * count, "account_id": ["A"] * count})
    with pytest.raises(ExportError, match=r"20,001 rows .* export as \.csv"):
        export_scores(table, tmp_path / "scores.html", run_date=run_date)
