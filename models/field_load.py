"""Field load: what an account usually draws hour by hour, before its loss and of late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.contract import TABLES
from pipeline.lake import Lake

HOURS = 24
USUAL_DAYS = 28
"""So many days make up what is usual: four weeks, so that each weekday counts alike."""
LEAST_DAYS = 5
LATE_DAYS = 14

_PHASES = ("a", "b", "c", "n")
_ENERGIES = ("register_kwh", "interval_kwh", "power_kwh")
_HOUR_COLUMNS = tuple(f"hour_{hour:02d}_kwh" for hour in range(HOURS))
COLUMNS = (
    "meter_id",
    *_ENERGIES,
    *_HOUR_COLUMNS,
    *(f"i_{phase}_mean_a" for phase in _PHASES),
    *(f"u_{phase}_mean_v" for phase in _PHASES[:3]),
    "pf_mean",
    "register_last_kwh",
    "export_last_kwh",
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UsualLoad:
    """What is usual over some days; secondary figures, as the meter shows them.

    kw: (24,) mean power by local hour, NaN where unread. is_by_hour: false where only whole
    days are known, so that every hour has the day's mean. currents, volts: by phase.
    """

    kw: Floats
    is_by_hour: bool
    currents: Mapping[str, float]
    volts: Mapping[str, float]
    power_factor: float | None
    days: int

    @property
    def mean_kw(self) -> float:
        """Power over the day; NaN where nothing is known."""
        known = self.kw[np.isfinite(self.kw)]
        return float(known.mean()) if known.size else np.nan

    def times(self, factor: float) -> UsualLoad:
        """Return the same load with `factor` times the energy."""
        return UsualLoad(
            self.kw * factor,
            self.is_by_hour,
            self.currents,
            self.volts,
            self.power_factor,
            self.days,
        )


def read_field_facts(
    lake: Lake, meter_ids: Sequence[str], first: dt.date, last: dt.date
) -> pd.DataFrame:
    """Return the daily facts of some meters on local days [first, last], by meter and day.

    The days' files are opened once, however many meters are asked for.
    """
    schema = TABLES["facts"].arrow_schema
    parts = []
    for file in lake.files("facts", first, last):
        rows = pq.read_table(
            file.path,
            columns=list(COLUMNS),
            filters=[("meter_id", "in", list(meter_ids))],
            partitioning=None,
        )
        day = pa.repeat(pa.scalar(dt.date.fromisoformat(file.partition or "")), rows.num_rows)
        parts.append(rows.append_column("date", day))
    empty = pa.schema([*(schema.field(name) for name in COLUMNS), pa.field("date", pa.date32())])
    frame: pd.DataFrame = pa.concat_tables([empty.empty_table(), *parts]).to_pandas()
    return frame.sort_values(["meter_id", "date"], ignore_index=True)


def day_energy(facts: pd.DataFrame) -> pd.Series:
    """Return the energy of each row of facts, from the best channel that there is."""
    # Channels differ in precision; one must not be cut to fill another.
    energies = facts[list(_ENERGIES)].astype(np.float64)
    found = energies[_ENERGIES[0]]
    for name in _ENERGIES[1:]:
        found = found.fillna(energies[name])
    return found


def usual_load(facts: pd.DataFrame) -> UsualLoad | None:
    """Return what is usual over the rows of one meter; None where no energy is known."""
    energy = day_energy(facts)
    hours = facts[list(_HOUR_COLUMNS)].median().to_numpy(dtype=np.float64)
    is_by_hour = bool(np.isfinite(hours).sum() >= HOURS // 2)
    if not is_by_hour and not energy.notna().any():
        return None
    kw = hours if is_by_hour else np.full(HOURS, float(energy.median()) / HOURS)
    return UsualLoad(
        kw,
        is_by_hour,
        _medians(facts, "i_{}_mean_a", _PHASES),
        _medians(facts, "u_{}_mean_v", _PHASES[:3]),
        _median(facts["pf_mean"]),
        int(energy.notna().sum()),
    )


def load_before(facts: pd.DataFrame, onset: dt.date | None) -> UsualLoad | None:
    """Return what was usual before the loss began; None where too little of it is known."""
    if onset is None:
        return None
    first = onset - dt.timedelta(days=USUAL_DAYS)
    rows = facts[(facts["date"] >= first) & (facts["date"] < onset)]
    found = usual_load(rows)
    return found if found is not None and found.days >= LEAST_DAYS else None


def load_of_late(facts: pd.DataFrame, date: dt.date, onset: dt.date | None) -> UsualLoad | None:
    """Return what is usual in the last two weeks up to `date`, since the onset at the earliest."""
    first = date - dt.timedelta(days=LATE_DAYS - 1)
    first = first if onset is None else max(first, onset)
    return usual_load(facts[(facts["date"] >= first) & (facts["date"] <= date)])


def _medians(facts: pd.DataFrame, column: str, phases: Sequence[str]) -> dict[str, float]:
    found = {phase: _median(facts[column.format(phase)]) for phase in phases}
    return {phase: value for phase, value in found.items() if value is not None}


def _median(values: pd.Series) -> float | None:
    known = values.dropna()
    return float(known.median()) if len(known) else None
