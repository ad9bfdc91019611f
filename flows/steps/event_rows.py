"""Events of one day, cleaned before they are counted.

The same event told twice, by two code lists or twice by one, counts once. A device that
repeats one code over and over is broken or badly set: its flood counts as one event, and
the number of floods is noted beside it.

An event counts on the day on which it starts and on no other, however long it lasted: many
devices never tell the end, and an event without one does not last for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode
from pipeline.event_codes import FLOOD_EVENTS, SILENT, OwnCode, canonical_of, texts_of

# Places of the codes in the order of the vocabulary; those that no map knows come last.
CODES = tuple(code.value for code in EventCode)
UNMAPPED = len(CODES)


@dataclass(frozen=True)
class EventRows:
    """Counts of the events of n devices on one day.

    counts: (codes + 1, n) events by canonical code, the unmapped ones last, floods as one.
    floods: (n,) codes that flooded. first_us: (n,) instant of the first event, NaN if none.
    """

    counts: NDArray[np.float32]
    floods: NDArray[np.float32]
    first_us: NDArray[np.float64]


def count_events(
    events: pa.Table, devices: pa.Array, own_codes: tuple[OwnCode, ...] = ()
) -> EventRows:
    """Clean and count `events` of `devices` (n,), of which each event's device must be one.

    events: rows of table `events`; phase and detail may be absent.
    """
    found = EventRows(
        np.zeros((UNMAPPED + 1, len(devices)), dtype=np.float32),
        np.zeros(len(devices), dtype=np.float32),
        np.full(len(devices), np.nan),
    )
    if not events.num_rows:
        return found
    kept = _distinct(events, devices, own_codes)
    places, device = kept["place"].to_numpy(), kept["device"].to_numpy()
    np.add.at(found.counts, (places, device), 1)
    is_flood = found.counts > FLOOD_EVENTS
    found.floods[:] = is_flood.sum(axis=0)
    found.counts[is_flood] = 1
    np.fmin.at(found.first_us, device, kept["ts"].to_numpy().astype(np.float64))
    return found


def _distinct(events: pa.Table, devices: pa.Array, own: tuple[OwnCode, ...]) -> pd.DataFrame:
    """Different events with `device` and `place`; those that say nothing are left out."""
    canonical = canonical_of(events, own)
    place = _places(canonical)
    device = events.column("device_id").cast(pa.string()).combine_chunks()
    rows = pd.DataFrame(
        {
            "device": pc.index_in(device, devices).to_numpy(),
            "ts": events.column("ts").cast(pa.int64()).to_numpy(),
            "place": place,
            # Two unknown codes at one instant are two events.
            "code": np.where(place == UNMAPPED, texts_of(events, "code"), ""),
            "phase": texts_of(events, "phase"),
        }
    )
    kept: pd.DataFrame = rows[canonical != SILENT].drop_duplicates()
    return kept


def _places(canonical: NDArray[np.str_]) -> NDArray[np.intp]:
    words = np.array(CODES)
    order = np.argsort(words)
    found = np.searchsorted(words, canonical, sorter=order).clip(max=len(words) - 1)
    places = order[found]
    return np.where(words[places] == canonical, places, UNMAPPED)
