"""Ablation: the same measurements without a part of them, to see what leans on that part.

Missing data is a sign of a hung meter and also of a bad radio link. Scores that fall far
without it lean on it, and would not hold where links are poor or the past is short.
"""

from __future__ import annotations

from dataclasses import replace

from features.registry import FeatureTable


def without_gap_features(table: FeatureTable) -> FeatureTable:
    """Return the table without the features that read missing data (`Feature.reads_gaps`).

    Order of features and accounts, explanations, coverage and disqualifications stay. A
    family that loses all its features is null in the scores made from the result.
    """
    kept = [
        (feature, measured)
        for feature, measured in zip(table.features, table.measured, strict=True)
        if not feature.reads_gaps
    ]
    return replace(
        table,
        features=tuple(feature for feature, _ in kept),
        measured=tuple(measured for _, measured in kept),
    )
