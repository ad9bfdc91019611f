"""Map picture: accounts and districts as our own SVG, true to scale, without any tile server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from markupsafe import Markup

from pipeline.language import say, say_many
from review.map_ground import Ground
from review.map_shapes import SIGNS, Layout, Place, cells, dots, marks, outlines, scale_bar

MOST_POINTS = 400
MOST_MARKS = 60


@dataclass(frozen=True)
class MapPicture:
    """A map, and what it leaves out in words."""

    svg: Markup
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    is_summed: bool


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
    sheet = Layout(ground, shown, ground.points[ground.is_inside], addresses or {})
    marked = np.array([one.kind != "account" for one in shown], dtype=np.bool_)
    is_summed = len(shown) > MOST_POINTS
    apart = np.flatnonzero(marked)[:MOST_MARKS] if is_summed else np.flatnonzero(marked)
    left_out = int(marked.sum()) - len(apart)
    marked[:] = False
    marked[apart] = True
    parts = [
        *outlines(sheet),
        *(cells(sheet.points[~marked]) if is_summed else dots(sheet, ~marked)),
        *marks(sheet, marked),
        scale_bar(ground),
    ]
    words = (*_words(places, sheet, is_summed), *_left_out(left_out))
    kinds = tuple(kind for kind in SIGNS if any(one.kind == kind for one in shown))
    return MapPicture(_frame(title, ground, words, parts), words, kinds, is_summed)


def sign(kind: str) -> Markup:
    """Return the shape of a kind of account, for the legend."""
    path = SIGNS.get(kind)
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


def _left_out(count: int) -> list[str]:
    one = "{count} account that stands out is part of the discs."
    many = "{count} accounts that stand out are part of the discs."
    return [say_many(one, many, count)] if count else []


def _words(places: Sequence[Place], sheet: Layout, is_summed: bool) -> tuple[str, ...]:
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
