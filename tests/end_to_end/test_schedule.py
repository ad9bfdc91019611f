"""The schedule fires by cron on loopback, leaves a list, and stops with all that it started."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from flows.steps.export import LIST_FILES
from flows.steps.finished_runs import finished_dates
from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Wattsleuth

COMMAND = Path(sys.executable).parent / "wattsleuth"
YESTERDAY = dt.datetime.now(tz=ZoneInfo("Asia/Shanghai")).date() - dt.timedelta(days=1)
PATIENCE_SECONDS = 400
DAYS = 23


@pytest.fixture
def schedule(tmp_path: Path, wattsleuth: Wattsleuth) -> Iterator[subprocess.Popen[bytes]]:
    """A schedule that fires every twenty seconds over an inbox that ends yesterday."""
    start = YESTERDAY - dt.timedelta(days=DAYS - 1)
    words = ("--accounts", 30, "--days", DAYS, "--start", start)
    assert wattsleuth("simulate", "--out", tmp_path / "inbox", *words).code == 0
    (tmp_path / "wattsleuth.toml").write_text(
        'timezone = "Asia/Shanghai"\n[schedule]\ninbox = "inbox"\ndaily_cron = "* * * * * */20"\n'
        'inject_cron = "0 0 1 1 *"\nmonitor_cron = ""\ntrain_cron = ""\n'
    )
    (tmp_path / "home").mkdir()
    inherited = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    words = ("schedule", "--lake", tmp_path / "lake", "--out", tmp_path / "lists" / "{date}")
    with (tmp_path / "schedule.log").open("wb") as log:
        served = subprocess.Popen(
            [COMMAND, *map(str, words)],
            env=inherited | {"HOME": str(tmp_path / "home")},
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
    yield served
    if served.poll() is None:
        os.killpg(served.pid, signal.SIGKILL)
        served.wait()


def _children(pid: int) -> set[int]:
    children = {
        int(word)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for word in (task / "children").read_text().split()
    }
    return children | {below for child in children for below in _children(child)}


def _wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.2)


def test_it_fires_and_stops(schedule: subprocess.Popen[bytes], tmp_path: Path) -> None:
    lists = [tmp_path / "lists" / str(YESTERDAY) / name for name in LIST_FILES]
    _wait_until(
        lambda: all(file.exists() for file in lists) or schedule.poll() is not None,
        PATIENCE_SECONDS,
    )
    written = tmp_path / "schedule.log"
    assert all(file.exists() for file in lists), written.read_text(encoding="utf-8")
    # Stopped inside a run it would name that run; it ends now, and the next takes a while.
    time.sleep(2)
    assert finished_dates(Lake(tmp_path / "lake")) == {YESTERDAY}
    started = _children(schedule.pid)
    assert started
    schedule.send_signal(signal.SIGTERM)
    assert schedule.wait(60) == 0
    # Python's own helper processes notice a moment later that nobody is left.
    _wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), 20)
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    log = written.read_text(encoding="utf-8")
    assert log.endswith("wattsleuth: stopped\n")
    assert "Traceback" not in log
    assert "ERROR" not in log
    assert list((tmp_path / "home").iterdir()) == []
