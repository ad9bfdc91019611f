"""Every page of the workbench in a real browser: no findings, no complaints, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from review.app import create_app
from tests.browser.workbench_lake import DATE, MORNING, NOW, settings, write_lake
from tests.browser.workbench_window import is_too_wide, said_by, serving, violations

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
    with serving(create_app(lake, settings(), clock=lambda: NOW)) as found:
        yield found


@pytest.fixture(scope="module")
def paths(browser: Browser, address: str) -> dict[str, str]:
    """Where the pages are: by their path, or where links to the first case or district lead."""
    page = browser.new_page()
    page.goto(address)
    case = str(page.locator(FIRST_CASE).first.get_attribute("href")).split("?")[0]
    page.goto(f"{address}/districts")
    district = page.locator("main a[href^='/districts/']").first.get_attribute("href")
    page.close()
    linked = {"case": case, "case/sheet": f"{case}/sheet", "district": str(district)}
    return {name: linked.get(name, name) for name in PAGES}


@pytest.fixture(scope="module", params=[1280, 390], ids=["desk", "phone"])
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A browser as wide as that of a desk, and one as narrow as a phone."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def plain_page(browser: Browser) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_findings_and_complains_of_nothing(
    window: BrowserContext, address: str, paths: dict[str, str], name: str
) -> None:
    page = window.new_page()
    said = said_by(page)
    page.goto(address + paths[name])
    found, is_wide = violations(page), is_too_wide(page)
    page.close()
    # A browser always remarks that a page is not there.
    assert [words for words in said if "404" not in words] == []
    assert found == []
    assert not is_wide


@pytest.mark.parametrize("name", ["/", "case", "/districts", "/results", "case/sheet"])
def test_page_can_be_read_without_script(
    plain_page: Page, address: str, paths: dict[str, str], name: str
) -> None:
    plain_page.goto(address + paths[name])
    assert plain_page.locator("h1").first.is_visible()
    assert plain_page.locator("table tr").count() > 1
