import csv
import json
import math
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exports.csv_file import defused, write_csv

STARTS = "=+-@＝＋－＠\t\r\n"


def one(text: str | None) -> str | None:
    found: str | None = defused(pa.chunked_array([pa.array([text], pa.string())]))[0].as_py()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\nx",
        "  =1",
        '"=1',
        "'=1",
        " \u00a0-1",
        "＝1",
    ],
)
def test_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert str(one(text)).startswith("'")


@pytest.mark.parametrize("text", ["A-1", "a=b", "1+1", "x@y", "", "D003", "用户-1"])
def test_harmless_text_stays(text: str) -> None:
    assert one(text) == text


def test_null_stays_null() -> None:
    assert one(None) is None


@pytest.mark.parametrize("text", ["a;=1", "a\t+1", "a\n@x", 'a; "-1', "a;\t＝1"])
def test_formula_after_a_separator_of_other_countries_is_defused(text: str) -> None:
    assert "'" in str(one(text))


@given(st.text(max_size=30))
def test_no_piece_of_a_split_cell_starts_a_formula(text: str) -> None:
    safe = str(one(text))
    for piece in safe.replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
        assert not piece.startswith(tuple(STARTS[:8]))


def test_file_keeps_nulls_dates_numbers_and_lists(tmp_path: Path) -> None:
    evidence = [{"text": "fell; =1", "value": -2.5}]
    table = pa.table(
        {
            "id": ["007", None],
            "kwh": [0.1 + 0.2, math.nan],
            "big": [1_234_567.25, 1e9],
            "evidence": pa.array([evidence, None]),
        }
    )
    write_csv(table, tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    first, second = csv.DictReader(raw.decode().splitlines())
    assert (first["id"], first["kwh"], first["big"]) == ("007", "0.3", "1234567.25")
    assert json.loads(first["evidence"]) == evidence
    assert ";" not in first["evidence"]
    assert (second["id"], second["kwh"], second["evidence"]) == ("", "", "")
