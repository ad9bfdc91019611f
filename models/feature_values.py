"""Feature values: what was measured on every account on a scored day, kept to learn from."""

from __future__ import annotations

import datetime as dt
import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from models.scoring import Scored
from pipeline.contract import TABLES
from pipeline.lake import Lake

# Kept beside the features: the score that a learner blends is not in table `scores` any more.
COLD_START_SCORE = "cold_start_score"


def feature_names(cold: Scored) -> tuple[str, ...]:
    """Return the names of the values of a scored day, in their order."""
    return (*(feature.name for feature in cold.table.features), COLD_START_SCORE)


def names_id(names: tuple[str, ...]) -> str:
    """Return the digest that stands for `names` in their order."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def value_rows(cold: Scored) -> pa.Table:
    """Return table `feature_values` of a day as the cold start scored it, float32.

    Values are those of `feature_names`, NaN where a feature could not be judged.
    """
    scores = cold.scores
    cold_start = scores["score"].to_numpy(dtype=np.float64)
    matrix = np.column_stack([cold.table.matrix(), cold_start]).astype(np.float32)
    accounts, count = matrix.shape
    offsets = np.arange(0, accounts * count + 1, count, dtype=np.int32)
    values = pa.ListArray.from_arrays(offsets, pa.array(matrix.ravel()))
    schema = TABLES["feature_values"].arrow_schema
    columns = [
        pa.array(scores["run_date"], pa.date32()),
        pa.array(scores["account_id"], pa.string()),
        pa.repeat(pa.scalar(names_id(feature_names(cold))), accounts),
        values,
    ]
    return pa.table(columns, schema=schema).sort_by("account_id")


def name_rows(names: tuple[str, ...]) -> pa.Table:
    """Return the rows of table `feature_names` for one set of names."""
    columns = [[names_id(names)] * len(names), range(len(names)), names]
    schema = TABLES["feature_names"].arrow_schema
    return pa.table([pa.array(column) for column in columns], names=schema.names).cast(schema)


def read_feature_values(
    lake: Lake, date: dt.date, account_ids: list[str] | None = None
) -> pd.DataFrame:
    """Return what was measured on `date`: a row an account, a column a feature, float32.

    The index is account_id, in its order; NaN could not be judged. account_ids: these alone,
    where they were scored. Column `cold_start_score` is the score without what was learned
    from outcomes. Empty, without columns, where no run of that date kept its values.
    """
    rows = lake.read("feature_values", first=date, last=date)
    if account_ids is not None:
        rows = rows.filter(pc.is_in(rows["account_id"], pa.array(account_ids, pa.string())))
    if not rows.num_rows:
        return pd.DataFrame(index=pd.Index([], name="account_id", dtype=object))
    names = _names(lake, str(rows["names_id"][0]))
    values = rows["values"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    index = pd.Index(rows["account_id"].to_pylist(), name="account_id", dtype=object)
    return pd.DataFrame(values.reshape(rows.num_rows, len(names)), index=index, columns=names)


def _names(lake: Lake, wanted: str) -> list[str]:
    known = lake.frame("feature_names")
    return known[known["names_id"] == wanted].sort_values("place")["feature"].tolist()
