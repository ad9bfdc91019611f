"""Events whose code no map knows: kept, counted, and told at the end of a delivery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.event_codes import OwnCode, canonical_codes

_COLUMNS = ["profile", "code", "device_id"]


def unmapped_events(files: Iterable[Path], own_codes: tuple[OwnCode, ...]) -> Mapping[str, int]:
    """Count events of stored `files` that no map knows, by "profile code", commonest first."""
    found: Counter[str] = Counter()
    for path in files:
        rows = pq.ParquetFile(path).read(columns=_COLUMNS)
        profile, code, device = (
            pc.fill_null(rows[name].cast(pa.string()), "").to_numpy().astype(object)
            for name in _COLUMNS
        )
        unknown = canonical_codes(profile, code, device, own_codes) == ""
        found.update(
            f"{one} {two}" for one, two in zip(profile[unknown], code[unknown], strict=True)
        )
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
