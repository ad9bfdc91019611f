"""The lake of attacked meters: copies of the victims' readings after each attack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from flows.steps.raw_rows import RawRows, arrow_rows, write_rows
from models.account_periods import EPOCH
from models.injection.curve import Curve, Rows, Tampered
from models.injection.draw import Placement
from models.injection.energy import energy_since_onset
from pipeline.calendar import MICROSECONDS_A_MINUTE, local_day, local_days_of
from pipeline.contract.inputs import READINGS
from pipeline.contract.table import Kind
from pipeline.contract.vocabulary import EventProfile, Source
from pipeline.lake import Lake

CHANNELS = tuple(
    column.name for column in READINGS.columns if column.kind in (Kind.FLOAT, Kind.DOUBLE)
)


@dataclass(frozen=True)
class Victim:
    """An attack and the account that it is laid on."""

    account_id: str
    placement: Placement


@dataclass(frozen=True)
class _Attacked:
    """One meter after an attack: rows of readings and events, kWh since the onset."""

    rows: pd.DataFrame
    events: pd.DataFrame
    own_kwh: float
    left_kwh: float


class AttackedLake:
    """Writes a lake in which every account is the victim of one attack.

    Parameters
    ----------
    lake: the population; it is only read.
    timezone: IANA zone of the utility.
    codes: canonical events that the utility's meters are known to report; an attack that
        would cause others goes unreported, as it would there.
    """

    def __init__(self, lake: Lake, timezone: str, codes: frozenset[str]) -> None:
        self._lake = lake
        self._timezone = timezone
        self._codes = codes

    def write(
        self, to: Lake, victims: Sequence[Victim], first: dt.date, last: dt.date
    ) -> NDArray[np.float64]:
        """Write accounts, readings and events of [first, last] into the empty lake `to`.

        The accounts are named by `attacked_id`, in the order of `victims`. Returns the share
        of each one's energy since the onset that is not counted any more, (v,), NaN where
        there was none.
        """
        accounts = self._lake.frame("accounts")
        ours = accounts[accounts["account_id"].isin({one.account_id for one in victims})]
        meters = ours["meter_id"].unique().tolist()
        readings = RawRows(self._lake, "readings", meters, first, last)
        copies: list[pd.DataFrame] = []
        read: list[pa.Table] = []
        reported: list[pa.Table] = []
        kwh = np.zeros((2, len(victims)))
        for number, victim in enumerate(victims):
            account = ours[ours["account_id"] == victim.account_id]
            name = attacked_id(number)
            copies.append(account.assign(account_id=name, meter_id=_own(name, account["meter_id"])))
            for meter in account["meter_id"].unique():
                done = self._attack(readings.of(meter), account, victim.placement)
                device = _own(name, meter)
                read.append(arrow_rows(done.rows.assign(meter_id=device), "readings"))
                reported.append(arrow_rows(done.events.assign(device_id=device), "events"))
                kwh[:, number] += done.own_kwh, done.left_kwh
        to.replace("accounts", pa.concat_tables([arrow_rows(rows, "accounts") for rows in copies]))
        write_rows(to, "readings", read)
        if self._lake.version("events") is not None:
            own = RawRows(self._lake, "events", meters, first, last)
            write_rows(to, "events", [*_own_events(own, ours, victims), *reported])
        used = kwh[0] > 0
        return np.where(used, 1.0 - kwh[1] / np.where(used, kwh[0], 1.0), np.nan)

    def _attack(self, rows: pd.DataFrame, account: pd.DataFrame, placement: Placement) -> _Attacked:
        """Attack the readings of one meter, and its terminal's where that sees the same."""
        wiring = account["wiring"].fillna("").iloc[-1]
        attack = placement.case.attack
        parts = [rows.iloc[:0]]
        events: list[tuple[int, str]] = []
        own_kwh = left_kwh = 0.0
        for source, part in rows.groupby("source", sort=True):
            curve = self._curve(part, str(wiring), placement.onset)
            is_terminal = source == Source.TERMINAL.value
            if is_terminal and not (attack.follows and placement.is_terminal_blind):
                parts.append(part)
                continue
            rng = np.random.default_rng(placement.seed)
            tampered = attack.apply(curve, placement.case.strength, rng)
            parts.append(_as_read(part, tampered))
            if not is_terminal:
                events += tampered.events
                own_kwh += energy_since_onset(curve)
                left_kwh += energy_since_onset(tampered.curve)
        return _Attacked(pd.concat(parts), self._event_rows(events), own_kwh, left_kwh)

    def _curve(self, rows: pd.DataFrame, wiring: str, onset: dt.date) -> Curve:
        ts_us = _microseconds(rows["ts"])
        day = local_days_of(ts_us, self._timezone).astype(np.int64)
        days, place = np.unique(day, return_inverse=True)
        starts = [local_day(EPOCH + dt.timedelta(int(k)), self._timezone).start_us for k in days]
        return Curve(
            ts_us=ts_us,
            day=day - (onset - EPOCH).days,
            minute=(ts_us - np.array(starts, dtype=np.int64)[place]) / MICROSECONDS_A_MINUTE,
            channels={name: rows[name].to_numpy(dtype=np.float64) for name in CHANNELS},
            wiring=wiring,
            onset_us=local_day(onset, self._timezone).start_us,
        )

    def _event_rows(self, events: Sequence[tuple[int, str]]) -> pd.DataFrame:
        known = [(instant, code) for instant, code in events if code in self._codes]
        instants = np.array([instant for instant, _ in known], dtype=np.int64)
        days = local_days_of(instants, self._timezone)
        return pd.DataFrame(
            {
                "ts": pd.to_datetime(instants, unit="us", utc=True),
                "profile": EventProfile.CANONICAL.value,
                "code": pd.Series([code for _, code in known], dtype=object),
                "date": [EPOCH + dt.timedelta(int(day)) for day in days],
            }
        )


def attacked_id(number: int) -> str:
    """Return the name of the account of victim `number`: names sort as the victims do."""
    return f"{number:06d}"


def _own(name: str, meter: str | pd.Series) -> str | pd.Series:
    """Name of a meter of an attacked account."""
    return name + "|" + meter


def _own_events(
    events: RawRows, accounts: pd.DataFrame, victims: Sequence[Victim]
) -> list[pa.Table]:
    """Return what the victims' meters reported by themselves, under their new names."""
    meters_of = accounts.groupby("account_id")["meter_id"].unique()
    return [
        arrow_rows(events.of(meter).assign(device_id=_own(attacked_id(number), meter)), "events")
        for number, victim in enumerate(victims)
        for meter in meters_of[victim.account_id]
    ]


def _as_read(rows: pd.DataFrame, tampered: Tampered) -> pd.DataFrame:
    return rows.assign(**tampered.curve.channels)[tampered.is_read]


def _microseconds(instants: pd.Series) -> Rows:
    utc = instants.dt.tz_convert("UTC").dt.tz_localize(None)
    return np.asarray(utc.to_numpy("datetime64[us]").astype(np.int64))
