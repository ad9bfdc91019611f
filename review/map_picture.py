"""Map picture: accounts and districts as our own SVG, true to scale, without any tile server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from pipeline.exports import figures
from pipeline.language import say, say_many
from review.map_ground import Ground, Points, outline

MOST_POINTS = 400
MOST_MARKS = 150
CELL = 16.0
# Room that the name of a district takes.
NAME_WIDTH, NAME_HEIGHT = 44.0, 13.0
_SIGNS = {
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
class MapPicture:
    """A map, and what it leaves out in words."""

    svg: Markup
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    is_summed: bool


@dataclass(frozen=True)
class _Sheet:
    """Where everything lies: places (n) with picture coordinates (n, 2)."""

    ground: Ground
    places: Sequence[Place]
    points: Points
    addresses: dict[str, str] = field(default_factory=dict)


def draw_map(
    title: str, places: Sequence[Place], addresses: dict[str, str] | None = None
) -> MapPicture | None:
    """Draw accounts and the outlines of their districts; None where nobody has coordinates.

    addresses: pages of the districts by group; one without a page is not a link.
    """
    degrees = np.array([[one.latitude, one.longitude] for one in places], dtype=np.float64)
    ground = Ground.of(degrees.reshape(-1, 2))
    if ground is None:
        return None
    shown = [one for one, is_in in zip(places, ground.is_inside.tolist(), strict=True) if is_in]
    sheet = _Sheet(ground, shown, ground.points[ground.is_inside], addresses or {})
    marked = np.array([one.kind != "account" for one in shown], dtype=np.bool_)
    is_summed = len(shown) > MOST_POINTS
    if is_summed and marked.sum() > MOST_MARKS:
        marked[np.flatnonzero(marked)[MOST_MARKS:]] = False
    parts = [
        *_outlines(sheet),
        *(_cells(sheet.points[~marked]) if is_summed else _dots(sheet, ~marked)),
        *_marks(sheet, marked),
        _scale_bar(ground),
    ]
    words = _words(places, sheet, is_summed)
    kinds = tuple(kind for kind in _SIGNS if any(one.kind == kind for one in shown))
    return MapPicture(_frame(title, ground, words, parts), words, kinds, is_summed)


def sign(kind: str) -> Markup:
    """Return the shape of a kind of account, for the legend."""
    path = _SIGNS.get(kind)
    drawn = f'<path class="{kind}" d="{path}"/>' if path else '<circle class="account" r="3"/>'
    words = '<svg class="sign" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">'
    return Markup(f"{words}{drawn}</svg>")  # noqa: S704 - our own SVG


def _frame(title: str, ground: Ground, words: Sequence[str], parts: Sequence[str]) -> Markup:
    said = escape(" ".join(words))
    text = (
        f'<svg class="map" role="group" aria-labelledby="map-t map-d" '
        f'viewBox="0 0 {ground.width:.0f} {ground.height:.0f}">'
        f'<title id="map-t">{escape(title)}</title><desc id="map-d">{said}</desc>'
        f"{''.join(parts)}</svg>"
    )
    return Markup(text)  # noqa: S704 - our own SVG, every text in it escaped


def _outlines(sheet: _Sheet) -> list[str]:
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
    return [*hulls, *names]


def _free_level(taken: Sequence[tuple[float, float]], x: float, y: float) -> float:
    """Return `y`, or the next level below on which no name lies over another."""
    near = [level for other, level in taken if abs(other - x) < NAME_WIDTH]
    while any(abs(level - y) < NAME_HEIGHT for level in near):
        y += NAME_HEIGHT
    return y


def _name(sheet: _Sheet, group: str, x: float, y: float) -> str:
    text = f'<text class="place" x="{x:.1f}" y="{y:.1f}">{escape(group)}</text>'
    address = sheet.addresses.get(group)
    return f'<a href="{escape(address)}">{text}</a>' if address else text


def _dots(sheet: _Sheet, chosen: NDArray[np.bool_]) -> list[str]:
    dots = [
        f'<circle class="account" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
        for x, y in sheet.points[chosen].tolist()
    ]
    return [f'<g aria-hidden="true">{"".join(dots)}</g>']


def _cells(points: Points) -> list[str]:
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


def _marks(sheet: _Sheet, chosen: NDArray[np.bool_]) -> list[str]:
    return [
        _mark(sheet.places[place], *sheet.points[place].tolist())
        for place in np.flatnonzero(chosen).tolist()
    ]


def _mark(one: Place, x: float, y: float) -> str:
    label = f'<text class="label" x="7" y="4">{escape(one.label)}</text>' if one.label else ""
    shape = (
        f'<g transform="translate({x:.1f} {y:.1f})"><title>{escape(one.name)}</title>'
        f'<path class="{one.kind}" d="{_SIGNS[one.kind]}"/>{label}</g>'
    )
    if not one.address:
        return shape
    return f'<a href="{escape(one.address)}" aria-label="{escape(one.name)}">{shape}</a>'


def _scale_bar(ground: Ground) -> str:
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


def _words(places: Sequence[Place], sheet: _Sheet, is_summed: bool) -> tuple[str, ...]:
    ground = sheet.ground
    unknown = int((~ground.is_known).sum())
    far = len(places) - unknown - len(sheet.places)
    spots = len(np.unique(np.round(sheet.points, 1), axis=0))
    told = [say_many("{count} account is drawn.", "{count} accounts are drawn.", len(sheet.places))]
    if is_summed:
        told.append(say("Discs stand for the accounts around them, the larger the more."))
    elif spots < len(sheet.places):
        told.append(say_many("They lie at {count} spot.", "They lie at {count} spots.", spots))
    if unknown:
        one, many = "{count} account has no coordinates.", "{count} accounts have no coordinates."
        told.append(say_many(one, many, unknown))
    if far:
        one = "{count} account lies far away from the others, and outside of the map."
        many = "{count} accounts lie far away from the others, and outside of the map."
        told.append(say_many(one, many, far))
    return tuple(told)
