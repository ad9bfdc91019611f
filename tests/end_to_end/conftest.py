"""The real command in a process of its own, and a small simulated utility in a lake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(sys.executable).parent / "wattsleuth"
ACCOUNTS, DAYS, LAST_DATE = 60, 28, "2026-03-28"


@dataclass(frozen=True)
class Ended:
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """Standard output, read as one JSON object."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


Wattsleuth = Callable[..., Ended]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder of nobody, in which commands must leave nothing."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def wattsleuth(home: Path) -> Wattsleuth:
    """Run `wattsleuth` with the given words; extra variables by keyword."""

    def run(*words: object, **variables: str) -> Ended:
        inherited = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
        ended = subprocess.run(
            [COMMAND, *map(str, words)],
            env=inherited | {"HOME": str(home), "COLUMNS": "120"} | variables,
            cwd=home.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@dataclass(frozen=True)
class Utility:
    """A simulated utility: its files, and a lake into which they have gone, run once."""

    delivered: Path
    lake: Path
    accounts: int
    last_date: str
    first_ingest: dict[str, Any]
    first_run: dict[str, Any]


@pytest.fixture(scope="module")
def utility(tmp_path_factory: pytest.TempPathFactory, wattsleuth: Wattsleuth) -> Utility:
    """A utility of sixty accounts and four weeks, taken in and run once."""
    folder = tmp_path_factory.mktemp("utility")
    delivered, lake = folder / "delivered", folder / "lake"
    simulated = wattsleuth(
        "simulate", "--out", delivered, "--accounts", ACCOUNTS, "--days", DAYS, "--json"
    )
    assert simulated.code == 0, simulated.err
    ingested = wattsleuth("ingest", "--lake", lake, delivered, "--json")
    assert ingested.code == 0, ingested.err
    ran = wattsleuth("run", "--lake", lake, "--date", LAST_DATE, "--json")
    assert ran.code == 0, ran.err
    return Utility(delivered, lake, ACCOUNTS, LAST_DATE, ingested.answer, ran.answer)
