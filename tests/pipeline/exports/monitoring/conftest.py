"""The page of the monitor, of the utility that the tests of the models make up."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from models.monitoring.report import monitoring_report
from pipeline.exports.monitoring_page import write_monitoring_page
from pipeline.settings import Settings

MADE = Path(__file__).parents[3] / "models" / "monitoring" / "conftest.py"
HOSTILE = '</script><script>alert("x")</script>&"A'


def report_of_a_utility() -> dict[str, Any]:
    """The report of two months; a zone bears a hostile name."""
    spec = importlib.util.spec_from_file_location("made_evidence", MADE)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    plain: dict[str, Any] = monitoring_report(made.made_up()).as_json()
    plain["by_zone"][0]["name"] = HOSTILE
    return plain


def written(path: Path) -> Path:
    """Write that report as a page."""
    settings = Settings(utility="Harbour <Power>", currency="CNY")
    write_monitoring_page(report_of_a_utility(), path, settings=settings)
    return path


@pytest.fixture(scope="session")
def watched() -> dict[str, Any]:
    return report_of_a_utility()
