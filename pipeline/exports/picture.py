"""Pictures as a page shows them: a chart, what it says in words, its data."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Sheet:
    """A data table beside a chart: caption, column heads and rows of text."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A chart with its title, what it shows in words, and its data.

    legend: (style of the key, words).
    """

    title: str
    words: str
    svg: Markup
    sheet: Sheet | None
    legend: tuple[tuple[str, str], ...] = ()
