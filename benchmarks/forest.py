"""The suspicion forest beside scikit-learn's scores and SHAP's explanations.

    python -m benchmarks.forest [--accounts 1000000] [--features 40] [--trees 200]
        [--rounds 5] [--explained 200]

Rows are scored by scikit-learn and by our kernel in turns, each on one thread and on two,
and explained by SHAP's tree explainer (a few rows, for it is slow) and by the forest's own
attributions; ratios are medians over the rounds. Scores must be the same in every bit, and
attributions must add up.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from joblib import parallel_backend
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.ensemble import IsolationForest

from models.forest import SuspicionForest
from models.forest.growth import grow, ordered

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]
SEED = 20060101
REFERENCE = 20_000
TOP = 3


def accounts(count: int, features: int) -> Rows:
    """Return (n, f) features, most of them near 0, some of them moving together."""
    rng = np.random.default_rng(SEED)
    common = rng.normal(size=(count, 4)).astype(np.float32)
    own = rng.standard_normal((count, features), dtype=np.float32)
    return np.asarray(np.exp(own + common @ rng.normal(size=(4, features)).astype(np.float32)))


def timed(work: Callable[[], Scores]) -> tuple[float, Scores]:
    """Return the seconds that `work` took, and its result."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def on_threads(reference: IsolationForest, rows: Rows, threads: int) -> Scores:
    """Return scikit-learn's scores of `rows`, on so many threads."""
    with parallel_backend("threading", n_jobs=threads):
        return np.asarray(reference.score_samples(rows))


def ours_on_threads(forest: SuspicionForest, rows: Rows, threads: int) -> Scores:
    """Return our scores of `rows`, on so many threads."""
    return forest.set_params(n_jobs=threads).score_samples(rows)  # type: ignore[no-any-return]


def scoring(ours: SuspicionForest, theirs: IsolationForest, rows: Rows, rounds: int) -> None:
    """Print rates of scoring `rows`, and ratios within the rounds; stop where a bit differs.

    On two threads scikit-learn adds the trees up in the order in which they happen to come
    back, so its own bits vary: those of one thread count.
    """
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        found = {}
        for threads in (1, 2):
            for name, work in (
                (f"scikit-learn, n_jobs={threads}", partial(on_threads, theirs, rows, threads)),
                (f"kernel, n_jobs={threads}", partial(ours_on_threads, ours, rows, threads)),
            ):
                taken, found[name] = timed(work)
                seconds.setdefault(name, []).append(taken)
        bits = {name: scores.tobytes() for name, scores in found.items()}
        if len({bits[name] for name in bits if name != "scikit-learn, n_jobs=2"}) > 1:
            raise SystemExit("scores differ from scikit-learn's")
    base = np.array(seconds["scikit-learn, n_jobs=1"])
    for name, taken_s in seconds.items():
        rate, ratio = len(rows) / np.median(taken_s), np.median(base / taken_s)
        print(f"{name:<26} {rate / 1000:9.1f} thousand rows/s {ratio:7.1f} x")
    print("bits: the same as scikit-learn's, on one thread and on two")


def explaining(ours: SuspicionForest, theirs: IsolationForest, rows: Rows, rounds: int) -> None:
    """Print rates of explaining on one thread: SHAP the few `rows`, the kernel many."""
    from shap import TreeExplainer  # noqa: PLC0415 - a second to import, for nothing else

    explainer = TreeExplainer(theirs)
    ours.set_params(n_jobs=1)
    many = np.tile(rows, (max(1, 20_000 // len(rows)), 1))
    own_rates, their_rates = [], []
    for _ in range(rounds):
        own_s, own = timed(lambda: ours.attributions(many))
        their_s, their = timed(lambda: -explainer.shap_values(rows, check_additivity=False))
        own_rates.append(len(many) / own_s)
        their_rates.append(len(rows) / their_s)
    own = own[: len(rows)]
    ratio = np.median(np.divide(own_rates, their_rates))
    print(f"{'SHAP TreeExplainer':<26} {np.median(their_rates) / 1000:9.2f} thousand rows/s")
    print(f"{'attributions':<26} {np.median(own_rates) / 1000:9.1f} thousand rows/s {ratio:7.0f} x")
    total = ours.expected_depth_ - ours.depths(rows)
    print(f"attributions add up within {np.abs(own.sum(axis=1) - total).max():.0e}", end=", ")
    print(f"SHAP's within {np.abs(their.sum(axis=1) - total).max():.0e}")
    print_agreement(own, their)


def print_agreement(own: Scores, their: Scores) -> None:
    """Print how far two explanations (n, f) order the features of a row alike."""
    ranks = [spearmanr(one, other).statistic for one, other in zip(own, their, strict=True)]
    tops = [np.argsort(-values, axis=1)[:, :TOP] for values in (own, their)]
    shared = [len(np.intersect1d(*pair)) / TOP for pair in zip(*tops, strict=True)]
    print(f"with SHAP: rank correlation {np.median(ranks):.2f} (median),", end=" ")
    print(f"{TOP} strongest reasons in common {np.mean(shared):.0%}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=40)
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--explained", type=int, default=200)
    options = parser.parse_args()
    rows = accounts(options.accounts, options.features)
    reference = ordered(rows[:REFERENCE])
    ours = SuspicionForest(options.trees, random_state=SEED).fit(reference)
    theirs = grow(reference, options.trees, ours.max_samples_, SEED)
    few = rows[-options.explained :]
    ours.score_samples(few)
    ours.attributions(few)
    print(
        f"{len(rows):,} accounts x {options.features} features, {options.trees} trees of", end=" "
    )
    print(f"{ours.max_samples_}")
    scoring(ours, theirs, rows, options.rounds)
    explaining(ours, theirs, few, options.rounds)


if __name__ == "__main__":
    main()
