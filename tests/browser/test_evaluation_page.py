"""The page of an evaluation or a backtest in a real browser: light, dark, desk, phone, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

Noise = Callable[[Path], tuple[list[str], list[str]]]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LOOKS = {"desk": (1280, "light"), "phone": (390, "light"), "night": (1280, "dark")}


@pytest.fixture(params=LOOKS)
def page(browser: Browser, measured: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = LOOKS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    opened = context.new_page()
    opened.goto(measured.as_uri())
    yield opened
    context.close()


def test_no_accessibility_findings(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []


def test_page_is_no_wider_than_the_window(page: Page) -> None:
    window = page.evaluate("window.innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= window


def test_text_of_charts_keeps_its_size(page: Page) -> None:
    tick = page.locator(".chart .tick").first.bounding_box()
    assert tick is not None
    assert tick["height"] >= 11


def test_page_follows_the_colours_of_the_system(browser: Browser, measured: Path) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        opened = context.new_page()
        opened.goto(measured.as_uri())
        colours[scheme] = opened.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
    assert colours["light"] == "rgb(255, 255, 255)"
    assert colours["dark"] != colours["light"]


def test_page_fetches_nothing_and_complains_of_nothing(measured: Path, noise: Noise) -> None:
    assert noise(measured) == ([measured.as_uri()], [])


def test_bars_and_dots_show_their_shares(browser: Browser, measured: Path) -> None:
    """The picture says the same as the words: a bar of 100 % fills its track, one of 0 % none."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(measured.as_uri())
    rows = opened.locator(".bars tbody tr").evaluate_all(
        """rows => rows.map(row => {
            const track = row.querySelector('.rest').getBoundingClientRect().width
            const bar = row.querySelector('.fill-0')
            const drawn = bar ? bar.getBoundingClientRect().width / track : null
            return [row.closest('table').querySelectorAll('th')[1].textContent,
                    row.querySelectorAll('td')[1].textContent, drawn]
        })"""
    )
    told = [(words, drawn) for head, words, drawn in rows if "largest" not in head]
    context.close()
    assert len(told) > 5
    for words, drawn in told:
        percent = float(words.rsplit("(", 1)[-1].split("%")[0].replace(",", ""))
        assert drawn == pytest.approx(percent / 100, abs=0.006)


def test_page_can_be_printed(browser: Browser, measured: Path) -> None:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(measured.as_uri())
    assert opened.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    context.close()
