"""The docs site builds without a broken link, and asks nothing of anybody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("material", reason="mkdocs-material is not installed")
ROOT = Path(__file__).parents[2]
# What a browser would fetch by itself; links to follow are no concern.
FETCHED = re.compile(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="(https?:)?//')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_of_the_docs_is_there(site: Path) -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        place = page.relative_to(ROOT / "docs").with_suffix(".html")
        written = "index.html" if place.name == "README.html" else place.name
        assert (site / place.with_name(written)).exists(), page


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert not FETCHED.search(page.read_text("utf-8")), page
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert "url(http" not in styles
    assert "@import" not in styles


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "screenshots").glob("*"))
    assert len(pictures) >= 6
    assert all(picture.stat().st_size < 150_000 for picture in pictures)
