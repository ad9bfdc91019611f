"""Published: the lists that runs have left in the lake, read once per version."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from pipeline.lake import Lake

_KEPT = 12


@dataclass
class Published:
    """Tables of finished business dates; frames are shared and must not be changed."""

    lake: Lake
    _frames: OrderedDict[tuple[str, str, int | None], pd.DataFrame] = field(
        default_factory=OrderedDict
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def dates(self) -> list[dt.date]:
        """Return the dates with a finished run, oldest first."""
        runs = self.frame("runs")
        finished = runs.loc[runs["command"] == "run", "run_date"]
        return sorted(set(finished))

    def latest(self) -> dt.date | None:
        """Return the last finished date."""
        dates = self.dates()
        return dates[-1] if dates else None

    def suspects(self, date: dt.date) -> pd.DataFrame:
        """Return table `suspects` of a date by rank."""
        return self.frame("suspects", date)

    def accounts(self) -> pd.DataFrame:
        """Return table `accounts` by account_id, the latest period of validity of each."""
        version = ("accounts by id", "", self.lake.version("accounts"))
        return self._kept(version, self._latest_accounts)

    def frame(self, name: str, date: dt.date | None = None) -> pd.DataFrame:
        """Return table `name`, of one run date where it is given."""
        key = (name, str(date or ""), self.lake.version(name))
        return self._kept(key, lambda: self._read(name, date))

    def columns(
        self, name: str, columns: tuple[str, ...], first: dt.date, last: dt.date
    ) -> pd.DataFrame:
        """Return a few columns of table `name`, of the run dates in [first, last]."""
        key = (f"{name} {columns}", f"{first} {last}", self.lake.version(name))
        read = self.lake.frame
        return self._kept(key, lambda: read(name, first=first, last=last, columns=list(columns)))

    def _kept(
        self, key: tuple[str, str, int | None], make: Callable[[], pd.DataFrame]
    ) -> pd.DataFrame:
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
                return self._frames[key]
        frame = make()
        with self._lock:
            self._frames[key] = frame
            while len(self._frames) > _KEPT:
                self._frames.popitem(last=False)
        return frame

    def _read(self, name: str, date: dt.date | None) -> pd.DataFrame:
        frame = self.lake.frame(name, first=date, last=date)
        if name == "suspects":
            return frame.sort_values("rank", kind="stable").reset_index(drop=True)
        return frame

    def _latest_accounts(self) -> pd.DataFrame:
        ordered = self.frame("accounts").sort_values("valid_from", na_position="first")
        return ordered.drop_duplicates("account_id", keep="last").set_index("account_id")
