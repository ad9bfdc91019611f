"""Stability: how much of the top of the list depends on the seed of the forests alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from features.registry import FeatureTable
from features.window import Window
from models.evaluation.ranking import rank
from models.scoring import score


def seed_overlap(
    window: Window, table: FeatureTable, seeds: Sequence[int], k: int
) -> dict[str, float]:
    """Score the window with each of `seeds` and return how alike the first `k` accounts are.

    mean_jaccard, min_jaccard: over pairs of seeds, accounts on both tops over accounts on
    either. common_share: accounts on every top over the length of a top. seeds, k: how many
    seeds, and the length compared, at most the number of accounts. Shares are 1 where there
    are no accounts. ValueError below two different seeds or for `k` below 1.
    """
    chosen = list(dict.fromkeys(seeds))
    if len(chosen) < 2:
        raise ValueError(f"seeds {list(seeds)} hold fewer than two different ones to compare")
    if k < 1:
        raise ValueError(f"k is {k}; compare the first 1 or more accounts")
    length = min(k, window.shape[0])
    tops = [_top(window, table, seed, length) for seed in chosen]
    jaccards = [_jaccard(one, other) for one, other in combinations(tops, 2)]
    common = len(frozenset.intersection(*tops))
    return {
        "mean_jaccard": float(np.mean(jaccards)),
        "min_jaccard": float(np.min(jaccards)),
        "common_share": common / length if length else 1.0,
        "seeds": len(chosen),
        "k": length,
    }


def _top(window: Window, table: FeatureTable, seed: int, length: int) -> frozenset[str]:
    scores = score(window, table, seed).scores["score"].to_numpy(dtype=np.float64)
    nobody = np.zeros(len(scores), dtype=np.bool_)
    order = rank(scores, window.account_ids, nobody).order
    return frozenset(window.account_ids[order[:length]].tolist())


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
