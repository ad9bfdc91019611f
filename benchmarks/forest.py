"""The suspicion forest beside scikit-learn's scores and SHAP's explanations.

    python -m benchmarks.forest [--accounts 1000000] [--features 40] [--trees 200]
        [--rounds 5] [--explained 200]

Rows are scored by scikit-learn and by our kernel in turns, each on one thread and on two,
and explained on one by SHAP's tree explainer (a few rows, for it is slow) and by the forest's
own attributions; ratios are medians over the rounds. A tenth of the accounts is measured once
more with features that are mostly 0, as ours are. Scores must be the same in every bit, and
attributions must add up.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np
from joblib import parallel_backend
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.ensemble import IsolationForest

from models.forest import SuspicionForest
from models.forest.growth import grow, ordered
from models.forest.rehearsal import compile_forest

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]
Seconds: TypeAlias = tuple[float, float]
SEED = 20060101
REFERENCE = 20_000
TOP = 3


def accounts(count: int, features: int, law: str) -> Rows:
    """Return (n, f) features: all normal, or one-sided ones, of which one in five is not 0.

    scikit-learn follows one-sided rows faster, since a processor guesses their way through
    the trees; our kernel makes no guesses and takes as long for any rows.
    """
    rng = np.random.default_rng(SEED)
    rows = rng.standard_normal((count, features), dtype=np.float32)
    if law == "one-sided":
        rows *= rows
        rows *= rng.random((count, features), dtype=np.float32) < 0.2
    return rows


def timed(work: Callable[[], Scores]) -> tuple[Seconds, Scores]:
    """Return the seconds that `work` took, by the clock and of processors, and its result."""
    begun, used = time.perf_counter(), time.process_time()
    found = work()
    return (time.perf_counter() - begun, time.process_time() - used), found


def on_threads(reference: IsolationForest, rows: Rows, threads: int) -> Scores:
    """Return scikit-learn's scores of `rows`, on so many threads."""
    with parallel_backend("threading", n_jobs=threads):
        return np.asarray(reference.score_samples(rows))


def print_rates(seconds: dict[str, list[Seconds]], rows: dict[str, int], base: str) -> None:
    """Print median rates of each work, and medians of its ratios to `base` of the same round.

    "of processors" compares the time that processors worked: what it is per core, and what
    neighbours on the machine do not change.
    """
    rates = {name: rows[name] / np.array(taken) for name, taken in seconds.items()}
    for name, rate in rates.items():
        ratio = np.median(rate / rates[base], axis=0)
        print(f"{name:<24} {np.median(rate[:, 0]) / 1000:9.2f} thousand rows/s", end=" ")
        print(f"{ratio[0]:7.1f} x by the clock {ratio[1]:7.1f} x of processors")


def ours_on_threads(forest: SuspicionForest, rows: Rows, threads: int) -> Scores:
    """Return our scores of `rows`, on so many threads."""
    return forest.set_params(n_jobs=threads).score_samples(rows)  # type: ignore[no-any-return]


def scoring(ours: SuspicionForest, theirs: IsolationForest, rows: Rows, rounds: int) -> None:
    """Print rates of scoring `rows`, and ratios within the rounds; stop where a bit differs.

    On two threads scikit-learn adds the trees up in the order in which they happen to come
    back, so its own bits vary: those of one thread count.
    """
    seconds: dict[str, list[Seconds]] = {}
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
    print_rates(seconds, {name: len(rows) for name in seconds}, "scikit-learn, n_jobs=1")
    print("bits: the same as scikit-learn's, on one thread and on two")


def explaining(ours: SuspicionForest, theirs: IsolationForest, rows: Rows, rounds: int) -> None:
    """Print rates of explaining on one thread: SHAP the few `rows`, the kernel many."""
    from shap import TreeExplainer  # noqa: PLC0415 - a second to import, for nothing else

    explainer = TreeExplainer(theirs)
    ours.set_params(n_jobs=1)
    many = np.tile(rows, (max(1, 20_000 // len(rows)), 1))
    seconds: dict[str, list[Seconds]] = {"SHAP TreeExplainer": [], "attributions": []}
    for _ in range(rounds):
        taken, their = timed(lambda: -explainer.shap_values(rows, check_additivity=False))
        seconds["SHAP TreeExplainer"].append(taken)
        taken, own = timed(lambda: ours.attributions(many))
        seconds["attributions"].append(taken)
    counts = {"SHAP TreeExplainer": len(rows), "attributions": len(many)}
    print_rates(seconds, counts, "SHAP TreeExplainer")
    own = own[: len(rows)]
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


def compare(count: int, options: argparse.Namespace, law: str) -> None:
    """Print the table for `count` accounts of `law`."""
    rows = accounts(count, options.features, law)
    reference = ordered(rows[:REFERENCE])
    ours = SuspicionForest(options.trees, random_state=SEED).fit(reference)
    theirs = grow(reference, options.trees, ours.max_samples_, SEED)
    few = rows[-options.explained :]
    ours.attributions(few)
    print(f"{count:,} accounts x {options.features} {law} features,", end=" ")
    print(f"{options.trees} trees of {ours.max_samples_}", flush=True)
    scoring(ours, theirs, rows, options.rounds)
    explaining(ours, theirs, few, options.rounds)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=40)
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--explained", type=int, default=200)
    options = parser.parse_args()
    compile_forest()
    compare(options.accounts, options, "normal")
    compare(max(options.accounts // 10, options.explained), options, "one-sided")


if __name__ == "__main__":
    main()
