"""Step: the case files of a list, for the workbench."""

from __future__ import annotations

import math

import pandas as pd
import pyarrow as pa

from models.case_file import build_cases
from models.case_text import case_text
from models.scoring import Scored
from pipeline.case import Case
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings

NAME = "case_files"
# Who opens one case reads one group of rows, whatever the length of the list.
GROUP_ROWS = 100
# A list shows so many days beside each suspect; it need not open every case for them.
SPARK_DAYS = 90


def publish_case_files(
    lake: Lake, settings: Settings, scored: Scored, suspects: pd.DataFrame
) -> None:
    """Write the case of every suspect of a list that is in the lake already."""
    ids = suspects["account_id"].tolist()
    cases = build_cases(lake, settings, scored, ids, raw_days=0, weigh=True)
    rows = pa.table(
        {
            "run_date": pa.array([scored.date] * len(ids), pa.date32()),
            "account_id": pa.array(ids, pa.string()),
            "content": pa.array(map(case_text, cases), pa.string()),
            "daily_kwh": pa.array(map(_last_days, cases), pa.list_(pa.float32())),
        },
        TABLES[NAME].arrow_schema,
    ).sort_by("account_id")
    _replace(lake, scored.date.isoformat(), rows)


def _last_days(case: Case) -> list[float | None]:
    recent = case.daily_kwh[-SPARK_DAYS:].tolist()
    return [kwh if math.isfinite(kwh) else None for kwh in recent]


def _replace(lake: Lake, key: str, rows: pa.Table) -> None:
    delta = lake.delta(NAME)
    old = [file for file in delta.files() if file.partition == key]
    new = []
    if rows.num_rows:
        file = delta.new_file(key)
        kept = rows.drop_columns(["run_date"])
        for start in range(0, rows.num_rows, GROUP_ROWS):
            file.add(kept.slice(start, GROUP_ROWS))
        new.append(delta.stored(file, key))
    if new or old:
        delta.commit(new, old)
