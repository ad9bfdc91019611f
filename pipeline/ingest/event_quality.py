"""Event quality: what is wrong with the events of a delivery, counted and told.

None of it is dropped. Events keep their row in the lake; what cannot be true of them is not
used: an impossible end counts as none, an event told again counts once, a flood counts as
one event, and what came before a meter was installed belongs to no account.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.event_codes import (
    FLOOD_EVENTS,
    SILENT,
    OwnCode,
    canonical_of,
    ends_of,
    texts_of,
)
from pipeline.ingest.open_events import OpenEvents
from pipeline.ingest.reporting_devices import ReportingDevices
from pipeline.lake.delta import StoredFile

CLOCK_ERROR = dt.timedelta(hours=1)
_COLUMNS = ["device_id", "ts", "ts_end", "profile", "code", "phase", "detail"]


class EventFault(StrEnum):
    """What can be wrong with an event that is kept."""

    TOLD_AGAIN = "told_again"
    FLOOD = "flood"
    END_BEFORE_START = "end_before_start"
    END_AFTER_DELIVERY = "end_after_delivery"
    BEFORE_INSTALLATION = "before_installation"


@dataclass(frozen=True)
class EventQuality:
    """Counts of the events on the days that a delivery touched.

    unmapped: events whose code no map knows, by "profile code", commonest first. faults:
    events by `EventFault`; a flood is one device's one code on one day. started, open: by
    "kind code" (such as "meter magnetic_field") events whose end is told there, and those
    that have none yet.
    """

    unmapped: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[str, int] = field(default_factory=dict)
    started: Mapping[str, int] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)


def event_quality(
    files: Sequence[StoredFile],
    touched: Collection[str],
    own_codes: tuple[OwnCode, ...],
    accounts: pa.Table,
    delivered_at: dt.datetime,
) -> EventQuality:
    """Count what the stored events of the `touched` local days are like.

    files: of table `events`, a file or more a day, from the first of these days on: ends may
    have come on later ones. accounts: rows of that table. delivered_at: UTC instant.
    """
    devices, still_open = ReportingDevices(accounts), OpenEvents()
    faults: Counter[str] = Counter()
    unmapped: Counter[str] = Counter()
    latest_us = round((delivered_at + CLOCK_ERROR).timestamp() * 1e6)
    for file in sorted(files, key=lambda file: str(file.partition), reverse=True):
        events = _events(file, own_codes)
        impossible = _impossible_ends(events, latest_us)
        is_wrong = np.logical_or.reduce(list(impossible.values()))
        told = events.assign(end=events["end"].where(~is_wrong))
        counts = file.partition in touched
        still_open.see(told, devices.kinds(told["device"].to_numpy()), counts=counts)
        if counts:
            unknown = events["canonical"] == ""
            unmapped.update((events["profile"] + " " + events["code"])[unknown])
            faults.update({name: int(flags.sum()) for name, flags in impossible.items()})
            faults.update(_repeats(events))
            faults[EventFault.BEFORE_INSTALLATION.value] += _too_early(events, devices)
    return EventQuality(
        dict(sorted(unmapped.items(), key=lambda item: (-item[1], item[0]))),
        {fault.value: faults[fault.value] for fault in EventFault if faults[fault.value]},
        still_open.started,
        still_open.open,
    )


def _events(file: StoredFile, own: tuple[OwnCode, ...]) -> pd.DataFrame:
    """Rows of one file: device, ts, end, profile, code, phase, canonical and ends."""
    rows = pq.ParquetFile(file.path).read(columns=_COLUMNS)
    return pd.DataFrame(
        {
            "device": texts_of(rows, "device_id"),
            "ts": rows["ts"].cast(pa.int64()).to_numpy(),
            "end": rows["ts_end"].cast(pa.int64()).to_numpy().astype(np.float64),
            "profile": texts_of(rows, "profile"),
            "code": texts_of(rows, "code"),
            "phase": texts_of(rows, "phase"),
            "canonical": canonical_of(rows, own).astype(object),
            "ends": ends_of(rows, own).astype(object),
        }
    )


def _impossible_ends(events: pd.DataFrame, latest_us: int) -> dict[str, NDArray[np.bool_]]:
    return {
        EventFault.END_BEFORE_START.value: np.asarray(events["end"] < events["ts"]),
        EventFault.END_AFTER_DELIVERY.value: np.asarray(events["end"] > latest_us),
    }


def _repeats(events: pd.DataFrame) -> dict[str, int]:
    """Count events that another list told too, and floods among the different ones."""
    known = events[(events["canonical"] != SILENT) & (events["canonical"] != "")]
    different = known.drop_duplicates(["device", "ts", "canonical", "phase"])
    sizes = different.groupby(["device", "canonical"]).size()
    return {
        EventFault.TOLD_AGAIN.value: len(known) - len(different),
        EventFault.FLOOD.value: int((sizes > FLOOD_EVENTS).sum()),
    }


def _too_early(events: pd.DataFrame, devices: ReportingDevices) -> int:
    installed_us = devices.installed_us(events["device"].to_numpy())
    return int((events["ts"].to_numpy() < installed_us).sum())
