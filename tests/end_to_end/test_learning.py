"""Train, models and rollback by their commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Utility, Wattsleuth


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
