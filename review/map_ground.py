"""Map ground: from degrees to places in a picture that keeps distances."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
WIDTH = 480.0
MARGIN = 24.0
LOWEST, HIGHEST = 200.0, 420.0
LEAST_METRES = 60.0
# So many times the usual distance from the middle is a slip of the records, not a place.
FAR = 12.0
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Ground:
    """A piece of land in a picture. points: (n, 2) picture places, NaN where unknown or far.

    is_known: coordinates that can be true. is_inside: those that the picture shows.
    """

    width: float
    height: float
    metres_per_unit: float
    points: Points
    is_known: NDArray[np.bool_]
    is_inside: NDArray[np.bool_]

    @classmethod
    def of(cls, degrees: Points) -> Ground | None:
        """Lay out latitudes and longitudes (n, 2); None where not one is known."""
        with np.errstate(invalid="ignore"):
            is_known = np.isfinite(degrees).all(axis=1) & (np.abs(degrees) <= [85, 180]).all(axis=1)
        # Nobody lives at 0, 0: it is what empty fields become.
        is_known &= (degrees != 0).any(axis=1)
        if not is_known.any():
            return None
        metres = _metres(degrees, np.median(degrees[is_known], axis=0))
        is_inside = is_known.copy()
        is_inside[is_known] = _is_near(metres[is_known])
        low, high = metres[is_inside].min(axis=0), metres[is_inside].max(axis=0)
        span = np.maximum(high - low, LEAST_METRES)
        room = WIDTH - 2 * MARGIN
        unit = max(span[0] / room, span[1] / (HIGHEST - 2 * MARGIN))
        height = min(max(span[1] / unit + 2 * MARGIN, LOWEST), HIGHEST)
        middle = (low + high) / 2
        points = (metres - middle) / unit * [1, -1] + [WIDTH / 2, height / 2]
        points[~is_inside] = np.nan
        return cls(WIDTH, height, float(unit), points, is_known, is_inside)

    def bar(self) -> tuple[float, float]:
        """Return a round length for the scale bar in metres, and in picture units."""
        most = WIDTH / 4 * self.metres_per_unit
        power = 10.0 ** math.floor(math.log10(most))
        metres = next(factor * power for factor in (5, 2, 1) if factor * power <= most)
        return metres, metres / self.metres_per_unit


def _metres(degrees: Points, middle: NDArray[np.float64]) -> Points:
    """Metres east and north of `middle`, good enough for one utility's district."""
    north = (degrees[:, 0] - middle[0]) * _METRES_PER_DEGREE
    turned = (degrees[:, 1] - middle[1] + 180) % 360 - 180
    east = turned * _METRES_PER_DEGREE * math.cos(math.radians(middle[0]))
    return np.column_stack([east, north])


def _is_near(metres: Points) -> NDArray[np.bool_]:
    away = np.hypot(*(metres - np.median(metres, axis=0)).T)
    return np.asarray(away <= max(FAR * float(np.median(away)), 2000.0))


def outline(points: Points) -> Points:
    """Return the corners (k, 2) of the convex hull of points (n, 2), in order; two for a line."""
    ordered = np.unique(points, axis=0).tolist()
    if len(ordered) < 3:
        return np.array(ordered, dtype=np.float64).reshape(-1, 2)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return np.array(lower[:-1] + upper[:-1], dtype=np.float64)


def _chain(ordered: list[list[float]]) -> list[list[float]]:
    """One side of the hull of points in order (Andrew 1979)."""
    kept: list[list[float]] = []
    for point in ordered:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(first: list[float], second: list[float], third: list[float]) -> float:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (
        third[0] - first[0]
    )
