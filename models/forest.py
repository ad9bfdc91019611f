"""The suspicion forest: an isolation forest over one-sided features that may be missing."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.ensemble import IsolationForest
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

# Features are one-sided: 0 is what an innocent account measures, so an unmeasured one gets it.
INNOCENT = 0.0


class SuspicionForest(OutlierMixin, BaseEstimator):  # type: ignore[misc]
    """Isolation forest whose result depends neither on row order nor on threads.

    Parameters
    ----------
    n_estimators: number of trees.
    max_samples: rows a tree is grown on; all rows where there are fewer.
    random_state: seed of the trees.

    Attributes
    ----------
    forest_: the fitted `sklearn.ensemble.IsolationForest`.
    offset_: `decision_function` is `score_samples` less this.
    n_features_in_, feature_names_in_: as in scikit-learn.

    Missing values (NaN) count as 0, the innocent value of a one-sided feature, so that an
    account is not odd for lacking a channel.

    >>> import numpy as np
    >>> values = np.vstack([np.zeros((60, 2)), [[5.0, np.nan]]])
    >>> int(SuspicionForest(n_estimators=20).fit(values).score_samples(values).argmin())
    60
    """

    def __init__(
        self, n_estimators: int = 200, max_samples: int = 256, random_state: int = 20060101
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: N803
        """Grow the trees on features `X` (n, f); ValueError on infinite or too few values."""
        values = self._values(X, reset=True)
        # Trees sample rows by position: a fixed order makes the forest a function of the set.
        ordered = values[np.lexsort(values.T)]
        self.forest_ = IsolationForest(
            n_estimators=self.n_estimators,
            max_samples=min(self.max_samples, len(ordered)),
            random_state=self.random_state,
            n_jobs=1,
        ).fit(ordered)
        self.offset_ = self.forest_.offset_
        return self

    def score_samples(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return (n,) scores of `X` (n, f) in [-1, 0): the lower, the odder."""
        check_is_fitted(self)
        scores: NDArray[np.float64] = self.forest_.score_samples(self._values(X, reset=False))
        return scores

    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return (n,) scores less the offset: negative is odd."""
        return np.asarray(self.score_samples(X) - self.offset_)

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803
        """Return (n,) -1 for odd rows, 1 for others."""
        return np.where(self.decision_function(X) < 0, -1, 1)

    def _values(self, rows: ArrayLike, *, reset: bool) -> NDArray[np.float32]:
        checked = validate_data(
            self,
            rows,
            reset=reset,
            dtype=np.float32,
            ensure_all_finite="allow-nan",
            ensure_min_samples=2 if reset else 1,
        )
        filled: NDArray[np.float32] = np.nan_to_num(checked, nan=INNOCENT)
        return filled

    def __sklearn_tags__(self) -> Tags:
        """Declare that missing values are welcome."""
        tags: Any = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
