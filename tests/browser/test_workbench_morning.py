"""A morning at the workbench: people who signed in, at work in real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from review import people
from review.app import create_app
from review.database import writing
from review.people import add_user
from review.roles import Role
from tests.browser.workbench_lake import (
    CREWS,
    DATE,
    FILLERS,
    FIRST,
    MORNING,
    NOW,
    settings,
    write_lake,
)
from tests.browser.workbench_window import serving, violations, wait_until_drawn
from tests.review.workbench import PASSWORD, StillClock

NORTH = FILLERS[1]
TEAM = {
    "viewer": Role.VIEWER,
    "reviewer": Role.REVIEWER,
    "second": Role.REVIEWER,
    "lead": Role.LEAD,
    "admin": Role.ADMIN,
}
INSPECT = "#work input[value=inspect]"
DECIDE = "#work form[action$='/decision'] button"
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def clock() -> StillClock:
    return StillClock(NOW)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, clock: StillClock) -> Iterator[str]:
    """A workbench with users; the viewer sees the north alone."""
    lake = write_lake(tmp_path_factory.mktemp("morning") / "lake")
    app = create_app(lake, settings(), clock=clock)
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_HASHER", quick)
        patch.setattr(people, "_NOBODYS_HASH", quick.hash("nobody has this password"))
        with writing(app.state.office.engine) as connection:
            for name, role in TEAM.items():
                zones = ["North"] if role is Role.VIEWER else None
                add_user(connection, name, PASSWORD, role, clock(), zones=zones)
        with serving(app) as found:
            yield found


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Iterator[SignIn]:
    """Sign somebody in, in a browser of their own, and lead them to the list."""
    contexts = []

    def enter(name: str, *, script: bool = True) -> Page:
        context = browser.new_context(base_url=address, java_script_enabled=script)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        fill_sign_in(page, name)
        page.wait_for_selector("#suspects")
        return page

    yield enter
    for context in contexts:
        context.close()


def fill_sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.click("main button")


def open_case(page: Page, account_id: str) -> None:
    """Open a case from the list."""
    page.goto("/")
    page.locator("#suspects a.open", has_text=account_id).first.click()
    page.wait_for_selector("#work")


def standing(page: Page) -> str:
    return page.locator("#work .stands .tag").inner_text()


def visits_counted(page: Page) -> int:
    page.goto("/results")
    return int(page.locator("dl.totals dd").first.inner_text())


def test_case_goes_from_the_list_to_a_finding(sign_in: SignIn) -> None:
    page, lead = sign_in("reviewer"), sign_in("lead")
    counted = visits_counted(page)
    page.goto("/")
    page.select_option("#by-means", "meter_hang")
    expect(page.locator("#suspects tbody tr")).to_have_count(1)
    page.click("#suspects a.open")
    wait_until_drawn(page)
    assert page.locator("#curve-plot canvas").is_visible()
    page.check(INSPECT)
    page.click(DECIDE)
    page.wait_for_selector("#work .stands .tag.inspect")

    open_case(lead, FIRST)
    lead.click("text=Assign to a crew")
    lead.fill("input[name=crew]", CREWS[0])
    lead.click("form[action$='/assignment'] button")
    assert CREWS[0] in lead.locator("#work .stands").inner_text()
    lead.goto(f"{lead.url.split('?')[0].split('#')[0]}/sheet")
    assert lead.locator("svg.qr").is_visible()

    page.reload()
    page.click("text=Record what a visit found")
    page.select_option("select[name=outcome]", "theft")
    page.fill("input[name=recovered_kwh]", "1500")
    page.click("form[action$='/finding'] button")
    page.wait_for_selector("#work .stands .tag.visited")
    assert visits_counted(page) == counted + 1


def test_second_of_two_reviewers_is_told_and_goes_on(sign_in: SignIn) -> None:
    page, late = sign_in("reviewer"), sign_in("second")
    for one in (page, late):
        open_case(one, FILLERS[0])
    page.check(INSPECT)
    page.click(DECIDE)
    page.wait_for_selector("#work .stands .tag.inspect")
    late.check("#work input[value=watch]")
    with late.expect_response("**/decision") as answer:
        late.click(DECIDE)
    assert answer.value.status == 409
    assert "reviewer · decision: inspect" in late.locator("main li").inner_text()
    assert violations(late) == []
    late.click("text=Look at the case again")
    assert standing(late) == "To inspect"
    late.check("#work input[value=watch]")
    late.click(DECIDE)
    late.wait_for_selector("#work .stands .tag.watch")


def test_viewer_sees_one_zone_and_decides_nothing(sign_in: SignIn) -> None:
    reviewer, page = sign_in("reviewer"), sign_in("viewer")
    open_case(reviewer, FILLERS[2])
    zones = page.locator("#suspects th.account .minor").all_inner_texts()
    assert set(zones) == {"North"}
    open_case(page, NORTH)
    assert page.locator("#work form").count() == 0
    token = page.locator("form.who input[name=csrf]").get_attribute("value")
    form = {"csrf": str(token), "decision": "inspect", "seen": "0"}
    refused = page.request.post(f"{page.url.split('?')[0]}/decision", form=form)
    assert refused.status == 403
    elsewhere = page.goto(reviewer.url)
    assert elsewhere is not None
    assert elsewhere.status == 403
    assert FILLERS[2] not in page.content()
    assert violations(page) == []


def test_expired_session_leads_back_to_the_page_wanted(sign_in: SignIn, clock: StillClock) -> None:
    page = sign_in("reviewer")
    clock.pass_by(minutes=settings().review.idle_minutes + 1)
    page.click("#suspects a.open >> nth=3")
    page.wait_for_url("**/sign-in?next=**")
    fill_sign_in(page, "reviewer")
    page.wait_for_url(f"**/cases/*?date={DATE}")
    assert page.locator("#work").is_visible()


def test_keyboard_alone_is_enough(sign_in: SignIn) -> None:
    page = sign_in("reviewer")
    page.keyboard.press("?")
    assert page.locator("details.keys dl").is_visible()
    for _ in range(7):
        page.keyboard.press("j")
    page.keyboard.press("k")
    wanted = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#work")
    assert wanted in page.locator("h1").inner_text() + page.title()
    tab_to(page, "input[name=decision]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "form[action$='/decision'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#work .stands .tag.watch")
    page.goto("/")
    page.keyboard.press("j")
    with page.expect_response("**/decision"):
        page.keyboard.press("w")
    page.wait_for_selector("#suspects tbody tr:first-child .tag.watch")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse would."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_decision_needs_no_script(sign_in: SignIn) -> None:
    page = sign_in("second", script=False)
    open_case(page, FILLERS[5])
    page.check(INSPECT)
    page.fill("form[action$='/decision'] textarea", "Seal looks new.")
    page.click(DECIDE)
    assert standing(page) == "To inspect"
    assert "Seal looks new." in page.locator("ol.history").inner_text()


def test_pages_of_a_lead_have_no_findings(sign_in: SignIn) -> None:
    page = sign_in("lead")
    assert page.locator("form.who button").is_visible()
    assert violations(page) == []
    page.fill("form.find input[name=words]", "A20")
    page.click("form.find button")
    assert page.locator("#suspects tbody tr").count() > 1
    assert violations(page) == []
    open_case(page, FILLERS[6])
    assert violations(page) == []
    page.goto("/")
    page.locator("#suspects tbody tr", has_text=FILLERS[6]).locator("input[name=picked]").check()
    page.fill("#bulk input[name=crew]", CREWS[1])
    page.click("#bulk button[value=assign]")
    assert "1 case was written" in page.locator("main").inner_text()
    assert violations(page) == []
    page.goto(f"/crews/{MORNING}")
    assert FILLERS[6] in page.locator("main").inner_text()
    assert violations(page) == []


def test_refusals_have_no_findings(sign_in: SignIn) -> None:
    page = sign_in("second")
    open_case(page, FILLERS[7])
    page.check("#work input[value=clear]")
    with page.expect_response("**/decision") as answer:
        page.click(DECIDE)
    assert answer.value.status == 422
    assert violations(page) == []
    page.goto("/")
    page.click("form.who button")
    fill_sign_in(page, "second", "not the password")
    assert page.locator("[role=alert]").is_visible()
    assert violations(page) == []
