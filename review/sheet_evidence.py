"""Evidence on a sheet: the sentence of the list, said anew where another language is spoken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from features.measurement import ALL_FEATURES
from models.evidence import feature_label, piece
from pipeline.exports import wording
from pipeline.language import say, spoken

_FEATURES = {feature.name: feature for feature in ALL_FEATURES}
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def said_in(found: Mapping[str, Any], written: str) -> str:
    """Return a piece of evidence as a sentence, anew where the list speaks another language."""
    if written == spoken().code:
        return str(found["text"])
    feature = _FEATURES.get(found["feature"])
    if feature is None:
        return str(found["text"])
    # Its own first day is in the written sentence alone.
    since = _day_in(found["text"])
    if "{since" in feature.sentence and since is None:
        label = wording.titled(feature_label(feature))
        return say("{label}: {measured}.", label=label, measured=wording.measured(found))
    baseline = np.nan if found["baseline"] is None else float(found["baseline"])
    return str(piece(feature, float(found["value"]), baseline, since)["text"])


def _day_in(text: str) -> dt.date | None:
    found = _DAY.search(text)
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
