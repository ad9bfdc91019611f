"""Labels: what an inspection teaches the learner."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Outcome

Words = NDArray[np.str_]


class Label(StrEnum):
    """What an account was found to be; NOTHING where nobody can tell.

    A fault is neither theft nor innocence: what it does to the readings is what a thief
    does to them. It is learned on its own and never held against the evidence.
    """

    THEFT = "theft"
    FAULT = "fault"
    RECORD_ERROR = "record_error"
    INNOCENT = "innocent"
    NOTHING = "nothing"


LABELS: dict[str, Label] = {
    Outcome.THEFT: Label.THEFT,
    Outcome.FAULT: Label.FAULT,
    Outcome.WIRING_ERROR: Label.FAULT,
    Outcome.RECORD_ERROR: Label.RECORD_ERROR,
    Outcome.CLEAN: Label.INNOCENT,
    Outcome.VACANT: Label.INNOCENT,
    Outcome.LAWFUL_CHANGE: Label.INNOCENT,
    Outcome.NO_ACCESS: Label.NOTHING,
    Outcome.INCONCLUSIVE: Label.NOTHING,
    Outcome.RECTIFIED_ON_ARRIVAL: Label.NOTHING,
}


def labels_of(outcomes: Words) -> Words:
    """Return the labels (n,) of outcomes (n,); "" is an account that was never visited.

    KeyError for a word that the contract does not know.
    """
    known = {"": Label.NOTHING, **LABELS}
    words, place = np.unique(outcomes.astype(np.str_), return_inverse=True)
    labels = np.array([known[str(word)].value for word in words], dtype=np.str_)
    return np.asarray(labels[place], dtype=np.str_)
