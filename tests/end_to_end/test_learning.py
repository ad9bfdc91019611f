"""Train, models, rollback and replay by their commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.contract import TABLES
from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Utility, Wattsleuth


def test_a_list_is_replayed_on_one_thread(utility: Utility, wattsleuth: Wattsleuth) -> None:
    words = ("replay", "--lake", utility.lake, "--date", utility.last_date)
    versions = {name: Lake(utility.lake).version(name) for name in TABLES}
    ended = wattsleuth(*words, NUMBA_NUM_THREADS="1", OMP_NUM_THREADS="1")
    assert ended.code == 0, ended.err
    (run,) = Lake(utility.lake).read("runs").to_pylist()
    assert ended.out == f"{utility.last_date}: identical, list {run['list_sha256']}\n"
    assert {name: Lake(utility.lake).version(name) for name in TABLES} == versions


def test_a_list_that_was_changed_ends_with_one(utility: Utility, wattsleuth: Wattsleuth) -> None:
    lake = Lake(utility.lake)
    kept = lake.read("suspects")
    lake.replace_partitions("suspects", {utility.last_date: kept.slice(1)})
    ended = wattsleuth("replay", "--lake", utility.lake, "--date", utility.last_date)
    lake.replace_partitions("suspects", {utility.last_date: kept})
    assert ended.code == 1
    assert f"suspects: only in the replay: {kept['account_id'][0]}" in ended.out
    assert str(kept["account_id"][0]) not in ended.err


def test_four_weeks_of_visits_are_too_few_to_learn_from(
    utility: Utility, wattsleuth: Wattsleuth
) -> None:
    ended = wattsleuth("train", "--lake", utility.lake, "--date", utility.last_date)
    assert ended.code == 4
    assert "wattsleuth: lake " in ended.err
    shown = wattsleuth("models", "--lake", utility.lake)
    assert (shown.code, shown.out) == (0, "no model was trained yet; the cold start judges\n")
    back = wattsleuth("rollback", "--lake", utility.lake)
    assert back.code == 2
    assert "nothing to go back from" in back.err
