"""Pictures of the workbench for the handbook: `python -m handbook.screenshots LAKE`.

Takes a lake with lists, serves a copy of it on loopback, and writes docs/screenshots/*.webp.
Needs a system Chromium (`CHROMIUM` names another than /usr/bin/chromium).
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from handbook.pages import DOCS
from pipeline.lake import Lake
from review.app import create_app

SCREENSHOTS = DOCS / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE = ViewportSize(width=1280, height=860)
NARROW = ViewportSize(width=390, height=760)
# The pages by the names of their pictures; that of the case is found on the list.
ADDRESSES = {
    "list": "/",
    "visits": "/visits",
    "districts": "/districts",
    "results": "/results",
}
QUALITY = 80


def main() -> None:
    """Take all pictures anew."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "lake"
        shutil.copytree(sys.argv[1], copy, ignore=shutil.ignore_patterns("_review"))
        with _served(Lake(copy)) as base:
            take_screenshots(base, SCREENSHOTS)


def take_screenshots(base: str, folder: Path) -> None:
    """Write a picture of each page of the workbench at `base` into `folder`."""
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport=WIDE)
        for name, address in ADDRESSES.items():
            page.goto(base + address)
            _keep(page, folder / f"{name}.webp")
        page.goto(base)
        page.goto(base + str(page.locator("a.open").first.get_attribute("href")))
        _keep(page, folder / "case.webp")
        page.set_viewport_size(NARROW)
        page.goto(base)
        _keep(page, folder / "list_narrow.webp")
        browser.close()


def _keep(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


@contextmanager
def _served(lake: Lake) -> Iterator[str]:
    """Serve the workbench of a lake as it is the day after its last list."""
    last = max(lake.frame("runs")["run_date"])
    morning = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(8), dt.UTC)
    app = create_app(lake, lake.settings(), clock=lambda: morning)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
