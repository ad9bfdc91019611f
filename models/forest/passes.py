"""Passes: rows through all trees, on as many threads as wanted, with the same bits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from features.window import Flags, Floats
from models.forest.credit_kernel import LANES as CREDIT_LANES
from models.forest.credit_kernel import credit_paths
from models.forest.path_kernel import walk_paths
from models.forest.score_kernel import LANES, sum_depths
from models.forest.trees import Floats32, Trees

# Rows a thread takes at once.
PIECE = 8192


def depth_sums(trees: Trees, rows: Floats32, threads: int) -> Floats:
    """Return (n,) the depth of `rows` (n, f), NaN missing, summed over the trees."""
    missing = _is_missing(trees, rows)
    if not missing.any():
        return _complete_sums(trees, rows, threads)
    sums = np.empty(len(rows))
    sums[~missing] = _complete_sums(trees, rows[~missing], threads)
    sums[missing] = _walk(trees, rows[missing], threads, np.zeros((0, rows.shape[1])))
    return sums


def path_credits(trees: Trees, rows: Floats32, threads: int) -> Floats:
    """Return (n, f) by how much splits on each feature shortened the paths, summed over trees."""
    missing = _is_missing(trees, rows)
    if not missing.any():
        return _complete_credits(trees, rows, threads)
    credit = np.zeros(rows.shape)
    credit[~missing] = _complete_credits(trees, rows[~missing], threads)
    uncertain = np.zeros((int(missing.sum()), rows.shape[1]))
    _walk(trees, rows[missing], threads, uncertain)
    credit[missing] = uncertain
    return credit


def _is_missing(trees: Trees, rows: Floats32) -> Flags:
    """Return (n,) which rows lack a value that a tree asks for."""
    gappy = np.isnan(rows.min(axis=0))
    asked = trees.split_features[gappy[trees.split_features]]
    return np.asarray(np.isnan(rows[:, asked]).any(axis=1))


def _complete_sums(trees: Trees, rows: Floats32, threads: int) -> Floats:
    sums = np.empty(len(rows))
    offsets = trees.features.astype(np.uint32) * np.uint32(LANES)

    def score(piece: slice) -> None:
        turned = np.zeros(rows.shape[1] * LANES, dtype=np.float32)
        place, total = np.zeros(LANES, dtype=np.uint32), np.zeros(LANES)
        arrays = trees.thresholds, offsets, trees.leaf_depths
        sum_depths(rows[piece], *arrays, turned, place, total, sums[piece])

    _on_threads(score, len(rows), threads)
    return sums


def _complete_credits(trees: Trees, rows: Floats32, threads: int) -> Floats:
    credit = np.empty(rows.shape)
    arrays = trees.thresholds, trees.features, trees.shortened

    def explain(piece: slice) -> None:
        values = np.zeros(rows.shape[1] * CREDIT_LANES, dtype=np.float32)
        gained = np.zeros(rows.shape[1] * CREDIT_LANES)
        credit_paths(rows[piece], *arrays, values, gained, credit[piece])

    _on_threads(explain, len(rows), threads)
    return credit


def _walk(trees: Trees, rows: Floats32, threads: int, credit: Floats) -> Floats:
    sums = np.zeros(len(rows))
    levels = trees.thresholds.shape[1].bit_length()
    arrays = trees.thresholds, trees.features, trees.left_shares, trees.expected_depths

    def walk(piece: slice) -> None:
        node, weight = np.zeros(levels, dtype=np.uint64), np.zeros(levels)
        walk_paths(rows[piece], *arrays, node, weight, sums[piece], credit[piece])

    _on_threads(walk, len(rows), threads)
    return sums


def _on_threads(work: Callable[[slice], None], rows: int, threads: int) -> None:
    pieces = [slice(start, start + PIECE) for start in range(0, rows, PIECE)]
    if threads == 1 or len(pieces) == 1:
        for piece in pieces:
            work(piece)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, pieces))
