"""Pictures of the workbench for the handbook: `python -m handbook.screenshots [LAKE]`.

Serves a copy of LAKE on loopback, else of a simulated one that is made for it, and writes
docs/screenshots/*.webp. Needs a system Chromium (`CHROMIUM` names another than
/usr/bin/chromium).
"""

from __future__ import annotations

import datetime as dt
import io
import os
import secrets
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
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from handbook.pages import DOCS
from handbook.screenshot_lake import make_lake
from pipeline.lake import Lake
from review.app import create_app
from review.database import writing
from review.people import add_user
from review.roles import Role

SCREENSHOTS = DOCS / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE = ViewportSize(width=1280, height=860)
TALL = ViewportSize(width=1280, height=1760)
NARROW = ViewportSize(width=390, height=1100)
# The pages by the names of their pictures; that of the case is found on the list.
ADDRESSES = {
    "list": "/",
    "visits": "/visits",
    "districts": "/districts",
    "results": "/results",
}
QUALITY = 56
USER = "Lin"


def main() -> None:
    """Take all pictures anew."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        lake = Path(sys.argv[1]) if sys.argv[1:] else make_lake(Path(folder)).root
        shutil.copytree(lake, copy, ignore=shutil.ignore_patterns("_review"))
        password = secrets.token_urlsafe()
        with _served(Lake(copy), password) as base:
            take_screenshots(base, password, SCREENSHOTS)


def take_screenshots(base: str, password: str, folder: Path) -> None:
    """Write a picture of each page of the workbench at `base` into `folder`."""
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport=WIDE, locale="en-GB")
        _sign_in(page, base, password)
        # Some of the work is done already when the picture is taken.
        for place, decision in enumerate(("Inspect", "Watch")):
            row = page.locator("#suspects tbody tr").nth(place + 1)
            row.get_by_role("button", name=decision).click()
            page.wait_for_load_state("networkidle")
        for name, address in ADDRESSES.items():
            page.goto(base + address)
            _keep(page, folder / f"{name}.webp")
        page.goto(base)
        case = str(page.locator("a.open").first.get_attribute("href"))
        page.set_viewport_size(TALL)
        page.goto(base + case)
        _keep(page, folder / "case.webp")
        page.locator("#curve-plot canvas").wait_for()
        _keep(page.locator("#curve"), folder / "curve.webp")
        page.goto(f"{base}{case.partition('?')[0]}/sheet")
        _keep(page, folder / "sheet.webp")
        page.set_viewport_size(NARROW)
        page.goto(base)
        _keep(page, folder / "list_narrow.webp")
        browser.close()


def _sign_in(page: Page, base: str, password: str) -> None:
    page.goto(base)
    page.fill("input[name=name]", USER)
    page.fill("input[name=password]", password)
    page.click("main button")
    page.wait_for_load_state("networkidle")


def _keep(shown: Page | Locator, path: Path) -> None:
    (shown if isinstance(shown, Page) else shown.page).wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(shown.screenshot()))
    shot.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


@contextmanager
def _served(lake: Lake, password: str) -> Iterator[str]:
    """Serve the workbench of a lake as it is the day after its last list."""
    last = max(lake.frame("runs")["run_date"])
    morning = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(1), dt.UTC)
    app = create_app(lake, lake.settings(), clock=lambda: morning)
    with writing(app.state.office.engine) as connection:
        add_user(connection, USER, password, Role.LEAD, morning)
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
