"""A lake as it was: every table at a recorded version, nothing written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NoReturn

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from pipeline.contract.table import Table
from pipeline.lake.delta import DeltaFolder, StoredFile
from pipeline.lake.lake import Lake
from pipeline.lake.new_file import NewFile
from pipeline.settings import Settings

Versions = Mapping[str, int | None]


class ReadOnlyError(RuntimeError):
    """Somebody tried to write to a lake of the past."""


class VersionGoneError(ValueError):
    """A recorded version of a table cannot be read any more; the message says which and why."""


class PinnedFolder(DeltaFolder):
    """One table at one version; None is from before it was ever written.

    Parameters
    ----------
    root, table: as for `DeltaFolder`.
    pinned: the version.
    """

    def __init__(self, root: Path, table: Table, pinned: int | None) -> None:
        super().__init__(root, table)
        self._pinned = pinned

    def open(self, version: int | None = None) -> DeltaTable | None:
        """Open the table at its version, None if it was not there; VersionGoneError if lost."""
        if self._pinned is None:
            return None
        if version is not None and version != self._pinned:
            raise ValueError(f"{self.table.name} is pinned at {self._pinned}, not at {version}")
        try:
            return DeltaTable(str(self.root), version=self._pinned)
        except (DeltaError, OSError) as error:
            raise VersionGoneError(
                f"table {self.table.name} has no version {self._pinned} in {self.root} any more:"
                f" its log was cleaned up, or it is another lake ({error})"
            ) from error

    def new_file(self, partition: str | None = None) -> NewFile:
        """Refuse: nothing is written to the past."""
        _refuse(self.table.name)

    def commit(
        self,
        added: Iterable[StoredFile],
        removed: Iterable[StoredFile] = (),
        *,
        marker: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Refuse: nothing is written to the past."""
        _refuse(self.table.name)


class PinnedLake(Lake):
    """A read-only view of a lake at recorded versions.

    Parameters
    ----------
    root: the lake's folder.
    versions: version of each table, None where it had never been written. KeyError for a
        table that is not named: its version of that time is unknown.
    """

    def __init__(self, root: str | Path, versions: Versions) -> None:
        super().__init__(root)
        self._pinned = dict(versions)

    def versions(self) -> dict[str, int | None]:
        """Return the recorded version of each table that is named."""
        return dict(self._pinned)

    def delta(self, name: str) -> DeltaFolder:
        """Return the table called `name` at its version."""
        live = super().delta(name)
        if name not in self._pinned:
            raise KeyError(f"no version of table {name!r} was recorded")
        return PinnedFolder(live.root, live.table, self._pinned[name])

    def files(
        self,
        name: str,
        first: dt.date | None = None,
        last: dt.date | None = None,
        version: int | None = None,
    ) -> list[StoredFile]:
        """Return files as `Lake.files`; VersionGoneError where one was deleted since."""
        found = super().files(name, first, last, version)
        gone = [file.path.name for file in found if not file.path.exists()]
        if gone:
            raise VersionGoneError(
                f"table {name} at version {self._pinned[name]}: {len(gone)} of {len(found)} files"
                f" are gone, {gone[0]} first; old files were vacuumed"
            )
        return found

    def remember(self, settings: Settings) -> None:
        """Refuse: nothing is written to the past."""
        _refuse("settings")

    def lock(self, wait_seconds: float = 0) -> NoReturn:
        """Refuse: nothing is written to the past."""
        _refuse("the lock")


def _refuse(what: str) -> NoReturn:
    raise ReadOnlyError(f"{what}: a lake of the past is only read")
