from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from features.registry import Feature, FeatureTable, Measured
from features.window import Window
from models.scoring import Scored, score
from models.suspect_list import list_arrow, make_list
from pipeline.contract import SUSPECTS, TABLES
from pipeline.contract.vocabulary import Family
from pipeline.settings import Settings

DATE = dt.date(2026, 1, 30)
IDS = ["A", "B", "C", "D", "E"]


@pytest.fixture
def scored(
    make_window: Callable[..., Window],
    make_feature: Callable[..., Feature],
    make_table: Callable[..., FeatureTable],
) -> Scored:
    """Score five accounts: B and C near-proofs, A a strong shunt, D innocent, E unfit."""
    shunt = np.array([0.9, 0.0, 0.0, 0.01, 0.9])
    proof = Measured.of(
        np.array([0.0, 4.0, 4.0, 0.0, 0.0]),
        onset=np.array([-1, 20, 25, -1, -1], dtype=np.int32),
        kwh_per_day=np.array([np.nan, 2.0, 9.0, np.nan, np.nan]),
    )
    measured = {
        make_feature("shunt_share", Family.CURRENT_SHUNT): shunt,
        make_feature("proof", Family.REGISTER, rule_at=3.0, error_rate=0.01): proof,
    }
    table = make_table(measured, disqualified=["", "", "", "", "too few days"])
    return score(make_window(IDS), table, 1)


def _accounts() -> pd.DataFrame:
    rows = [
        {"account_id": name, "meter_id": f"m{name}", "zone": "north", "tariff_per_kwh": price}
        for name, price in zip(IDS, [0.5, 0.5, None, 0.5, 0.5], strict=True)
    ]
    frame: pd.DataFrame = pa.Table.from_pylist(
        rows, schema=TABLES["accounts"].arrow_schema
    ).to_pandas()
    return frame


def _list(scored: Scored, before: pd.DataFrame | None = None, **settings: object) -> pd.DataFrame:
    nobody = TABLES["suspects"].arrow_schema.empty_table().to_pandas()
    chosen = Settings.model_validate({"list": settings})
    return make_list(scored, _accounts(), nobody if before is None else before, chosen, DATE)


def test_list_holds_those_above_the_threshold_in_order(scored: Scored) -> None:
    found = _list(scored)
    assert found["account_id"].tolist() == ["C", "B", "A"]
    assert found["rank"].tolist() == [1, 2, 3]
    assert found.columns.tolist() == list(SUSPECTS.names)


def test_recoverable_energy_and_money(scored: Scored) -> None:
    found = _list(scored).set_index("account_id")
    assert found.loc["B", "recoverable_kwh"] == 2.0 * 10
    assert found.loc["B", "recoverable_amount"] == 10.0
    assert pd.isna(found.loc["C", "recoverable_amount"])
    assert pd.isna(found.loc["A", "recoverable_kwh"])
    assert found.loc["C", "meter_id"] == "mC"


def test_length_of_the_list_is_a_setting(scored: Scored) -> None:
    assert _list(scored, length=1)["account_id"].tolist() == ["C"]


def test_threshold_is_a_setting(scored: Scored) -> None:
    assert _list(scored, score_at_least=0.99)["account_id"].tolist() == ["C", "B"]


def test_movement_against_the_list_before(scored: Scored) -> None:
    before = pd.DataFrame({"account_id": ["B", "C", "A"], "rank": [1, 3, 3]})
    found = _list(scored, before).set_index("account_id")
    assert found["change"].to_dict() == {"C": "up", "B": "down", "A": "same"}
    assert set(found["status"]) == {"listed"}
    assert set(_list(scored)["change"]) == {"new"}
    assert set(_list(scored)["status"]) == {"new"}


def test_list_fits_the_contract(scored: Scored) -> None:
    rows = list_arrow(_list(scored))
    assert rows.schema == SUSPECTS.arrow_schema
    lead = rows.to_pylist()[0]
    assert lead["evidence"][0]["feature"] == "proof"
    assert lead["run_date"] == DATE


def test_empty_list_fits_the_contract(scored: Scored) -> None:
    scored.scores["score"] = 0.0
    assert list_arrow(_list(scored)).num_rows == 0
