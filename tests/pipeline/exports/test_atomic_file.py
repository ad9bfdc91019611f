from pathlib import Path

import pytest

from pipeline.exports.atomic_file import replacing


def test_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.csv"
    for text in ("one", "two"):
        with replacing(path) as draft:
            draft.write_text(text)
        assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


def test_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(OSError, match="full"):
        _fail(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def _fail(path: Path) -> None:
    with replacing(path) as draft:
        draft.write_text("half")
        raise OSError("disk full")
