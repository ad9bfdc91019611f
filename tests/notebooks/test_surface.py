"""The names that notebooks are written with: each is there, and the page tells of it."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
SURFACE = {
    "pipeline": {"Lake"},
    "pipeline.ingest": {"ingest"},
    "pipeline.settings": {"Settings", "load_settings"},
    "features": {"ALL_FEATURES", "Feature", "Measured", "OwnFeature", "compute"},
    "models": {"SuspicionForest", "make_list", "read_feature_values", "read_window", "score"},
}


@pytest.mark.parametrize("module", SURFACE)
def test_names_are_there_and_told(module: str) -> None:
    found = importlib.import_module(module)
    page = PAGE.read_text("utf-8")
    for name in SURFACE[module]:
        member = getattr(found, name)
        assert name.isupper() or inspect.getdoc(member), f"{module}.{name}"
        assert re.search(rf"`([a-z.]+\.)?{name}\b", page), f"{name} is not in docs/python.md"


@pytest.mark.parametrize("module", ["features", "models"])
def test_a_room_tells_of_these_and_of_no_others(module: str) -> None:
    found = importlib.import_module(module)
    assert set(found.__all__) == SURFACE[module]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = found.nothing


def test_parameters_stay_as_they_are() -> None:
    """Who calls these by keyword goes on to do so."""
    features, models = (importlib.import_module(name) for name in ("features", "models"))
    told = {
        name: list(inspect.signature(function).parameters)
        for name, function in (
            ("compute", features.compute),
            ("read_window", models.read_window),
            ("read_feature_values", models.read_feature_values),
            ("score", models.score),
            ("make_list", models.make_list),
        )
    }
    assert told == {
        "compute": ["window", "own"],
        "read_window": ["lake", "settings", "date", "columns"],
        "read_feature_values": ["lake", "date", "account_ids"],
        "score": ["window", "table", "seed"],
        "make_list": ["scored", "accounts", "previous_list", "settings", "date", "states"],
    }
