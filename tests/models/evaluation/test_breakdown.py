from collections.abc import Callable

import numpy as np
import pytest

from models.evaluation import breakdown
from models.evaluation.judged import Judged

Judge = Callable[..., Judged]


def thief(kind: str, score: float, **other: float) -> dict[str, object]:
    return {"label": "theft", "kind": kind, "score": score, **other}


def test_recall_is_told_by_kind_on_the_list_and_in_the_top(judged: Judge) -> None:
    found = judged(
        thief("ct_shunt", 0.9),
        thief("ct_shunt", 0.3),
        thief("zero_use", 0.6),
        {"label": "theft", "score": 0.1},
        {"label": "normal", "kind": "ct_shunt", "score": 0.8},
    )
    rows = {row["name"]: row for row in breakdown.recall_by_kind(found, k=2)}
    assert list(rows) == ["ct_shunt", "unknown", "zero_use"]
    assert rows["ct_shunt"]["thieves"] == 2
    assert (rows["ct_shunt"]["on_list"], rows["ct_shunt"]["recall_on_list"]) == (1, 0.5)
    assert (rows["zero_use"]["on_list"], rows["zero_use"]["in_top_k"]) == (1, 0)
    assert rows["unknown"]["recall_on_list"] == 0


def test_strengths_are_cut_at_a_fifth_and_a_half(judged: Judge) -> None:
    strengths = (0.1, 0.19, 0.2, 0.49, 0.5, 1.0)
    rows = [thief("ct_shunt", 0.9, strength=one, kwh_per_day=5) for one in strengths]
    told = breakdown.recall_by_strength(judged(*rows), k=6)
    assert told["by"] == "strength"
    assert [one["thieves"] for one in told["bins"]] == [2, 2, 2]
    assert [one["low"] for one in told["bins"]] == pytest.approx([0.1, 0.2, 0.5])
    assert told["bins"][2]["high"] == 1.0


def test_without_strengths_the_stolen_energy_makes_terciles(judged: Judge) -> None:
    rows = [thief("ct_shunt", 0.9, kwh_per_day=one) for one in (1, 2, 3, 40, 500, 6000)]
    told = breakdown.recall_by_strength(judged(*rows, {"label": "normal"}), k=6)
    assert told["by"] == "kwh_per_day"
    assert [one["thieves"] for one in told["bins"]] == [2, 2, 2]
    assert (told["bins"][0]["low"], told["bins"][2]["high"]) == (1, 6000)


def test_without_either_there_are_no_bins(judged: Judge) -> None:
    assert breakdown.recall_by_strength(judged(thief("x", 1)), k=1) == {"by": None, "bins": []}


def test_oddities_are_counted_by_kind(judged: Judge) -> None:
    rows = [{"label": "confounder", "kind": "vacancy", "score": one} for one in (0.9, 0.2, 0.1, 0)]
    (told,) = breakdown.confounders(judged(*rows, thief("x", 0.95)), k=2)
    assert (told["name"], told["accounts"], told["on_list"]) == ("vacancy", 4, 1)
    assert (told["share_on_list"], told["in_top_k"], told["share_in_top_k"]) == (0.25, 1, 0.25)


def test_list_says_who_stands_on_it(judged: Judge) -> None:
    found = judged(
        thief("x", 0.9),
        thief("x", 0.1),
        {"label": "confounder", "kind": "vacancy", "score": 0.8},
        {"label": "normal", "score": 0.7},
        {"label": "normal", "score": 0.2},
    )
    told = breakdown.list_content(found, 0.5)
    assert (told["length"], told["thieves"], told["confounders"], told["normal"]) == (3, 1, 1, 1)
    assert (told["innocents"], told["recall"]) == (2, 0.5)
    assert told["precision"] == pytest.approx(1 / 3)


def test_empty_list_has_no_precision(judged: Judge) -> None:
    told = breakdown.list_content(judged({"label": "normal", "score": 0.1}), 0.5)
    assert np.isnan(told["precision"])
    assert np.isnan(told["recall"])
