from __future__ import annotations

import datetime as dt
import json

import pytest

from models.outcomes.card_text import card_markdown
from models.outcomes.model_file import digest, model_bytes
from models.outcomes.trained import Parameters, Trained, train
from tests.models.outcomes.small_utility import make


@pytest.fixture(scope="module", params=[300, 20], ids=["many", "few"])
def trained(request: pytest.FixtureRequest) -> Trained:
    visits = make(request.param, seed=5)
    return train(visits, Parameters(capacity=20), dt.date(2026, 5, 1), seed=1)


def test_the_card_is_plain_json_without_anyone_on_it(trained: Trained) -> None:
    text = json.dumps(trained.card, allow_nan=False)
    assert json.loads(text) == trained.card
    assert "A0000" not in text


def test_the_card_tells_what_a_reader_must_know(trained: Trained) -> None:
    card = trained.card
    assert card["trained_on"] == "2026-05-01"
    assert card["sha256"] == digest(model_bytes(trained.model))
    assert card["share"] == trained.share
    assert sum(card["labels"].values()) == card["data"]["visits"]
    assert card["data"]["first_visit"] < card["data"]["last_visit"]
    assert card["limits"]
    assert card["harms"]
    assert card["selection"]["effective_visits"] == card["data"]["visits"]


def test_the_text_is_made_from_the_card_alone(trained: Trained) -> None:
    text = card_markdown(trained.card)
    assert text == card_markdown(json.loads(json.dumps(trained.card)))
    assert text.startswith("# Model card, trained on 2026-05-01\n")
    for heading in ("Data", "Figures", "Proxies", "Strongest evidence", "Limits", "Harms"):
        assert f"\n## {heading}\n" in text
    assert trained.card["sha256"] in text


def test_a_refusal_stands_on_top() -> None:
    visits = make(400, seed=1, theft_by_zone=True)
    trained = train(visits, Parameters(capacity=20), dt.date(2026, 5, 1), seed=1)
    assert "Not released: zone" in card_markdown(trained.card)[:200]
