"""A browser, where the machine has one, and a page to look at."""

import datetime as dt
import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.contract import SUSPECTS
from pipeline.exports import export_suspects
from pipeline.settings import Settings

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
EXPORTS = Path(__file__).parents[1] / "pipeline" / "exports"


def made_up(name: str, path: Path) -> ModuleType:
    """The made-up cases or reports that the tests of the exports use too."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}; install chromium or set CHROMIUM")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield found
        found.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = made_up("made_cases", EXPORTS / "conftest.py")
    cases = (made.hung_meter(), made.shunt(), made.drop(), made.hostile())
    rows = pa.Table.from_pylist([dict(one.suspect) for one in cases], SUSPECTS.arrow_schema)
    path = tmp_path_factory.mktemp("report") / "suspects.html"
    settings = Settings(timezone="Asia/Shanghai", currency="CNY")
    losses = made_up("made_line_loss", EXPORTS / "made_line_loss.py")
    export_suspects(
        rows,
        cases,
        path,
        settings=settings,
        run_date=dt.date(2026, 3, 15),
        line_loss=losses.made_line_loss(cases[0].suspect["account_id"]),
    )
    return path


@pytest.fixture(scope="session", params=["evaluation", "backtest", "monitoring"])
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of an evaluation, that of a backtest and that of the monitor."""
    if request.param == "monitoring":
        watched = made_up("made_monitoring", EXPORTS / "monitoring" / "conftest.py")
        page: Path = watched.written(tmp_path_factory.mktemp("measured") / "page.html")
        return page
    made = made_up("made_reports", EXPORTS / "evaluation" / "conftest.py")
    report = made.evaluation_report() if request.param == "evaluation" else made.made_backtest()
    path: Path = made.written(report, tmp_path_factory.mktemp("measured") / "page.html")
    return path


@pytest.fixture
def noise(browser: Browser) -> Callable[[Path], tuple[list[str], list[str]]]:
    """Open a page; return the addresses that it asked for and what it complained of."""

    def listen(path: Path) -> tuple[list[str], list[str]]:
        context = browser.new_context()
        page = context.new_page()
        requests: list[str] = []
        messages: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append("dialog"))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        context.close()
        return requests, messages

    return listen
