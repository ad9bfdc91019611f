from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import SettingsError, load_settings
from pipeline.settings.recovery import PRESETS, EnergyBasis, RecoveryRule, RecoverySettings

EXAMPLE = Path(__file__).parents[2] / "examples" / "recovery.toml"


def test_without_a_section_actual_days_are_charged_and_no_penalty() -> None:
    rule = RecoverySettings()
    assert rule.rule is RecoveryRule.ACTUAL_DAYS
    assert rule.basis is EnergyBasis.ESTIMATED
    assert rule.penalty_multiple == 0
    assert rule.unknown_days is None


@pytest.mark.parametrize("rule", list(RecoveryRule))
def test_each_preset_is_a_beginning_that_can_be_changed(rule: RecoveryRule) -> None:
    assert rule in PRESETS
    changed = RecoverySettings.model_validate({"rule": rule, "unknown_days": 7})
    assert changed.unknown_days == 7
    expected = PRESETS[rule].get("penalty_multiple", 0.0)
    assert changed.penalty_multiple == expected


def test_a_preset_survives_being_remembered_by_the_lake() -> None:
    rule = RecoverySettings.model_validate({"rule": "china_1996", "unknown_days": None})
    assert RecoverySettings.model_validate_json(rule.model_dump_json()) == rule


def test_the_worked_example_is_read() -> None:
    settings = load_settings(EXAMPLE)
    assert settings.recovery.rule is RecoveryRule.CHINA_1996
    assert settings.recovery.basis is EnergyBasis.ESTIMATED


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('rule = "france"', "recovery.rule"),
        ("penalty_multiple = -1", "recovery.penalty_multiple"),
        ("hours = 3", "recovery.hours"),
    ],
)
def test_what_no_rule_has_is_refused(tmp_path: Path, line: str, names: str) -> None:
    path = tmp_path / "wattsleuth.toml"
    path.write_text(f"[recovery]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=names):
        load_settings(path)
