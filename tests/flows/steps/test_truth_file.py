import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from flows.steps.truth_file import read_truth
from models.evaluation.truth import TruthError

ZONE = "Asia/Shanghai"


def test_csv_keeps_account_ids_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("\ufeffAccount_ID ,label,onset,more\n0012,1,2026-03-01,x\n0013,0,,y\n")
    table = read_truth(path, ZONE)
    assert table["account_id"].tolist() == ["0012", "0013"]
    assert table["label"].tolist() == ["theft", "normal"]
    assert table["onset"].tolist() == [dt.date(2026, 3, 1), None]


def test_parquet_is_read_in_whatever_types_it_has(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {
            "account_id": [12, 13, 14],
            "label": [True, False, True],
            "onset": pd.to_datetime(["2026-03-01T20:00Z", None, "2026-03-02T00:00Z"]),
            "kwh_per_day": [3.5, None, 1.0],
        }
    )
    rows.to_parquet(tmp_path / "truth.parquet")
    table = read_truth(tmp_path / "truth.parquet", ZONE)
    assert table["account_id"].tolist() == ["12", "13", "14"]
    assert table["label"].tolist() == ["theft", "normal", "theft"]
    assert table["onset"].tolist() == [dt.date(2026, 3, 2), None, dt.date(2026, 3, 2)]
    assert table["kwh_per_day"].tolist()[::2] == [3.5, 1.0]


def test_a_folder_of_files_is_one_table(tmp_path: Path) -> None:
    for name in "AB":
        (tmp_path / f"{name}.csv").write_text(f"account_id,label\n{name},1\n")
    (tmp_path / "_notes.csv").write_text("not,this\n")
    assert read_truth(tmp_path, ZONE)["account_id"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("truth.txt", b"account_id,label\n", "ends in one of .csv"),
        ("truth.parquet", b"no parquet", "cannot be read"),
        ("truth.csv", b"", "cannot be read"),
        ("truth.csv", b"account_id,label\n\xff\xfe,1\n", "cannot be read"),
        ("truth.csv", b"account_id,label\nA,1\nB,2\n", "truth.csv, row 2: label '2'"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TruthError, match=message):
        read_truth(tmp_path / name, ZONE)


def test_an_empty_folder_holds_no_truth(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="holds no truth table"):
        read_truth(tmp_path, ZONE)
