"""Step: what was measured on a day, put where data scientists and trainings find it."""

from __future__ import annotations

import pyarrow as pa

from models.feature_values import feature_names, name_rows, names_id, value_rows
from models.scoring import Scored
from pipeline.contract import TABLES
from pipeline.contract.check import check_rows
from pipeline.lake import Lake


def publish_values(lake: Lake, cold: Scored, key: str) -> None:
    """Write what was measured as the partition `key`, and the names where they are new."""
    names = feature_names(cold)
    known = lake.read("feature_names")
    if names_id(names) not in set(known["names_id"].to_pylist()):
        lake.replace("feature_names", pa.concat_tables([known, name_rows(names)]))
    rows = value_rows(cold)
    check_rows(rows, TABLES["feature_values"])
    lake.replace_partitions("feature_values", {key: rows})
