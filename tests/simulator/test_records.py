from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from pipeline.contract import INPUT_TABLES
from pipeline.contract.vocabulary import Outcome
from simulator.journal import Inspection, Journal
from simulator.records import write_field_tables


def test_inspections_bear_energy_and_money_where_theft_was_called(tmp_path: Path) -> None:
    date = dt.date(2026, 3, 4)
    clean = Inspection(date, "A2", Outcome.CLEAN, inspector="inspector-1", note="nothing found")
    theft = Inspection(
        date, "A1", Outcome.THEFT, "ct_shunt", "inspector-2", "", 1200.5, 840.35, 2521.05
    )
    write_field_tables(tmp_path, Journal(inspections=[clean, theft]))
    table = pd.read_csv(tmp_path / "inspections.csv")
    assert list(table.columns) == list(INPUT_TABLES["inspections"].names)
    assert table["account_id"].tolist() == ["A1", "A2"]
    amounts = table[["recovered_kwh", "back_bill", "penalty"]]
    assert amounts.loc[0].tolist() == [1200.5, 840.35, 2521.05]
    assert amounts.loc[1].isna().all()


def test_two_findings_of_one_day_are_written_in_a_fixed_order(tmp_path: Path) -> None:
    date = dt.date(2026, 3, 4)
    pair = [
        Inspection(date, "A1", Outcome.THEFT, "magnetic", "inspector-1", "", 10.0, 5.0, 15.0),
        Inspection(date, "A1", Outcome.THEFT, "magnetic", "inspector-2"),
    ]
    texts = []
    for order in (pair, pair[::-1]):
        write_field_tables(tmp_path, Journal(inspections=order))
        texts.append((tmp_path / "inspections.csv").read_text())
    assert texts[0] == texts[1]
