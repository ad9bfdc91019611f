"""Rows of bars: what the tables with bars have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from pipeline.exports import wording
from pipeline.exports.charts.mark import bars
from pipeline.exports.evaluation.block import Bars
from pipeline.exports.evaluation.words import share_words


def kind_title(code: str | None) -> str:
    """Return the name of a kind of theft or of an innocent oddity."""
    return wording.MEANS_TITLES.get(code or "") or wording.titled(wording.plain(code)) or "Unknown"


def of(part: int, whole: int, share: float | None) -> str:
    """Return a count of a count with its share, e.g. "3 of 12 (25 %)"."""
    return f"{part:,} of {whole:,} ({share_words(share)})"


def svg(shares: tuple[float | None, ...]) -> Markup:
    """Return bars of `shares` for a row of a table."""
    return Markup(bars(shares))  # noqa: S704 - our own SVG, numbers alone


def class_bars(
    head: str, values: Sequence[float], classes: Sequence[tuple[float, str]], what: str
) -> Bars:
    """Return a histogram that lies: how many of `values`, at least one, fall in each class.

    classes: upper bound, included, and name of each, the last one without bound (infinite).
    what: what the values are of. A bar is drawn against the largest class.
    """
    bounds = np.array([bound for bound, _ in classes])
    places = np.searchsorted(bounds, np.asarray(values, dtype=np.float64), side="left")
    counts = np.bincount(places, minlength=len(classes)).tolist()
    return Bars(
        caption=f"{head}: {what.lower()} in each class",
        words="",
        heads=(head, "Against the largest class", what),
        rows=tuple(
            (
                wording.titled(name),
                svg((count / max(counts),)),
                (of(count, len(values), count / len(values)),),
            )
            for (_, name), count in zip(classes, counts, strict=True)
        ),
    )
