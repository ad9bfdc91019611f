import datetime as dt

import numpy as np
import pandas as pd
import pytest

from models.evaluation.truth import TruthError, truth_of

ZONE = "Asia/Shanghai"


def truth(**columns: list[str | None]) -> pd.DataFrame:
    return truth_of(pd.DataFrame(columns, dtype=object), "truth.csv", ZONE)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((word, "theft") for word in ("theft", "THEFT", " Thief ", "fraud", "1", "1.0", "True")),
        *((word, "confounder") for word in ("confounder", "Confounder", "innocent oddity")),
        *((word, "normal") for word in ("normal", "Clean", "honest", "0", "0.0", "false", "no")),
    ],
)
def test_label_is_understood(said: str, meant: str) -> None:
    assert truth(account_id=["A1"], label=[said])["label"].tolist() == [meant]


def test_all_columns_are_read_in_their_types_and_by_account() -> None:
    table = truth(
        account_id=["B", "A"],
        label=["theft", "normal"],
        kind=["CT_shunt", ""],
        onset=["2026-03-20", None],
        end=[None, ""],
        kwh_per_day=["25.3", ""],
        strength=["0.5", None],
    )
    assert table["account_id"].tolist() == ["A", "B"]
    assert table["kind"].tolist() == ["", "ct_shunt"]
    assert table["onset"].tolist() == [None, dt.date(2026, 3, 20)]
    assert table["end"].tolist() == [None, None]
    assert np.isnan(table["kwh_per_day"][0])
    assert table["kwh_per_day"][1] == 25.3
    assert table["strength"][1] == 0.5


def test_two_columns_are_enough() -> None:
    table = truth(account_id=["A"], label=["theft"])
    assert table["kind"].tolist() == [""]
    assert table["onset"].tolist() == [None]
    assert np.isnan(table["strength"][0])


def test_instants_are_local_days_of_the_utility() -> None:
    onsets = ["2026-03-19T17:00:00Z", "2026-03-20 00:30:00", "2026-03-20T00:00:00+08:00"]
    table = truth(account_id=["A", "B", "C"], label=["1"] * 3, onset=onsets)
    assert table["onset"].tolist() == [dt.date(2026, 3, 20)] * 3


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"label": ["theft", "thft"]}, r"truth.csv, row 2: label 'thft' is not known; say theft"),
        ({"label": ["theft", None]}, r"row 2: label is empty"),
        ({"account_id": ["A", "A"]}, r"row 2: account_id 'A' was in row 1 already"),
        ({"account_id": ["A", " "]}, r"row 2: account_id is empty"),
        ({"onset": ["2026-03-20", "20/03/2026"]}, r"row 2: onset '20/03/2026' is no date"),
        ({"kwh_per_day": ["x", "1"]}, r"row 1: kwh_per_day 'x' is no number"),
        ({"strength": ["1", "-1"]}, r"row 2: strength '-1' is no number from 0 up"),
        ({"kwh_per_day": ["inf", ""]}, r"row 1: kwh_per_day 'inf' is no number from 0 up"),
    ],
)
def test_what_breaks_the_contract_is_named_with_its_row(
    columns: dict[str, list[str | None]], message: str
) -> None:
    good: dict[str, list[str | None]] = {"account_id": ["A", "B"], "label": ["theft", "normal"]}
    with pytest.raises(TruthError, match=message):
        truth(**(good | columns))


def test_missing_columns_are_named_beside_those_there_are() -> None:
    with pytest.raises(TruthError, match="missing are account_id, there are label, id"):
        truth(label=["theft"], id=["A"])
