"""Step: the case files of a list, for the workbench."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from models.case_file import build_cases
from models.case_text import case_text
from models.scoring import Scored
from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings

NAME = "case_files"


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
        },
        TABLES[NAME].arrow_schema,
    ).sort_by("account_id")
    lake.replace_partitions(NAME, {scored.date.isoformat(): rows})
