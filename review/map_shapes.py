"""Map shapes: accounts, districts and the scale as pieces of SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray

from pipeline.exports import figures
from pipeline.language import say, say_many
from review.map_ground import Ground, Points, outline

CELL = 16.0
# Room that the name of a district takes.
NAME_WIDTH, NAME_HEIGHT = 44.0, 13.0
# Beyond so many districts names would hide the map; the page has them in a table.
MOST_NAMES = 30
SIGNS = {
    "suspect": "M0 -6L5.6 4.5H-5.6z",
    "visited": "M-4.6 -4.6H4.6V4.6H-4.6z",
    "watched": "M0 -6.4L6.4 0L0 6.4L-6.4 0z",
}
"""Shapes of accounts that stand out: they differ by form, not by colour alone."""


@dataclass(frozen=True)
class Place:
    """An account on the map. kind: account, or a key of the signs; label: what stands beside it.

    group: the district that it belongs to; address: its case, "" without a link.
    """

    name: str
    latitude: float
    longitude: float
    group: str = ""
    kind: str = "account"
    label: str = ""
    address: str = ""


@dataclass(frozen=True)
class Layout:
    """Where everything lies: places (n) with picture coordinates (n, 2)."""

    ground: Ground
    places: Sequence[Place]
    points: Points
    addresses: dict[str, str] = field(default_factory=dict)


def outlines(sheet: Layout) -> list[str]:
    """The hull of each district, or a line between two accounts, with its name at the middle."""
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(sheet.places):
        if one.group:
            groups.setdefault(one.group, []).append(place)
    hulls, names = [], []
    spots: list[tuple[float, float]] = []
    for group, members in sorted(groups.items()):
        points = sheet.points[members]
        if len(corners := outline(points)) > 1:
            hulls.append(f'<path class="hull" d="{_path(corners)}z"/>')
        x, y = points.mean(axis=0).tolist()
        spots.append((x, _free_level(spots, x, y)))
        names.append(_name(sheet, group, *spots[-1]))
    return [*hulls, *names] if len(names) <= MOST_NAMES else hulls


def _free_level(taken: Sequence[tuple[float, float]], x: float, y: float) -> float:
    """Return `y`, or the next level below on which no name lies over another."""
    near = [level for other, level in taken if abs(other - x) < NAME_WIDTH]
    while any(abs(level - y) < NAME_HEIGHT for level in near):
        y += NAME_HEIGHT
    return y


def _name(sheet: Layout, group: str, x: float, y: float) -> str:
    text = f'<text class="place" x="{x:.1f}" y="{y:.1f}">{escape(group)}</text>'
    address = sheet.addresses.get(group)
    return f'<a href="{escape(address)}">{text}</a>' if address else text


def dots(sheet: Layout, chosen: NDArray[np.bool_]) -> list[str]:
    """The accounts of which nothing is to be said."""
    drawn = [
        f'<circle class="account" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
        for x, y in sheet.points[chosen].tolist()
    ]
    return [f'<g aria-hidden="true">{"".join(drawn)}</g>']


def cells(points: Points) -> list[str]:
    """Accounts of each cell of a grid as one disc: the more accounts, the larger its area."""
    cell, counts = np.unique(np.floor(points / CELL), axis=0, return_counts=True)
    radius = CELL * 0.48 * np.sqrt(counts / counts.max(initial=1))
    drawn = [
        f'<circle class="account cell" cx="{x:.1f}" cy="{y:.1f}" r="{max(r, 1.5):.1f}">'
        f"<title>{escape(_accounts(count))}</title></circle>"
        for (x, y), r, count in zip(
            ((cell + 0.5) * CELL).tolist(), radius.tolist(), counts.tolist(), strict=True
        )
    ]
    return [f'<g aria-hidden="true">{"".join(drawn)}</g>']


def marks(sheet: Layout, chosen: NDArray[np.bool_]) -> list[str]:
    """The accounts that stand out, each with its shape, its label and a link."""
    return [
        _mark(sheet.places[place], *sheet.points[place].tolist())
        for place in np.flatnonzero(chosen).tolist()
    ]


def _mark(one: Place, x: float, y: float) -> str:
    label = f'<text class="label" x="7" y="4">{escape(one.label)}</text>' if one.label else ""
    shape = (
        f'<g transform="translate({x:.1f} {y:.1f})"><title>{escape(one.name)}</title>'
        f'<path class="{one.kind}" d="{SIGNS[one.kind]}"/>{label}</g>'
    )
    if not one.address:
        return shape
    return f'<a href="{escape(one.address)}" aria-label="{escape(one.name)}">{shape}</a>'


def scale_bar(ground: Ground) -> str:
    """A round length, and how long it is on the map."""
    metres, length = ground.bar()
    words = (
        say("{count} km", count=figures.number(metres / 1000))
        if metres >= 1000
        else say("{count} m", count=figures.number(metres))
    )
    left, low = 12.0, ground.height - 10
    return (
        f'<g class="scale"><path d="M{left} {low - 5:.0f}v5h{length:.1f}v-5"/>'
        f'<text x="{left + length / 2:.1f}" y="{low - 7:.0f}">{escape(words)}</text></g>'
    )


def _path(corners: Points) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners.tolist())


def _accounts(count: int) -> str:
    return say_many("{count} account", "{count} accounts", count)
