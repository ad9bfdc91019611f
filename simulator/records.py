"""The small tables: accounts with their periods, events, work orders, visits and tips."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.garbage import EventRow
from simulator.journal import Change, Event, Inspection, Journal
from simulator.region import Region
from simulator.roster import Roster
from simulator.writing import write_csv, write_parquet

EVENT_COLUMNS = ("device_id", "ts", "ts_end", "profile", "code", "phase")
ORDER_COLUMNS = ("account_id", "start", "end", "kind")
INSPECTION_COLUMNS = (
    "account_id",
    "inspected_on",
    "outcome",
    "means",
    "recovered_kwh",
    "back_bill",
    "penalty",
    "inspector",
    "note",
)
TIP_COLUMNS = ("received_on", "account_id", "channel", "note")


def instant(us: int | None) -> str | None:
    """Return UTC microseconds as ISO 8601 text with its zone."""
    if us is None:
        return None
    return dt.datetime.fromtimestamp(us / 1e6, tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def accounts_frame(
    roster: Roster,
    customer_id: NDArray[np.str_],
    changes: list[Change],
    recorded_transformer: NDArray[np.int64],
) -> pd.DataFrame:
    """Return the accounts table: a row a customer, and one more for each change of it.

    recorded_transformer: (n,) the transformer that the records name; the concentrator, which
    names itself with each reading, is that of the true one.
    """
    network = roster.network
    frame = pd.DataFrame(
        {
            "account_id": roster.account_id,
            "meter_id": roster.meter_id,
            "customer_id": customer_id,
            "meter_model": roster.meter_model,
            "transformer_id": network.transformer_ids[recorded_transformer],
            "feeder_id": network.feeder_ids[network.feeder_of[recorded_transformer]],
            "concentrator_id": np.char.add("K", network.transformer_ids[roster.transformer]),
            "terminal_id": pd.Series(roster.terminal_id).where(roster.has_terminal, None),
            "zone": roster.zone,
            "tariff_class": roster.class_,
            "dedicated_transformer": roster.is_dedicated,
            "wiring": roster.wiring,
            "rated_voltage_v": roster.rated_voltage_v,
            "rated_current_a": roster.rated_current_a,
            "ct_ratio": roster.ct_ratio,
            "pt_ratio": roster.pt_ratio,
            "contract_kw": roster.contract_kw,
            "tariff_per_kwh": roster.price,
            "has_pv": False,
            "latitude": roster.latitude,
            "longitude": roster.longitude,
            "valid_from": pd.Series(pd.NaT, index=range(len(roster)), dtype="datetime64[us, UTC]"),
            "valid_to": pd.Series(pd.NaT, index=range(len(roster)), dtype="datetime64[us, UTC]"),
        }
    )
    return _with_changes(frame, changes)


def _with_changes(frame: pd.DataFrame, changes: list[Change]) -> pd.DataFrame:
    """Close the row that each change concerns, and open another with its new values."""
    later = []
    for change in sorted(changes, key=lambda one: one.at_us):
        at = pd.Timestamp(change.at_us, unit="us", tz="UTC").as_unit("us")
        row = frame.loc[change.row].copy()
        row["valid_from"] = at
        for column, value in change.values.items():
            row[column] = value
        frame.loc[change.row, "valid_to"] = at
        later.append(row)
    full = pd.concat([frame, pd.DataFrame(later)]) if later else frame
    return full.sort_values(["account_id", "valid_from"], na_position="first", ignore_index=True)


def write_accounts(path: Path, frame: pd.DataFrame) -> int:
    """Write the accounts table as Parquet; return its rows."""
    return write_parquet(path, "accounts", {str(name): frame[name] for name in frame})


def event_rows(events: list[Event]) -> list[EventRow]:
    """Return events in order of time as rows of `EVENT_COLUMNS`."""
    order = sorted(events, key=lambda one: (one.ts_us, one.device_id, one.code, one.phase))
    return [
        (e.device_id, instant(e.ts_us), instant(e.ts_end_us), e.profile.value, e.code, e.phase)
        for e in order
    ]


def write_field_tables(folder: Path, journal: Journal) -> None:
    """Write work orders, inspections and tips as CSV."""
    orders = [
        (o.account_id, instant(o.start_us), instant(o.end_us), o.kind.value)
        for o in sorted(journal.orders, key=lambda one: (one.start_us, one.account_id))
    ]
    write_csv(folder / "work_orders.csv", ORDER_COLUMNS, orders)
    visits = [
        (
            v.account_id,
            v.inspected_on,
            v.outcome.value,
            v.means,
            v.recovered_kwh,
            v.back_bill,
            v.penalty,
            v.inspector,
            v.note,
        )
        for v in sorted(journal.inspections, key=_by_date)
    ]
    write_csv(folder / "inspections.csv", INSPECTION_COLUMNS, visits)
    tips = [(t.received_on, t.account_id, t.channel, t.note) for t in sorted(journal.tips)]
    write_csv(folder / "tips.csv", TIP_COLUMNS, tips)


def _by_date(visit: Inspection) -> tuple[object, ...]:
    return (visit.inspected_on, visit.account_id, visit.outcome, visit.means, visit.inspector)


def settings_text(region: Region, holidays: tuple[dt.date, ...]) -> str:
    """Return the settings file of the simulated utility; a country stands for its holidays."""
    days = ", ".join(f'"{date.isoformat()}"' for date in holidays)
    named = f'country = "{region.country}"' if region.country else f"holidays = [{days}]"
    return f'timezone = "{region.timezone}"\ncurrency = "{region.currency}"\n{named}\n'
