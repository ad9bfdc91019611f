"""Suspicion of one signature family: how strong it is, and what its rarity leaves of it."""

from __future__ import annotations

import numpy as np

from features.window import Floats

# At twice its threshold a value is at degree 0.8, at half of it at 0.2.
STEEPNESS = 2.0
# One feature alone is a single look, which may err; a second that agrees lifts it, though
# not like an independent one, for features of a family watch one cause.
DAMPING = (0.75, 0.45, 0.2)
# What is left of a degree that is as common among the peers as not.
COMMON_SHARE = 0.55


def degree(values: Floats, thresholds: Floats) -> Floats:
    """Return how far values (n, f) are beyond thresholds (f,): 0 at 0, 0.5 there, 1 far out.

    A value that could not be judged (NaN) is at 0. Negative values count as 0.
    """
    ratio = np.maximum(np.nan_to_num(values, nan=0.0, posinf=np.inf), 0.0) / thresholds
    with np.errstate(over="ignore"):
        return np.asarray(1.0 - 1.0 / (1.0 + ratio**STEEPNESS))


def damped_or(degrees: Floats, damping: tuple[float, ...] = DAMPING) -> Floats:
    """Return (n,) noisy-or of degrees (n, f), of which the k-th strongest counts damping[k].

    Those beyond the end of `damping` count nothing, so that many faint hints are no proof.
    """
    strongest = -np.sort(-degrees, axis=1)[:, : len(damping)]
    weights = np.asarray(damping[: strongest.shape[1]])
    return np.asarray(1.0 - np.prod(1.0 - weights * strongest, axis=1))


def family_score(strength: Floats, rare: Floats) -> Floats:
    """Return (n,) the score of one family from its damped degrees (n,) and its rarity (n,)."""
    return strength * (COMMON_SHARE + (1.0 - COMMON_SHARE) * rare)


def rarity_behind(scores: Floats, strength: Floats) -> Floats:
    """Return (n,) the rarity that made these family scores of this strength; 0 without any."""
    known = (strength > 0) & np.isfinite(scores)
    share = np.divide(scores, strength, out=np.zeros_like(scores), where=known)
    return np.clip((share - COMMON_SHARE) / (1.0 - COMMON_SHARE), 0.0, 1.0)
