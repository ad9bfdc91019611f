"""Evidence: which features speak against an account, in order, and in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.registry import Explanation, Feature, FeatureTable
from features.window import Floats
from pipeline.language import localised, percent, say, whole_day

MOST_PIECES = 5
# Half the threshold: fainter than this is not worth a reviewer's time.
FAINTEST_DEGREE = 0.2
NOBODY = -1


def evidence_order(contributions: Floats, certainty: Floats, degrees: Floats) -> NDArray[np.intp]:
    """Return (n, at most 5) feature indices: near-proofs first, then by contribution.

    All arguments are (n, f). Places without evidence hold -1.
    """
    weight = np.where(certainty > 0, 1.0 + certainty, contributions)
    weight = np.where((certainty > 0) | (degrees >= FAINTEST_DEGREE), weight, 0.0)
    order = np.argsort(-weight, axis=1, kind="stable")[:, :MOST_PIECES]
    return np.where(np.take_along_axis(weight, order, axis=1) > 0, order, NOBODY)


@dataclass(frozen=True)
class Quantity:
    """A number that writes itself in a sentence: three digits or so, shares as per cent."""

    number: float
    unit: str = ""

    def __format__(self, spec: str) -> str:
        """Format by `spec`, if there is one; NaN is `unknown`."""
        if np.isnan(self.number):
            return say("unknown")
        if spec:
            return localised(format(self.number, spec))
        if self.unit == "share":
            digits = 0 if self.number >= 0.1 else 1
            return percent(localised(f"{100 * self.number:.{digits}f}"))
        return localised(format(self.number, _digits(abs(self.number))))


def _digits(size: float) -> str:
    if size == round(size) or size >= 100:
        return ",.0f"
    return ".1f" if size >= 10 else ".2f"


def piece(feature: Feature, value: float, baseline: float, since: dt.date | None) -> dict[str, Any]:
    """Return one piece of evidence as the contract has it; unknown baseline is None.

    Its text is in the spoken language.
    """
    text = say(
        feature.sentence,
        value=Quantity(value, feature.unit),
        baseline=Quantity(baseline, feature.unit),
        since=say("an unknown day") if since is None else whole_day(since),
    )
    return {
        "feature": feature.name,
        "value": float(value),
        "baseline": None if np.isnan(baseline) else float(baseline),
        "unit": feature.unit,
        "text": text,
    }


def feature_label(feature: Feature) -> str:
    """Return a few words for a feature in the spoken language; its name in words if need be."""
    return say(feature.label or feature.name.replace("_", " "))


def evidence_labels(table: FeatureTable, pieces: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the labels of the features of `pieces`, by name; unknown ones are left out."""
    wanted = {piece["feature"] for piece in pieces}
    return {one.name: feature_label(one) for one in table.features if one.name in wanted}


def reworded(
    table: FeatureTable, account: int, suspect: Mapping[str, Any], first: dt.date
) -> dict[str, Any]:
    """Return a written row of the list with its texts in the spoken language.

    Its figures stay as written. So does the text of a feature that is not in `table`, and of
    an explanation that comes out otherwise by now. first: first day of the window.
    """
    places = {feature.name: place for place, feature in enumerate(table.features)}
    pieces = []
    for old in suspect["evidence"] or ():
        place = places.get(old["feature"])
        if place is None:
            pieces.append(old)
            continue
        baseline = np.nan if old["baseline"] is None else float(old["baseline"])
        since = _since(table, place, account, first)
        pieces.append(piece(table.features[place], float(old["value"]), baseline, since))
    fresh = {
        (one["explanation"], one["outcome"]): one
        for one in explanations_of(table.explanations, account)
    }
    cleared = [
        fresh.get((old["explanation"], old["outcome"]), old) for old in suspect["cleared_by"] or ()
    ]
    return {**suspect, "evidence": pieces, "cleared_by": cleared}


def _since(table: FeatureTable, place: int, account: int, first: dt.date) -> dt.date | None:
    onset = int(table.measured[place].onset[account])
    return None if onset < 0 else first + dt.timedelta(days=onset)


def pieces_of(
    table: FeatureTable, account: int, order: Sequence[int], first: dt.date
) -> list[dict[str, Any]]:
    """Return the evidence against one account; `first` is the first day of the window."""
    pieces = []
    for index in order:
        if index != NOBODY:
            measured = table.measured[index]
            since = _since(table, index, account, first)
            value, baseline = float(measured.value[account]), float(measured.baseline[account])
            pieces.append(piece(table.features[index], value, baseline, since))
    return pieces


def explanations_of(explanations: Sequence[Explanation], account: int) -> list[dict[str, Any]]:
    """Return the innocent explanations tested on one account, and how each came out."""
    return [_outcome(explanation, account) for explanation in explanations]


def _outcome(explanation: Explanation, account: int) -> dict[str, Any]:
    if not explanation.tested[account]:
        outcome, text = "not testable", explanation.untested_text
    elif explanation.applies[account]:
        outcome, text = "applies", explanation.applies_text
    else:
        outcome, text = "rejected", explanation.rejected_text
    if explanation.number is None:
        said = say(text)
    else:
        said = say(text, number=Quantity(float(explanation.number[account]), explanation.unit))
    return {"explanation": explanation.name, "outcome": outcome, "text": said}
