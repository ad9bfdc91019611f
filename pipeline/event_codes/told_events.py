"""Told events: what the rows of table `events` say, in canonical words."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.event_codes.current_circuit import with_circuit_state
from pipeline.event_codes.maps import canonical_codes, ended_codes
from pipeline.event_codes.own_codes import OwnCode

# Nothing that a device means happens more often than this in a day.
FLOOD_EVENTS = 100


def canonical_of(events: pa.Table, own: tuple[OwnCode, ...] = ()) -> NDArray[np.str_]:
    """Return the canonical code of each row (n,) of `events`, as `canonical_codes` does."""
    return canonical_codes(*_asked(events), own)


def ends_of(events: pa.Table, own: tuple[OwnCode, ...] = ()) -> NDArray[np.str_]:
    """Return the canonical event that each row (n,) ends, "" where it ends none."""
    return ended_codes(*_asked(events), own)


def texts_of(events: pa.Table, name: str) -> NDArray[np.object_]:
    """Return a column as text (n,), the empty text where it is absent or null."""
    if name not in events.column_names:
        return np.full(events.num_rows, "", dtype=object)
    column = events.column(name).cast(pa.string()).combine_chunks()
    texts: NDArray[np.object_] = pc.fill_null(column, "").to_numpy(zero_copy_only=False)
    return texts.astype(object)


def _asked(
    events: pa.Table,
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    """Profile, code with the state of a current circuit, and device of each row (n,)."""
    profile, code = texts_of(events, "profile"), texts_of(events, "code")
    code = with_circuit_state(profile, code, texts_of(events, "detail"))
    return profile, code, texts_of(events, "device_id")
