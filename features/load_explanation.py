"""The explanation that a load really fell, as the voltage bears out."""

from __future__ import annotations

import numpy as np

from features.hidden_load import hear_lasting_fall
from features.registry import Effect, Explanation
from features.study import Study
from pipeline.contract.vocabulary import Family

# Odds of e to the third, some twenty to one.
FALL_EVIDENCE = -3.0
# What consumption says loses weight with the odds, down to a rest: voltage may err too.
FULL_EVIDENCE, LEAST_LEFT = 8.0, 0.3


def explain_load(study: Study) -> Explanation:
    """Test whether the voltage rose as the fall of the load calls for."""
    testimony, _, _ = hear_lasting_fall(study)
    tested = np.asarray(np.isfinite(testimony.rise))
    return Explanation(
        "load_fell",
        "The voltage rose with the fall of the load, by {number} of what its own past calls"
        " for: the load really went.",
        "The voltage rose by {number} of what a real fall of the load calls for; it does not"
        " bear one out.",
        tested,
        tested & (testimony.still_there <= FALL_EVIDENCE),
        "There is no lasting fall, or no voltage and current to hold against neighbours'.",
        np.clip(testimony.rise, 0.0, None),
        "share",
        effect=Effect.WEAKENED,
        weakens=(Family.CONSUMPTION,),
        left=np.clip(1.0 + testimony.still_there / FULL_EVIDENCE, LEAST_LEFT, 1.0),
    )
