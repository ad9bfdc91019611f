"""A made-up line loss: two zones, a feeder, districts in every state, hostile names."""

import datetime as dt
from typing import Any

import numpy as np

from pipeline.contract import LINE_LOSSES, RECORD_ERRORS
from pipeline.line_loss import DailyLoss, LineLoss

DAYS = tuple(dt.date(2026, 1, 15) + dt.timedelta(days=k) for k in range(60))
HOSTILE = "<script>alert(1)</script>"


def loss_row(division: str, node: str, **other: Any) -> dict[str, Any]:
    """A row of table `line_losses`: a balanced node, changed by `other`."""
    row: dict[str, Any] = dict.fromkeys(LINE_LOSSES.names)
    row |= {
        "run_date": dt.date(2026, 3, 15),
        "division": division,
        "node_id": node,
        "zone": "North",
        "accounts": 20,
        "nodes": 1,
        "nodes_left_out": 0,
        "days": 30,
        "coverage": 1.0,
        "supplied_kwh": 30_000.0,
        "fed_in_kwh": 0.0,
        "metered_kwh": 29_100.0,
        "estimated_kwh": 100.0,
        "loss_kwh": 900.0,
        "loss_rate": 0.03,
        "technical_kwh": 870.0,
        "unexplained_kwh_per_day": 1.0,
        "unexplained_low": -4.0,
        "unexplained_high": 6.0,
        "state": "balanced",
        "reason": "Lines and transformer explain what is lost.",
        "listed_kwh_per_day": 0.0,
    }
    return row | other


def error_row(kind: str, subject: str, **other: Any) -> dict[str, Any]:
    """A row of table `record_errors`."""
    row: dict[str, Any] = dict.fromkeys(RECORD_ERRORS.names)
    row |= {"run_date": dt.date(2026, 3, 15), "kind": kind, "subject_id": subject, "text": "Words."}
    return row | other


def made_line_loss(suspect: str = "A1") -> LineLoss:
    """Line loss of a day; `suspect` is below district T2."""
    lost = {
        "loss_rate": 0.13,
        "unexplained_kwh_per_day": 100.0,
        "unexplained_low": 80.0,
        "unexplained_high": 120.0,
        "state": "unexplained",
    }
    losses = [
        loss_row("zone", "North"),
        loss_row("zone", "South", zone="South"),
        loss_row("voltage", "low", zone=None, **lost),
        loss_row("voltage", "medium", zone=None),
        loss_row("feeder_total", "F1", parent_id="North"),
        loss_row("feeder", "F1", parent_id="North"),
        loss_row("district", "T1", parent_id="F1"),
        loss_row(
            "district",
            "T2",
            parent_id="F1",
            **lost,
            listed_kwh_per_day=30.0,
            sweep_rank=1,
            expected_kwh_per_day=70.0,
            look_first=f"{suspect}, {HOSTILE}",
        ),
        loss_row("district", "T3", parent_id="F1", state="negative", remapped_state="balanced"),
        loss_row("district", HOSTILE, zone="South", state="stuck", loss_rate=None, days=0),
    ]
    errors = [
        error_row("wrong_district", "A2", account_id="A2", recorded="T3", suggested="T1"),
        error_row("stuck_supply_meter", HOSTILE, node_id=HOSTILE),
    ]
    loss = np.where(np.arange(60) < 30, 30.0, 130.0)
    loss[40] = np.nan
    daily = {name: DailyLoss(loss, np.full(60, 29.0), 0.1) for name in ("F1", "T1", "T2", "T3")}
    return LineLoss(losses, errors, DAYS, daily, {"T2": [suspect]})
