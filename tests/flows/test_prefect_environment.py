"""Prefect finds silence, no telemetry and a home that is not the user's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.prefect_environment import is_server_configured, prepare_prefect

NAMES = ("PREFECT_", "DO_NOT_TRACK", "NO_PROXY", "no_proxy")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which nobody has configured Prefect."""
    for name in list(os.environ):
        if name.startswith(NAMES):
            # Set first, so that what the code sets is undone afterwards.
            monkeypatch.setenv(name, "")
            monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    return monkeypatch


@pytest.mark.usefixtures("bare")
def test_telemetry_is_off_and_the_home_is_the_given_one(tmp_path: Path) -> None:
    prepare_prefect(tmp_path / "home")
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "home")


@pytest.mark.usefixtures("bare")
def test_the_default_home_is_temporary() -> None:
    prepare_prefect()
    home = Path(os.environ["PREFECT_HOME"])
    assert home.is_dir()
    assert Path.home() not in home.parents
    home.rmdir()


def test_what_the_user_configured_wins(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setitem(os.environ, "PREFECT_HOME", "/srv/prefect")
    bare.setitem(os.environ, "PREFECT_LOGGING_LEVEL", "DEBUG")
    prepare_prefect(tmp_path)
    assert os.environ["PREFECT_HOME"] == "/srv/prefect"
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"


def test_a_configured_server_keeps_its_logs(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setitem(os.environ, "PREFECT_API_URL", "http://127.0.0.1:4200/api")
    assert is_server_configured()
    prepare_prefect(tmp_path)
    assert "PREFECT_LOGGING_TO_API_ENABLED" not in os.environ


def test_a_proxy_is_not_asked_for_loopback(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setitem(os.environ, "NO_PROXY", "intranet")
    prepare_prefect(tmp_path)
    assert os.environ["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert os.environ["no_proxy"] == "127.0.0.1,localhost"
