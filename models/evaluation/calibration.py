"""Calibration: whether three in ten of those given 30 % are thieves."""

from __future__ import annotations

from typing import Any

import numpy as np

from features.window import Flags, Floats
from models.evaluation.shares import share
from models.tail import innocent_tail

BINS = 10
# Shares of the innocent to compare the tail of the scores at.
TAIL_SHARES = (0.1, 0.05, 0.01, 0.005)
NO_PROBABILITIES = (
    "no probabilities yet: they come when `wattsleuth train` has outcomes to learn from"
)


def calibration(probability: Floats, is_thief: Flags) -> dict[str, Any]:
    """Return `calibration` of the report; accounts with a NaN probability are left out.

    Brier score: mean squared distance of probability (n,) and outcome (n,). Expected
    calibration error: mean distance of probability and share of thefts in ten bins of equal
    width, weighted by accounts.
    """
    known = np.isfinite(probability)
    given, outcome = probability[known], is_thief[known].astype(np.float64)
    if not len(given):
        return {
            "accounts": 0,
            "brier": np.nan,
            "expected_calibration_error": np.nan,
            "bins": [],
            "note": NO_PROBABILITIES,
        }
    bins = _bins(given, outcome)
    distance = sum(
        one["accounts"] * abs(one["mean_probability"] - one["theft_share"]) for one in bins
    )
    return {
        "accounts": len(given),
        "brier": float(np.mean((given - outcome) ** 2)),
        "expected_calibration_error": float(distance / len(given)),
        "bins": bins,
        "note": None,
    }


def tail_among_innocents(score: Floats, is_thief: Flags) -> dict[str, Any]:
    """Return `innocent_tail` of the report: whether the tail of the scores (n,) is what it says.

    The tail is told without the truth; of the innocent that were judged, `is_thief` (n,) false,
    a share should be beyond each of `TAIL_SHARES` that is about it.
    """
    is_innocent = np.isfinite(score) & ~is_thief
    tail = innocent_tail(score)[is_innocent]
    return {
        "accounts": len(tail),
        "shares": [
            {"expected": expected, "observed": share((tail <= expected).sum(), len(tail))}
            for expected in TAIL_SHARES
        ],
    }


def _bins(given: Floats, outcome: Floats) -> list[dict[str, Any]]:
    """Return the bins that hold accounts; 1.0 belongs to the last."""
    place = np.minimum((given * BINS).astype(np.intp), BINS - 1)
    return [
        {
            "low": float(index / BINS),
            "high": float((index + 1) / BINS),
            "accounts": int((place == index).sum()),
            "mean_probability": float(given[place == index].mean()),
            "theft_share": float(outcome[place == index].mean()),
        }
        for index in np.unique(place)
    ]
