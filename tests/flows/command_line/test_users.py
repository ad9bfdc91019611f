from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.command_line.app import app

PASSWORD = "correct horse battery\n"  # noqa: S105


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    folder = tmp_path / "lake"
    folder.mkdir()
    return folder


def _users(lake: Path, *words: str, told: str = PASSWORD) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["users", *words, "--lake", str(lake)], input=told)
    return ended.exit_code, ended.output


def test_users_are_added_listed_and_changed(lake: Path) -> None:
    assert _users(lake, "add", "ana", "--role", "admin") == (0, "added 'ana' as admin\n")
    assert _users(lake, "add", "bob", "--zone", "north", "--zone", "east")[0] == 0
    assert _users(lake, "change", "bob", "--role", "lead", "--inactive")[0] == 0
    assert _users(lake, "list")[1] == "ana  admin  all zones\nbob  lead  east, north  inactive\n"


@pytest.mark.parametrize(
    ("words", "told", "trouble"),
    [
        (("add", "ana", "--role", "king"), PASSWORD, "is no role"),
        (("add", "ana"), "short\n", "12 characters"),
        (("change", "nobody", "--role", "lead"), PASSWORD, "no user"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    lake: Path, words: tuple[str, ...], told: str, trouble: str
) -> None:
    code, said = _users(lake, *words, told=told)
    assert code == 2
    assert trouble in said


def test_there_must_be_a_lake(tmp_path: Path) -> None:
    code, said = _users(tmp_path / "nowhere", "list")
    assert code == 2
    assert "no lake" in said


def test_the_workbench_refuses_the_network_while_nobody_signs_in(lake: Path) -> None:
    words = ["review", "--lake", str(lake), "--host", "0.0.0.0"]  # noqa: S104
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 2
    assert "review.sign_in" in ended.output
