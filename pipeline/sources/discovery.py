"""Which files hold which table: by name, by folder, or by the settings' globs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.contract.inputs import INPUT_TABLES
from pipeline.settings import Settings

DATA_SUFFIXES = (".parquet", ".pq", ".csv", ".csv.gz")


@dataclass(frozen=True)
class SourceFile:
    """One file of a delivery: where it is, its table, name at delivery and hive partitions."""

    path: Path
    table: str
    name: str
    partitions: tuple[tuple[str, str], ...] = ()

    @property
    def is_parquet(self) -> bool:
        """Whether the suffix says Parquet; everything else is read as CSV."""
        return self.path.suffix.lower() in {".parquet", ".pq"}


@dataclass
class Discovery:
    """Files found, in order of table and name, and what was found wrong."""

    files: list[SourceFile] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def discover(paths: Iterable[Path], settings: Settings) -> Discovery:
    """Find the files of every input table under `paths`.

    A path is a folder that holds tables by name, or one such table (file or folder).
    Hidden files and those that start with an underscore are left out.
    """
    found = Discovery()
    for path in paths:
        if not path.exists():
            found.problems.append((path.name, "does not exist"))
        elif table := _table_of(path, settings):
            _add_table(found, path, table, path.name)
        elif path.is_dir() and any(path.iterdir()):
            _add_folder(found, path, settings)
        else:
            found.problems.append((path.name, _UNKNOWN))
    names = Counter(file.name for file in found.files)
    # Two folders may deliver files of the same name: their folders tell them apart.
    found.files = [
        replace(file, name=f"{file.path.parent.name}/{file.name}") if names[file.name] > 1 else file
        for file in found.files
    ]
    return found


_UNKNOWN = (
    "holds no known table: name it after one of "
    + ", ".join(INPUT_TABLES)
    + ", or give its name under files = [...] of [ingest.<table>] in the settings"
)


def _add_folder(found: Discovery, folder: Path, settings: Settings) -> None:
    for entry in _entries(folder):
        if table := _table_of(entry, settings):
            _add_table(found, entry, table, entry.name)
        elif any(_has_data_suffix(path) for path in (entry, *entry.rglob("*"))):
            found.problems.append((entry.name, _UNKNOWN))


def _table_of(path: Path, settings: Settings) -> str | None:
    for table, mapping in settings.ingest.items():
        if any(fnmatchcase(path.name, glob) for glob in mapping.files):
            return table
    stem = path.name.split(".")[0]
    if stem in INPUT_TABLES and (path.is_dir() or _has_data_suffix(path)):
        return stem
    return None


def _has_data_suffix(path: Path) -> bool:
    return path.name.lower().endswith(DATA_SUFFIXES)


def _entries(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if not entry.name.startswith((".", "_")):
            yield entry


def _add_table(found: Discovery, path: Path, table: str, name: str) -> None:
    if path.is_file():
        found.files.append(SourceFile(path, table, name, _partitions(name)))
        return
    for entry in _entries(path):
        inner = f"{name}/{entry.name}"
        if entry.is_dir() or _has_data_suffix(entry):
            _add_table(found, entry, table, inner)
        else:
            found.problems.append((inner, f"is neither Parquet nor CSV, in table {table}"))


def _partitions(name: str) -> tuple[tuple[str, str], ...]:
    parts = [part.partition("=") for part in name.split("/")[:-1] if "=" in part]
    return tuple((key, value) for key, _, value in parts)
