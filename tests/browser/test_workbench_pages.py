"""Every page of the workbench in a real browser: no findings, no complaints, wide and narrow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from review.app import create_app
from tests.browser.workbench_lake import DATE, MORNING, NOW, settings, write_lake

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FIRST_CASE = "#suspects a.open"
PAGES = (
    "/",
    f"/lists/{DATE}/changes",
    "/calendar",
    "/visits",
    "case",
    "case/sheet",
    f"/crews/{MORNING}",
    "/districts",
    "district",
    "/tracking",
    "/results",
    "/users",
    "/audit",
    "/findings/import",
    "/sign-in",
    "/nothing",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The open desk of a lake with something of everything, on a port of its own."""
    lake = write_lake(tmp_path_factory.mktemp("workbench") / "lake")
    app = create_app(lake, settings(), clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def open_page(page: Page, address: str, name: str) -> None:
    """Open a page by its path, or the first case or district by its links."""
    if name.startswith("case"):
        page.goto(address)
        found = page.locator(FIRST_CASE).first.get_attribute("href")
        name = f"{str(found).split('?')[0]}{name.removeprefix('case')}"
    elif name == "district":
        page.goto(f"{address}/districts")
        found = page.locator("main a[href^='/districts/']").first.get_attribute("href")
        name = str(found)
    page.goto(f"{address}{name}")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_findings_and_complains_of_nothing(
    browser: Browser, address: str, name: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append("dialog"))
    open_page(page, address, name)
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    is_wide = page.evaluate("document.documentElement.scrollWidth") > width
    context.close()
    # A browser always remarks that a page is not there.
    assert [words for words in said if "404" not in words] == []
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []
    assert not is_wide


@pytest.mark.parametrize("name", ["/", "case", "/districts", "/results", "case/sheet"])
def test_page_can_be_read_without_script(browser: Browser, address: str, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_page(page, address, name)
    heading, rows = page.locator("h1").first.is_visible(), page.locator("table tr").count()
    context.close()
    assert heading
    assert rows > 1
