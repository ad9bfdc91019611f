"""The suspicion forest: grown by scikit-learn, scored and explained by kernels of our own."""

from models.forest.estimator import SuspicionForest

__all__ = ["SuspicionForest"]
