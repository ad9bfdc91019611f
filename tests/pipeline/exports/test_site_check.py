import pytest

from pipeline.contract.vocabulary import Means
from pipeline.exports.site_check import STEPS, site_checks
from pipeline.language import find_language, speaking


def test_every_means_has_steps() -> None:
    assert set(STEPS) == set(Means)


def test_steps_say_where_to_clamp_and_what_to_expect() -> None:
    steps = site_checks("ct_shunt", {"wiring": "3P3W", "ct_ratio": 40.0})
    assert steps[0].startswith("Before opening anything")
    assert "phases a and c" in steps[-2]
    assert "40 times the meter's secondary current" in steps[-1]


@pytest.mark.parametrize("account", [{}, {"wiring": "other", "ct_ratio": 1.0}, {"ct_ratio": None}])
def test_what_is_not_known_is_not_said(account: dict[str, object]) -> None:
    assert len(site_checks("meter_bypass", account)) == len(STEPS[Means.METER_BYPASS])


def test_no_means_no_steps() -> None:
    assert site_checks(None, {"wiring": "3P4W"}) == ()
    assert site_checks("odd", {"wiring": "3P4W"}) == ()


def test_steps_are_said_in_the_spoken_language() -> None:
    with speaking(find_language("zh")):
        steps = site_checks("meter_hang", {"wiring": "1P2W"})
    assert "白屏" in steps[0]
    assert "零线" in steps[-1]
