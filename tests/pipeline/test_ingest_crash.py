"""Killed at any moment and started again, an ingest ends in the same state."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.contract import INPUT_TABLES
from pipeline.ingest import ingest, intent
from pipeline.lake import Lake
from pipeline.lake.delta import DeltaFolder
from pipeline.lake.new_file import NewFile
from pipeline.settings import Settings

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
SETTINGS = Settings(timezone="Asia/Shanghai")
ROOT = Path(__file__).parents[2]

KILLED_CHILD = """
import datetime as dt, os, signal, sys
from pathlib import Path
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.lake.delta import DeltaFolder
from pipeline.settings import Settings

left = int(sys.argv[3])
commit = DeltaFolder.commit

def killing(*args, **kwargs):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return commit(*args, **kwargs)

DeltaFolder.commit = killing
now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
ingest(Lake(sys.argv[1]), [Path(sys.argv[2])], Settings(timezone="Asia/Shanghai"), now)
"""


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "input"
    (folder / "readings").mkdir(parents=True)
    (folder / "accounts.csv").write_text("account_id,meter_id\nA,M1\nB,M2\n")
    rows = [f"M{m},2026-03-0{day} 12:00,{m}" for day in (1, 2) for m in (1, 2, 3)]
    head = "meter_id,ts,p_kw\n"
    (folder / "readings" / "a.csv").write_text(head + "\n".join([*rows, "M1,x,1"]) + "\n")
    (folder / "readings" / "b.csv").write_text(head + "M1,2026-03-01 12:00,7\n" + rows[1] + "\n")
    (folder / "events.csv").write_text("device_id,ts,code\nM1,2026-03-01 12:00,power_down\n")
    return folder


def _prepared(folder: Path) -> Lake:
    """Return a lake that holds something: a correction and a held reading to admit."""
    lake = Lake(folder)
    before = folder.parent / f"{folder.name}-before"
    before.mkdir()
    (before / "accounts.csv").write_text("account_id,meter_id\nA,M1\n")
    (before / "readings.csv").write_text(
        "meter_id,ts,p_kw\nM1,2026-03-01 12:00,9\nM2,2026-02-01 12:00,9\n"
    )
    ingest(lake, [before], SETTINGS, NOW)
    return lake


def _state(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    names = [*INPUT_TABLES, "held", "quarantine", "deliveries"]
    return {name: sorted(lake.read(name).to_pylist(), key=repr) for name in names}


def _wanted(folder: Path, source: Path) -> dict[str, list[dict[str, Any]]]:
    lake = _prepared(folder / "undisturbed")
    ingest(lake, [source], SETTINGS, NOW)
    return _state(lake)


def _killing(function: Callable[..., Any], left: list[int], is_after: bool) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        is_last = left[0] == 0
        if is_last and not is_after:
            raise Killed
        result = function(*args, **kwargs)
        if is_last:
            raise Killed
        return result

    return wrapped


@pytest.mark.parametrize("is_after", [False, True])
def test_stopped_at_every_step(source: Path, tmp_path: Path, is_after: bool) -> None:
    wanted = _wanted(tmp_path, source)
    prepared = _prepared(tmp_path / "prepared").root
    # Every second step from either side: what lies between two steps is tried once.
    for step in range(1 + is_after, 100, 2):
        lake = Lake(shutil.copytree(prepared, tmp_path / f"lake{step}"))
        with pytest.MonkeyPatch.context() as patch:
            left = [step]
            for owner, name in (
                (DeltaFolder, "commit"),
                (NewFile, "add"),
                (NewFile, "close"),
                (intent, "recover"),
            ):
                patch.setattr(owner, name, _killing(getattr(owner, name), left, is_after))
            try:
                ingest(lake, [source], SETTINGS, NOW)
            except Killed:
                pass
            else:
                break
        ingest(lake, [source], SETTINGS, NOW)
        assert _state(lake) == wanted, f"killed at step {step}"
        assert not list(lake.staging.rglob("*.*"))
    assert 20 < step < 99


@pytest.mark.parametrize("commits", [2, 5])
def test_killed_process(source: Path, tmp_path: Path, commits: int) -> None:
    wanted = _wanted(tmp_path, source)
    lake = _prepared(tmp_path / "lake")
    command = [sys.executable, "-c", KILLED_CHILD, str(lake.root), str(source), str(commits)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=False, cwd=tmp_path, env=environment)
    assert done.returncode == -signal.SIGKILL
    assert _state(lake) != wanted
    ingest(lake, [source], SETTINGS, NOW)
    assert _state(lake) == wanted
