"""CSV files, good and broken: one bad cell costs one row, and no row is lost."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.contract import INPUT_TABLES
from pipeline.settings import Settings, TableMapping
from pipeline.sources import Batch, SourceError, SourceFile, csv_file, read_batches

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
HEAD = "meter_id,ts,p_kw\n"


def _read(
    path: Path, table: str = "readings", **mapping: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    settings = Settings.model_validate({"ingest": {table: mapping}})
    batches = read_batches(
        SourceFile(path, table, path.name),
        INPUT_TABLES[table],
        settings.ingest[table],
        settings,
        NOW,
    )
    good: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    for batch in batches:
        rows = batch.rows.to_pylist()
        good += [row | {"#": int(n)} for row, n in zip(rows, batch.numbers, strict=True)]
        bad += batch.rejects.to_pylist()
    return good, bad


def _write(folder: Path, text: str | bytes, name: str = "readings.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _reasons(bad: list[dict[str, Any]]) -> list[tuple[int, str | None, str]]:
    return sorted((row["row"], row["column"], row["reason"]) for row in bad)


def test_plain_rows(tmp_path: Path) -> None:
    good, bad = _read(_write(tmp_path, HEAD + "M1,2026-01-01T00:15:00,1.5\n"))
    assert not bad
    assert good[0]["meter_id"] == "M1"
    assert good[0]["ts"] == dt.datetime(2026, 1, 1, 0, 15, tzinfo=dt.UTC)
    assert good[0]["p_kw"] == 1.5
    assert good[0]["source"] == "meter"
    assert good[0]["u_a"] is None


def test_each_bad_cell_costs_its_row_alone(tmp_path: Path) -> None:
    rows = [
        "M1,2026-01-01 00:15,1",
        "M1,2026-01-01 00:30,abc",
        "M1,not a time,1",
        ",2026-01-01 00:45,1",
        "M1,1999-12-31 23:00,1",
        "M1,2026-06-01 13:01,1",
        "M1,2026-06-01 13:00,1",
        "M1,2026-01-01 01:00,1e9",
        "M1,2026-01-01 01:15,inf",
        "M1,2026-01-01 01:30",
        "M1,2026-01-01 01:45,1,2",
        "M1,2026-01-01 02:00,NULL",
        "M1,,1",
        "M1, 2026-01-01 02:15 , 7 ",
    ]
    good, bad = _read(_write(tmp_path, HEAD + "\n".join(rows)))
    assert _reasons(bad) == [
        (2, "p_kw", "unparsable"),
        (3, "ts", "unparsable"),
        (4, "meter_id", "missing_required"),
        (5, "ts", "before_2000"),
        (6, "ts", "after_delivery"),
        (8, "p_kw", "out_of_range"),
        (9, "p_kw", "unparsable"),
        (10, None, "wrong_column_count"),
        (11, None, "wrong_column_count"),
        (13, "ts", "missing_required"),
    ]
    assert [row["#"] for row in good] == [1, 7, 12, 14]
    assert [row["p_kw"] for row in good] == [1.0, 1.0, None, 7.0]
    raw = {row["row"]: row["raw"] for row in bad}
    assert raw[2] == rows[1]
    assert raw[10] == rows[9]


def test_broken_utf8_is_kept_readable(tmp_path: Path) -> None:
    text = HEAD.encode() + b"M\xff1,2026-01-01 00:15,1\nM2,2026-01-01 00:15,1\n"
    good, bad = _read(_write(tmp_path, text))
    assert [row["meter_id"] for row in good] == ["M2"]
    assert _reasons(bad) == [(1, "meter_id", "broken_utf8")]
    assert bad[0]["raw"] == "M\\xff1,2026-01-01 00:15,1"


def test_stray_quote_costs_its_line_alone(tmp_path: Path) -> None:
    rows = [f"M{k},2026-01-01 00:15,1" for k in range(1, 9)]
    rows[2] = 'M3,2026-01-01 00:15,"1'
    good, bad = _read(_write(tmp_path, HEAD + "\n".join(rows) + "\n"))
    assert _reasons(bad) == [(3, None, "unparsable")]
    assert [row["#"] for row in good] == [1, 2, 4, 5, 6, 7, 8]


def test_stray_quote_in_a_later_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "BLOCK_BYTES", 256)
    rows = [f"M{k},2026-01-01 00:15,1" for k in range(1, 101)]
    rows[39] = "M40,2026-01-01 00:15"
    rows[69] = '"M70,2026-01-01 00:15,1'
    good, bad = _read(_write(tmp_path, HEAD + "\n".join(rows) + "\n"))
    assert _reasons(bad) == [(40, None, "wrong_column_count"), (70, None, "unparsable")]
    assert [row["#"] for row in good] == [k for k in range(1, 101) if k not in (40, 70)]
    assert all(row["meter_id"] == f"M{row['#']}" for row in good)


def test_quoted_newline_in_free_text_is_one_row(tmp_path: Path) -> None:
    text = 'device_id,ts,code,detail\nM1,2026-01-01 01:00,x,"two\nlines, here"\n'
    text += "M2,2026-01-01 01:00,y,\n"
    good, bad = _read(_write(tmp_path, text, "events.csv"), "events")
    assert not bad
    assert [row["detail"] for row in good] == ["two\nlines, here", None]
    assert good[0]["profile"] == "canonical"


def test_events_keep_unknown_codes_and_profiles(tmp_path: Path) -> None:
    text = "device_id,ts,profile,code\nM1,2026-01-01 01:00,martian,42\n"
    good, bad = _read(_write(tmp_path, text, "events.csv"), "events")
    assert not bad
    assert (good[0]["profile"], good[0]["code"]) == ("martian", "42")


def test_unknown_words(tmp_path: Path) -> None:
    text = "account_id,meter_id,wiring,tariff_class,has_pv\nA,M,3p4w,RESIDENTIAL,yes\nB,M,4P9W,,0\n"
    text += "C,M,,farm,no\nD,M,,,maybe\n"
    good, bad = _read(
        _write(tmp_path, text, "accounts.csv"),
        "accounts",
        words={"tariff_class": {"Farm": "agricultural"}},
    )
    assert [row["wiring"] for row in good] == ["3P4W", None]
    assert [row["tariff_class"] for row in good] == ["residential", "agricultural"]
    assert [row["has_pv"] for row in good] == [True, False]
    assert _reasons(bad) == [(2, "wiring", "unknown_word"), (4, "has_pv", "unparsable")]


def test_gzip_semicolons_decimal_comma_and_encoding(tmp_path: Path) -> None:
    text = "\ufeffZähler;Zeit;Leistung\nÄ1;31.01.2026 00:15;1.234,5\n"
    path = tmp_path / "readings.csv.gz"
    path.write_bytes(gzip.compress(text.encode("utf-16")))
    good, bad = _read(
        path,
        columns={"meter_id": "Zähler", "ts": "Zeit", "p_kw": "Leistung"},
        csv={"delimiter": ";", "decimal": ",", "thousands": ".", "encoding": "utf-16"},
        time={"formats": ["%d.%m.%Y %H:%M"]},
    )
    assert not bad
    assert (good[0]["meter_id"], good[0]["p_kw"]) == ("Ä1", 1234.5)
    assert good[0]["ts"] == dt.datetime(2026, 1, 31, 0, 15, tzinfo=dt.UTC)


def test_bytes_foreign_to_the_encoding(tmp_path: Path) -> None:
    text = HEAD.encode() + "电表".encode("gb18030") + b"\x81,2026-01-01 00:15,1\n"
    text += "电表".encode("gb18030") + b",2026-01-01 00:15,1\n"
    good, bad = _read(_write(tmp_path, text), csv={"encoding": "gb18030"})
    assert [row["meter_id"] for row in good] == ["电表"]
    assert [row["reason"] for row in bad] == ["broken_utf8"]


def test_truncated_gzip_is_reported_and_the_rest_taken(tmp_path: Path) -> None:
    rows = "".join(f"M{k},2026-01-01 00:15,{k % 97}.5\n" for k in range(200_000))
    path = tmp_path / "readings.csv.gz"
    packed = gzip.compress((HEAD + rows).encode())
    path.write_bytes(packed[: len(packed) - 2000])
    settings = Settings()
    batches = read_batches(
        SourceFile(path, "readings", path.name),
        INPUT_TABLES["readings"],
        TableMapping(),
        settings,
        NOW,
    )
    taken: list[Batch] = []
    with pytest.raises(SourceError, match="stops short"):
        taken.extend(batches)
    assert not any(batch.rejects.num_rows for batch in taken)
    values = [value for batch in taken for value in batch.rows["p_kw"].to_pylist()]
    assert 100_000 < len(values) < 200_000
    assert values == [k % 97 + 0.5 for k in range(len(values))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("meter_id,p_kw\nM1,1\n", "lacks column ts"),
        ("meter_id,ts,ts\nM1,1,1\n", "twice"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "lacks column"),
    ],
)
def test_file_that_breaks_the_contract(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        _read(_write(tmp_path, text))


def test_cells_that_only_the_slow_reader_sees(tmp_path: Path) -> None:
    giant = "x" * 200_000
    rows = ["M1,2026-01-01 00:15,1", 'M2,"2026', f"M3,{giant},1", "M\0,2026-01-01 00:15,1"]
    good, bad = _read(_write(tmp_path, HEAD + "\n".join(rows)))
    assert [row["meter_id"] for row in good] == ["M1", "M\0"]
    assert _reasons(bad) == [(2, None, "unparsable"), (3, None, "unparsable")]


def test_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert _read(_write(tmp_path, HEAD)) == ([], [])


def test_file_without_header(tmp_path: Path) -> None:
    path = _write(tmp_path, "M1,2026-01-01 00:15,1\n")
    good, _ = _read(path, csv={"header": ["meter_id", "ts", "p_kw"]})
    assert good[0]["#"] == 1


def test_blank_lines_and_windows_line_ends(tmp_path: Path) -> None:
    good, bad = _read(
        _write(tmp_path, HEAD.replace("\n", "\r\n") + "\r\nM1,2026-01-01 00:15,1\r\n")
    )
    assert (len(good), bad) == (1, [])


def test_incomplete_days_are_refused(tmp_path: Path) -> None:
    text = "meter_id,ts,interval_kwh,count\nM1,2026-01-01,5,48\nM1,2026-01-02,1,7\n"
    good, bad = _read(_write(tmp_path, text), at_least={"count": 40})
    assert [row["interval_kwh"] for row in good] == [5.0]
    assert _reasons(bad) == [(2, "count", "incomplete")]


def test_sums_differences_units_and_constants(tmp_path: Path) -> None:
    text = "ts,a,b,lag,lead,pf\n2026-01-01 00:15,1000,500,4,1,95\n2026-01-01 00:30,,500,,,\n"
    good, _ = _read(
        _write(tmp_path, text),
        columns={"interval_kwh": ["a", "b"], "q_kvar": ["lag", "-lead"]},
        units={"interval_kwh": "Wh", "q_kvar": "kvarh", "pf": "%"},
        constants={"meter_id": "PLANT"},
        time={"step_minutes": 15},
    )
    assert [row["interval_kwh"] for row in good] == [1.5, 0.5]
    assert [row["q_kvar"] for row in good] == [12.0, None]
    assert good[0]["pf"] == pytest.approx(0.95)
    assert {row["meter_id"] for row in good} == {"PLANT"}


def test_batch_has_the_contract_s_types(tmp_path: Path) -> None:
    path = _write(tmp_path, HEAD + "M1,2026-01-01 00:15,1\n")
    settings = Settings.model_validate({"ingest": {"readings": {}}})
    batch = next(
        iter(
            read_batches(
                SourceFile(path, "readings", path.name),
                INPUT_TABLES["readings"],
                settings.ingest["readings"],
                settings,
                NOW,
            )
        )
    )
    for column in INPUT_TABLES["readings"].columns:
        assert batch.rows.schema.field(column.name).type == column.arrow_type
    assert batch.rows.schema.field("is_primary").type == pa.bool_()
