"""Breakdown: which thieves are found and which innocents are listed, by kind and strength."""

from __future__ import annotations

from typing import Any

import numpy as np

from features.window import Flags, Floats
from models.evaluation.judged import Judged
from models.evaluation.shares import share
from models.evaluation.truth import Label

UNNAMED = "unknown"
_BINS = ("low", "middle", "high")
# Below a fifth a thief takes little more than meters err and habits wander.
SHARES_STOLEN = (0.2, 0.5)


def recall_by_kind(judged: Judged, k: int) -> list[dict[str, Any]]:
    """Return `recall_by_kind` of the report: one row a kind of theft, by name."""
    kinds = np.where(judged.kind == "", UNNAMED, judged.kind)
    return [
        {"name": str(kind), **_found(judged, judged.is_thief & (kinds == kind), k)}
        for kind in np.unique(kinds[judged.is_thief])
    ]


def recall_by_strength(judged: Judged, k: int) -> dict[str, Any]:
    """Return `recall_by_strength`: three bins of strength, else of the energy stolen a day.

    Strengths in 0..1 are cut at a fifth and a half, anything else so that as many thieves
    are in each bin.
    """
    for by, values in (("strength", judged.strength), ("kwh_per_day", judged.kwh_per_day)):
        known = np.isfinite(values) & judged.is_thief
        if known.any():
            is_share = by == "strength" and values[known].max() <= 1
            edges = SHARES_STOLEN if is_share else np.quantile(values[known], [1 / 3, 2 / 3])
            return {"by": by, "bins": _bins(judged, values, known, np.asarray(edges), k)}
    return {"by": None, "bins": []}


def _bins(
    judged: Judged, values: Floats, known: Flags, edges: Floats, k: int
) -> list[dict[str, Any]]:
    place = np.digitize(values, edges)
    limits = [values[known].min(), *edges, values[known].max()]
    return [
        {
            "name": name,
            "low": float(limits[index]),
            "high": float(limits[index + 1]),
            **_found(judged, known & (place == index), k),
        }
        for index, name in enumerate(_BINS)
    ]


def _found(judged: Judged, chosen: Flags, k: int) -> dict[str, Any]:
    count = int(chosen.sum())
    listed, top, longer = (
        int((chosen & found).sum())
        for found in (judged.is_listed, judged.in_top(k), judged.in_top(2 * k))
    )
    return {
        "thieves": count,
        "on_list": listed,
        "recall_on_list": share(listed, count),
        "in_top_k": top,
        "recall_in_top_k": share(top, count),
        "in_top_2k": longer,
    }


def confounders(judged: Judged, k: int) -> list[dict[str, Any]]:
    """Return `confounders` of the report: how many of each innocent oddity are listed."""
    is_odd = judged.label == Label.CONFOUNDER
    kinds = np.where(judged.kind == "", UNNAMED, judged.kind)
    rows = []
    for kind in np.unique(kinds[is_odd]):
        chosen = is_odd & (kinds == kind)
        listed, top = chosen & judged.is_listed, chosen & judged.in_top(k)
        rows.append(
            {
                "name": str(kind),
                "accounts": int(chosen.sum()),
                "on_list": int(listed.sum()),
                "share_on_list": float(listed[chosen].mean()),
                "in_top_k": int(top.sum()),
                "share_in_top_k": float(top[chosen].mean()),
            }
        )
    return rows


def list_content(judged: Judged, at_least: float) -> dict[str, Any]:
    """Return `list` of the report: who stands on it."""
    listed = judged.label[judged.is_listed]
    thieves = int((listed == Label.THEFT).sum())
    return {
        "score_at_least": at_least,
        "length": len(listed),
        "thieves": thieves,
        "confounders": int((listed == Label.CONFOUNDER).sum()),
        "normal": int((listed == Label.NORMAL).sum()),
        "innocents": len(listed) - thieves,
        "precision": share(thieves, len(listed)),
        "recall": share(thieves, judged.is_thief.sum()),
    }
