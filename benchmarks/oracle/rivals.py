"""Rivals: how wattsleuth and the baselines rank the same accounts without being told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.oracle.world import World
from features.window import Floats
from models.baselines import BASELINES
from models.evaluation.curve_areas import roc_auc
from models.evaluation.list_metrics import precision_at
from models.evaluation.ranking import rank


@dataclass(frozen=True)
class Rival:
    """One ranking: what it is called, its AUC, its precision among the first k."""

    label: str
    auc: float
    precision_at_k: float


def rivals(world: World) -> list[Rival]:
    """Measure wattsleuth and each baseline on the last day; k is the number of thieves."""
    ranked = {"wattsleuth": world.scores}
    ranked |= {baseline.label: baseline.score(world.window) for baseline in BASELINES}
    return [_measured(world, label, scores) for label, scores in ranked.items()]


def _measured(world: World, label: str, scores: Floats) -> Rival:
    ranking = rank(scores, world.window.account_ids, world.is_thief)
    once = np.ones((1, len(scores)), dtype=np.int64)
    k = int(world.is_thief.sum())
    auc, precision = roc_auc(ranking, once), precision_at(ranking, once, k)
    return Rival(label, float(auc[0]), float(precision[0]))
