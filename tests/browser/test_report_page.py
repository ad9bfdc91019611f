"""The report in a real browser: nothing is fetched, nothing runs, all of it can be used."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

Noise = Callable[[Path], tuple[list[str], list[str]]]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
ROWS = "#suspects tbody tr:visible"


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def page(browser: Browser, report: Path, width: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900})
    opened = context.new_page()
    opened.goto(report.as_uri())
    yield opened
    context.close()


@pytest.fixture
def desk(browser: Browser, report: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(report.as_uri())
    yield opened
    context.close()


def test_page_fetches_nothing_and_complains_of_nothing(report: Path, noise: Noise) -> None:
    assert noise(report) == ([report.as_uri()], [])


def test_no_accessibility_findings(page: Page) -> None:
    opened = "'.reading, #case-1 details, #line-loss details'"
    page.evaluate(f"document.querySelectorAll({opened}).forEach(d => d.open = 1)")
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []


def test_page_is_no_wider_than_the_window(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_of_charts_keeps_its_size(page: Page) -> None:
    tick = page.locator("#case-1 .chart .tick").first.bounding_box()
    assert tick is not None
    assert tick["height"] >= 11


def test_filter_narrows_the_list_and_says_so(desk: Page) -> None:
    desk.fill("#find", "shunt")
    assert desk.locator(ROWS).count() == 1
    assert desk.inner_text("#shown") == "1 of 4 shown"
    desk.fill("#find", "")
    desk.select_option("#zone", "Harbour")
    assert desk.locator(ROWS).count() == 1
    desk.select_option("#zone", "")
    assert desk.locator(ROWS).count() == 4


def test_list_sorts_by_a_head_with_the_keyboard(desk: Page) -> None:
    desk.focus("#suspects th[data-sort=score] button")
    desk.keyboard.press("Enter")
    assert desk.inner_text("#suspects tbody tr:first-child .rank").startswith("4")
    desk.keyboard.press("Enter")
    assert desk.inner_text("#suspects tbody tr:first-child .rank").startswith("1")
    head = desk.locator("#suspects th[data-sort=score]")
    assert head.get_attribute("aria-sort") == "descending"


def test_unknown_values_sort_last_both_ways(desk: Page) -> None:
    for _ in range(2):
        desk.click("#suspects th[data-sort=onset] button")
        assert desk.inner_text("#suspects tbody tr:last-child .rank").startswith("4")


def test_account_leads_to_its_case(desk: Page) -> None:
    desk.click("#suspects a >> nth=1")
    assert desk.url.endswith("#case-2")
    box = desk.locator("#case-2").bounding_box()
    assert box is not None
    assert abs(box["y"]) < 60


def test_a_sweep_leads_to_its_district_and_on_to_a_case(desk: Page) -> None:
    desk.click("#line-loss table a >> text=T2")
    district = desk.locator(".inside:target")
    assert district.is_visible()
    district.locator("a").click()
    assert desk.url.endswith("#case-1")


def test_the_tree_opens_with_the_keyboard(desk: Page) -> None:
    node = desk.locator("details.node:has(> summary b:text-is('T1'))")
    inside = node.locator(".inside")
    assert inside.is_hidden()
    node.locator("summary").focus()
    desk.keyboard.press("Enter")
    assert inside.is_visible()


def test_all_is_readable_without_script(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("#filter").is_hidden()
    assert page.locator("#suspects tbody tr").count() == 4
    assert page.locator("#case-1 .chart").first.is_visible()
    context.close()


def test_each_case_starts_a_printed_page(desk: Page) -> None:
    pdf = desk.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page>") >= 5
