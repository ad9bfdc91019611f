"""Line loss of a lake without supply: nothing is written, nothing is told."""

import datetime as dt
from pathlib import Path

from flows.steps.business_day import run_day
from flows.steps.export import write_balances, write_losses
from flows.steps.line_loss import balance_above, line_loss_of
from flows.steps.scoring import recall_day
from pipeline import Lake
from pipeline.settings import Settings

LAST = dt.date(2026, 2, 11)


def test_without_supply_there_is_no_line_loss(
    stocked: Lake, settings: Settings, tmp_path: Path
) -> None:
    run = run_day(stocked, settings, LAST)
    assert "districts" not in run.summary
    assert stocked.version("line_losses") is None
    assert line_loss_of(stocked, settings, recall_day(stocked, settings, LAST), LAST) is None
    assert balance_above(stocked, LAST, {"transformer_id": "T1", "feeder_id": None}) is None
    assert write_losses(stocked, settings, LAST, tmp_path / "none.csv") == 0
    assert write_losses(stocked, settings, LAST, tmp_path / "none.html") == 0
    assert write_balances(stocked, settings, LAST, tmp_path / "none.parquet", hours=False) == 0
