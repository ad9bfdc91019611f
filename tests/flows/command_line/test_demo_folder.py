"""A demo may empty its own folder, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.command_line.demo_folder import DemoFolder
from flows.command_line.exit_code import CommandError, ExitCode


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "a" / "b")
    folder.clear()
    assert folder.root.is_dir()


def test_an_earlier_demo_is_cleared(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    folder.clear()
    folder.lake.mkdir()
    (folder.lake / "old").touch()
    (folder.root / "suspects.html").touch()
    (folder.root / "notes.txt").touch()
    folder.clear()
    assert not folder.lake.exists()
    assert not (folder.root / "suspects.html").exists()
    assert (folder.root / "notes.txt").exists()


def test_a_folder_of_other_files_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "precious").touch()
    with pytest.raises(CommandError, match="holds files that are no demo's") as caught:
        DemoFolder(tmp_path).clear()
    assert caught.value.code is ExitCode.USAGE
    assert (tmp_path / "lake" / "precious").exists()
