"""Four public data sets, from their files to a list, by the commands alone.

Nobody in them is known to steal, so whoever is listed is a false alarm.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Wattsleuth

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("WATTSLEUTH_DATA", ROOT.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no data sets in {DATA}; set WATTSLEUTH_DATA to their folder"
)


@pytest.mark.parametrize(
    ("example", "file", "date", "accounts"),
    [
        ("newcastle_halfhourly", "sgsc_50_customers_30min.parquet", "2013-06-30", 50),
        ("london_daily", "lcl_50_customers_daily.csv", "2013-06-30", 50),
        ("steel_plant", "uci_steel_15min.csv", "2018-06-30", 1),
        ("household_minute", "uci_household_2009_1min.parquet", "2009-06-30", 1),
    ],
)
def test_honest_customers_stay_off_the_list(
    example: str, file: str, date: str, accounts: int, wattsleuth: Wattsleuth, tmp_path: Path
) -> None:
    lake, settings = tmp_path / "lake", ROOT / "examples" / f"{example}.toml"
    assert wattsleuth("ingest", "--lake", lake, "--settings", settings, DATA / file).code == 0
    ran = wattsleuth("run", "--lake", lake, "--date", date, "--json")
    assert ran.code == 0, ran.err
    for name in ("scores.parquet", "suspects.parquet", "suspects.html", "suspects.xlsx"):
        what = name.split(".")[0]
        out = tmp_path / name
        ended = wattsleuth("export", what, "--lake", lake, "--date", date, "--out", out)
        assert ended.code == 0, ended.err
        assert out.stat().st_size > 0
    scores = pq.read_table(tmp_path / "scores.parquet")
    assert scores.num_rows == accounts
    judged = scores.filter(pc.is_null(scores["disqualified"])).num_rows
    assert judged >= 0.9 * accounts
    assert pq.read_table(tmp_path / "suspects.parquet").num_rows <= 0.02 * accounts
