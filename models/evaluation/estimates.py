"""Estimates: how right means, onset and energy are for the thieves on the list."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from features.window import Flags, Floats
from models.evaluation.judged import Judged
from models.evaluation.shares import share
from pipeline.contract.vocabulary import Means, words


def means_accuracy(judged: Judged) -> dict[str, Any]:
    """Return `means` of the report, for listed thieves whose kind is one of the contract's means.

    A thief for whom no means was suspected counts as wrong, under the empty word.
    """
    is_comparable = np.isin(judged.kind, words(Means))
    chosen = judged.is_thief & judged.is_listed & is_comparable
    kinds, suspected = judged.kind[chosen], judged.means[chosen]
    is_right = kinds == suspected
    return {
        "thieves": int(chosen.sum()),
        "right": int(is_right.sum()),
        "accuracy": share(is_right.sum(), chosen.sum()),
        "confusion": [
            {
                "kind": str(kind),
                "thieves": int((kinds == kind).sum()),
                "right": int((is_right & (kinds == kind)).sum()),
                "suspected": dict(Counter(suspected[kinds == kind].tolist()).most_common()),
            }
            for kind in np.unique(kinds)
        ],
    }


def onset_error(judged: Judged) -> dict[str, Any]:
    """Return `onset` of the report: estimated less true onset in days; later is positive."""
    error = (judged.found_onset_day - judged.onset_day)[judged.is_thief & judged.is_listed]
    error = error[np.isfinite(error)]
    low, middle, high = _quartiles(error)
    return {
        "thieves": len(error),
        "median_error_days": middle,
        "median_abs_error_days": _quartiles(np.abs(error))[1],
        "quartile_low_days": low,
        "quartile_high_days": high,
        "within_3_days": _held(np.abs(error) <= 3),
        "within_7_days": _held(np.abs(error) <= 7),
        "errors_days": np.sort(error).tolist(),
    }


def energy_ratio(judged: Judged) -> dict[str, Any]:
    """Return `kwh` of the report: estimated over true energy stolen a day."""
    listed = judged.is_thief & judged.is_listed
    has_true = np.nan_to_num(judged.kwh_per_day) > 0
    chosen = listed & has_true & np.isfinite(judged.found_kwh_per_day)
    ratio = judged.found_kwh_per_day[chosen] / judged.kwh_per_day[chosen]
    low, middle, high = _quartiles(ratio)
    stolen = np.nansum(judged.kwh_per_day[judged.is_thief])
    found = np.nansum(judged.kwh_per_day[listed])
    estimated = np.nansum(judged.found_kwh_per_day[judged.is_listed])
    return {
        "thieves": len(ratio),
        "median_ratio": middle,
        "quartile_low": low,
        "quartile_high": high,
        "within_factor_2": _held((ratio >= 0.5) & (ratio <= 2)),
        "stolen_kwh_per_day": float(stolen),
        "stolen_on_list_kwh_per_day": float(found),
        "share_on_list": share(found, stolen),
        "estimated_on_list_kwh_per_day": float(estimated),
        "estimated_to_stolen": share(estimated, stolen),
        "ratios": np.sort(ratio).tolist(),
    }


def _quartiles(values: Floats) -> tuple[float, float, float]:
    if not len(values):
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return float(low), float(middle), float(high)


def _held(flags: Flags) -> float:
    return share(flags.sum(), len(flags))
