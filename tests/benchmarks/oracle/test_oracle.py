"""One small utility from scenario to report: clear thieves are found, and nobody else is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.oracle.__main__ import report_findings, report_rivals
from benchmarks.oracle.rivals import rivals
from benchmarks.oracle.search import search
from benchmarks.oracle.world import World, simulated_world

SCENARIO = """
accounts = 150
days = 36
seed = 5
[thefts]
meter_bypass = { a_thousand = 20, strength = [0.8, 1.0] }
neutral_bypass = { a_thousand = 14, strength = [0.8, 1.0] }
register_rollback = { a_thousand = 14, strength = [0.8, 1.0] }
[oddities]
vacation = { a_thousand = 20 }
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("oracle")
    (folder / "small.toml").write_text(SCENARIO, encoding="utf-8")
    return simulated_world(folder / "small.toml", folder)


def test_clear_thieves_are_found(world: World) -> None:
    findings = search(world)
    assert {finding.kind for finding in findings} == {
        "meter_bypass",
        "neutral_bypass",
        "register_rollback",
    }
    assert len(findings) == world.is_thief.sum()
    assert np.mean([finding.found for finding in findings]) >= 0.8


def test_honest_accounts_taken_for_thieves_are_not_found(world: World) -> None:
    """The same search on accounts that did nothing, over the days of a real theft."""
    theft = world.truth[world.is_thief].iloc[0]
    normal = world.truth.index[(world.truth["label"] == "normal").to_numpy()][:20]
    accused = world.truth.copy()
    accused.loc[world.is_thief, "label"] = "normal"
    for column in ("label", "kind", "onset", "end", "strength"):
        accused.loc[normal, column] = theft[column]
    found = [finding.found for finding in search(replace(world, truth=accused))]
    assert len(found) == 20
    assert np.mean(found) <= 0.1


def test_utility_without_thieves_is_reported(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = replace(world, truth=world.truth.assign(label="normal"))
    assert search(honest) == []
    report_findings(honest, [])
    assert "0 thieves among 150 honest accounts, 36 days" in capsys.readouterr().out


def test_report_names_kinds_and_rivals(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    report_findings(world, search(world))
    measured = rivals(world)
    report_rivals(measured)
    shown = capsys.readouterr().out
    assert "register_rollback" in shown
    assert all(rival.label in shown for rival in measured)
    assert measured[0].label == "wattsleuth"
    assert all(0 <= rival.precision_at_k <= 1 for rival in measured)
