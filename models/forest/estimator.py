"""The suspicion forest: an isolation forest over features that may be missing."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from joblib import effective_n_jobs
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from features.window import Floats
from models.forest.growth import filled, grow, ordered
from models.forest.padding import mean_path, padded
from models.forest.passes import depth_sums, path_credits
from models.forest.stored import (
    MOST_FEATURES,
    MOST_LEVELS,
    Arrays,
    checked_trees,
    single,
    texts,
    tree_arrays,
)
from models.forest.trees import Floats32

# scikit-learn's own: half of the mean depth is neither odd nor common.
OFFSET = -0.5
# What a stored forest keeps beside its trees.
NUMBERS = ("n_estimators", "max_samples", "random_state", "max_samples_", "n_features_in_")


class SuspicionForest(OutlierMixin, BaseEstimator):  # type: ignore[misc]
    """Isolation forest whose result depends neither on row order nor on threads.

    Parameters
    ----------
    n_estimators: number of trees.
    max_samples: rows a tree is grown on, 4096 at most; all rows where there are fewer.
    random_state: seed of the trees.
    n_jobs: threads that score, as in scikit-learn: None is one, -1 all.

    Attributes
    ----------
    trees_: the trees as plain arrays, grown by `sklearn.ensemble.IsolationForest`.
    max_samples_: rows a tree was grown on.
    expected_depth_: mean depth of the rows the trees were grown on.
    offset_: `decision_function` is `score_samples` less this.
    n_features_in_, feature_names_in_: as in scikit-learn.

    Scores of complete rows are those of `IsolationForest`, bit for bit. A missing value (NaN)
    could be any of those the split was grown on: both sides are followed, with their shares, so
    that an account is not odd for lacking a channel.

    >>> import numpy as np
    >>> values = np.vstack([np.zeros((60, 2)), [[5.0, np.nan]]])
    >>> int(SuspicionForest(n_estimators=20).fit(values).score_samples(values).argmin())
    60
    """

    def __init__(
        self,
        n_estimators: int = 200,
        max_samples: int = 256,
        random_state: int = 20060101,
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: N803
        """Grow the trees on features `X` (n, f); ValueError on infinite or too few values."""
        if self.max_samples > 1 << MOST_LEVELS:
            raise ValueError(f"max_samples is {self.max_samples}, at most {1 << MOST_LEVELS}")
        values = self._values(X, reset=True)
        if values.shape[1] > MOST_FEATURES:
            raise ValueError(f"{values.shape[1]} features, at most {MOST_FEATURES}")
        reference = filled(ordered(values), self.random_state)
        self.max_samples_ = min(self.max_samples, len(reference))
        forest = grow(reference, self.n_estimators, self.max_samples_, self.random_state)
        self.trees_ = padded(forest)
        self.offset_ = OFFSET
        return self

    def score_samples(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return (n,) scores of `X` (n, f) in [-1, 0): the lower, the odder."""
        sums = self._depth_sums(X)
        usual = len(self.trees_.thresholds) * mean_path(np.array([self.max_samples_]))
        # Where trees had one row each nothing is odd: scikit-learn scores 1 there.
        relative = np.divide(sums, usual, out=np.ones_like(sums), where=usual != 0)
        return np.asarray(-(2**-relative))

    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return (n,) scores less the offset: negative is odd."""
        return np.asarray(self.score_samples(X) - self.offset_)

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803
        """Return (n,) -1 for odd rows, 1 for others."""
        return np.where(self.decision_function(X) < 0, -1, 1)

    def attributions(self, X: ArrayLike) -> Floats:  # noqa: N803
        """Return (n, f) by how many splits each feature of `X` (n, f) shortened the mean path.

        A split credits its feature with the expected depth before it less that after it. A
        row's attributions add up to `expected_depth_` less its depth; a missing value has 0.
        """
        check_is_fitted(self)
        values = self._values(X, reset=False)
        return path_credits(self.trees_, values, self._threads()) / len(self.trees_.thresholds)

    def depths(self, X: ArrayLike) -> Floats:  # noqa: N803
        """Return (n,) mean depths of `X` (n, f) over the trees: the deeper, the less odd."""
        return self._depth_sums(X) / len(self.trees_.thresholds)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the fitted forest as plain arrays, to be kept without pickle."""
        check_is_fitted(self)
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return {
            **tree_arrays(self.trees_),
            **{name: np.array(number, dtype=np.int64) for name, number in numbers.items()},
            "names": np.asarray(getattr(self, "feature_names_in_", ()), dtype=np.str_),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the forest that `arrays` were made of; ValueError where none could be.

        It scores with the same bits on one thread.
        """
        numbers = {name: single(arrays, name) for name in NUMBERS}
        forest = cls(**{name: numbers[name] for name in NUMBERS if not name.endswith("_")})
        forest.max_samples_ = numbers["max_samples_"]
        forest.n_features_in_ = numbers["n_features_in_"]
        forest.trees_ = checked_trees(arrays, forest.n_features_in_)
        forest.offset_ = OFFSET
        names = texts(arrays, "names", {0, forest.n_features_in_})
        if len(names):
            forest.feature_names_in_ = names.astype(object)
        return forest

    @property
    def expected_depth_(self) -> float:
        """Return the mean depth of the rows the trees were grown on."""
        check_is_fitted(self)
        return self.trees_.root_depth

    def _depth_sums(self, rows: ArrayLike) -> Floats:
        check_is_fitted(self)
        return depth_sums(self.trees_, self._values(rows, reset=False), self._threads())

    def _threads(self) -> int:
        return int(effective_n_jobs(self.n_jobs))

    def _values(self, rows: ArrayLike, *, reset: bool) -> Floats32:
        checked = validate_data(
            self,
            rows,
            reset=reset,
            dtype=np.float32,
            ensure_all_finite="allow-nan",
            ensure_min_samples=2 if reset else 1,
        )
        # Kernels are compiled for arrays of this kind alone: a read-only one is copied.
        values: Floats32 = np.require(checked, np.float32, ["C", "W"])
        return values

    def __sklearn_tags__(self) -> Tags:
        """Declare that missing values are welcome."""
        tags: Any = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
