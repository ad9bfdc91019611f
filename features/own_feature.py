"""A feature of one's own: declared and measured outside of the families that we bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from features.registry import Feature, Measured
from features.study import Study


@dataclass(frozen=True)
class OwnFeature:
    """A declaration, and the function that measures it on every account of a study."""

    feature: Feature
    measure: Callable[[Study], Measured]


def require_new_names(known: Sequence[Feature], own: Sequence[OwnFeature]) -> None:
    """Raise ValueError unless every own feature has a name that no other has."""
    taken = {feature.name for feature in known}
    for one in own:
        if one.feature.name in taken:
            raise ValueError(
                f"there is a feature {one.feature.name!r} already; choose another name"
            )
        taken.add(one.feature.name)
