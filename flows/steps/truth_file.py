"""Step: the truth from a file, or a folder of files, that the user hands in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from models.evaluation.truth import OPTIONAL, REQUIRED, TruthError, truth_of

PARQUET_SUFFIXES = (".parquet", ".pq")
SUFFIXES = (".csv", ".csv.gz", *PARQUET_SUFFIXES)


def read_truth(path: Path, timezone: str) -> pd.DataFrame:
    """Read a truth table, CSV or Parquet by suffix, as `models.evaluation.truth.truth_of` does.

    timezone: of the utility. TruthError where the file cannot be read or breaks its contract.
    """
    files = (
        [path] if path.is_file() else sorted(file for file in path.rglob("*") if _is_table(file))
    )
    if not files:
        raise TruthError(
            f"{path}: holds no truth table; name a file that ends in one of {SUFFIXES}"
        )
    rows = pd.concat([_rows(file) for file in files], ignore_index=True)
    return truth_of(rows, path.name, timezone)


def _is_table(file: Path) -> bool:
    return file.name.lower().endswith(SUFFIXES) and not file.name.startswith((".", "_"))


def _rows(file: Path) -> pd.DataFrame:
    """Return the columns of the contract as they are in `file`, nulls as None."""
    if not _is_table(file):
        raise TruthError(f"{file}: a truth table ends in one of {', '.join(SUFFIXES)}")
    try:
        rows = _parquet(file) if file.suffix.lower() in PARQUET_SUFFIXES else _csv(file)
    except (OSError, ValueError) as error:  # broken bytes, text and Parquet are ValueErrors
        raise TruthError(f"{file}: cannot be read: {error}") from error
    rows.columns = [str(name).strip().lower() for name in rows.columns]
    return rows[[name for name in rows.columns if name in (*REQUIRED, *OPTIONAL)]]


def _csv(file: Path) -> pd.DataFrame:
    # As text: an account 0012 is not 12. The byte order mark is what spreadsheets write.
    return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _parquet(file: Path) -> pd.DataFrame:
    # Nullable types, so that whole numbers with nulls stay whole.
    return pd.read_parquet(file, dtype_backend="numpy_nullable")
