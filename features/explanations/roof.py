"""Explanation of a roof that no record knows: the record errs, nobody steals."""

from __future__ import annotations

import numpy as np

from features.registry import Effect, Explanation
from features.reverse_energy import unrecorded_roof
from features.study import Study


def of_the_roof(study: Study) -> Explanation:
    """Test whether energy fed in without a record has the shape of the day, as the sun's has.

    What is missing by daylight has been taken out of what is missing by night, and hours of
    generation do not count for consumption, so nothing is left to weaken.
    """
    window = study.window
    export = np.nan_to_num(window.fact("export_kwh").astype(np.float64)) * window.multiplier
    fed_in = np.maximum(export, 0.0).sum(axis=1)
    read = window.has("export_kwh") & window.has("hour_00_kwh")
    return Explanation(
        "unrecorded_roof",
        "Energy is fed in by daylight ({number} kWh), and the night's use stayed: solar panels that"
        " no record knows, so rather an error of the records than theft.",
        "What was fed in, {number} kWh, does not have the shape of solar panels missing on record.",
        np.asarray(read & ~window.has_pv & (fed_in > 0)),
        unrecorded_roof(study),
        "Nothing is fed in, generation is on record, or the hours of the day are not read.",
        number=fed_in,
        effect=Effect.SUBTRACTED,
    )
