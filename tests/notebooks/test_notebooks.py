"""Every notebook runs from top to bottom as the script that it is, on one small lake."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
# What each must come to: a few words of its last steps.
ENDS = {
    "01_data": "power_down",
    "02_features": "load_fell",
    "03_forests_and_explanations": "same seed, same scores: True",
    "04_energy_balance": "unexplained",
    "05_outcomes_and_backtest": "median_days",
    "06_your_own_feature": "On days off",
}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make = "import sys, sample_lake, pathlib; sample_lake.make_sample(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", make, str(folder)], cwd=NOTEBOOKS, check=True)
    return folder / "lake"


def test_every_script_is_tried() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("[0-9]*.py")} == set(ENDS)


@pytest.mark.parametrize("name", ENDS)
def test_runs_from_top_to_bottom(name: str, sample: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(NOTEBOOKS / f"{name}.py")],
        capture_output=True,
        text=True,
        env=os.environ
        | {"WATTSLEUTH_LAKE": str(sample), "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ENDS[name] in done.stdout
