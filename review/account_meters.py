"""Account meters: which meter and terminal measured an account, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from review.office import Office

ALWAYS = (-np.inf, np.inf)


@dataclass(frozen=True)
class MeterPeriod:
    """One meter of an account, and its terminal, over the seconds (since 1970, UTC) (from, to]."""

    meter_id: str
    terminal_id: str | None
    first: float
    last: float


def meter_periods(office: Office, account_id: str) -> tuple[MeterPeriod, ...]:
    """Return the meters of an account, the earliest first.

    A meter that came from, or went on to, somebody else shows this account's time alone.
    """
    accounts = office.published.frame("accounts")
    own = accounts[accounts["account_id"] == account_id].sort_values(
        "valid_from", na_position="first", kind="stable"
    )
    return tuple(
        MeterPeriod(
            str(row["meter_id"]),
            None if pd.isna(row["terminal_id"]) else str(row["terminal_id"]),
            _seconds(row["valid_from"], ALWAYS[0]),
            _seconds(row["valid_to"], ALWAYS[1]),
        )
        for row in own.to_dict("records")
    )


def _seconds(instant: pd.Timestamp, otherwise: float) -> float:
    return otherwise if pd.isna(instant) else float(instant.timestamp())
