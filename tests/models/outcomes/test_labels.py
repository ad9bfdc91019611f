from __future__ import annotations

import numpy as np
import pytest

from models.outcomes.labels import LABELS, Label, labels_of
from pipeline.contract.vocabulary import Outcome, words


def test_every_outcome_of_the_contract_has_a_label() -> None:
    assert set(LABELS) == set(words(Outcome))


def test_only_a_look_that_found_all_in_order_makes_innocent() -> None:
    innocent = {outcome for outcome, label in LABELS.items() if label is Label.INNOCENT}
    assert innocent == {"clean", "vacant", "lawful_change"}


def test_faults_and_closed_doors_are_no_negatives() -> None:
    outcomes = np.array(["fault", "wiring_error", "record_error", "no_access", ""])
    found = labels_of(outcomes)
    assert found.tolist() == ["fault", "fault", "record_error", "nothing", "nothing"]


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(KeyError):
        labels_of(np.array(["perhaps"]))
