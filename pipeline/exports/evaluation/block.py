"""Blocks: what a section of the page is made of, every figure already in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from markupsafe import Markup

from pipeline.exports.picture import Picture, Sheet

Report: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Sequence[Row]
Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tile:
    """One headline figure: title, value, interval in words and as a small picture."""

    title: str
    value: str
    span: str
    words: str
    mark: Markup


@dataclass(frozen=True)
class Bars:
    """A table with a bar in each row: (label, bar, cells). `heads` name label, bar and cells."""

    kind: ClassVar[str] = "bars"
    caption: str
    words: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, Markup, tuple[str, ...]], ...]
    legend: Pairs = ()


@dataclass(frozen=True)
class Pictures:
    """Charts side by side; `legend` is what they have in common."""

    kind: ClassVar[str] = "pictures"
    pictures: tuple[Picture, ...]
    legend: Pairs = ()


@dataclass(frozen=True)
class Contest:
    """Several ways to score beside each other: (label, cells) of tiles, ours first."""

    kind: ClassVar[str] = "contest"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Tile, ...]], ...]


@dataclass(frozen=True)
class Facts:
    """Figures with their names."""

    kind: ClassVar[str] = "facts"
    pairs: Pairs


@dataclass(frozen=True)
class Listing:
    """A table that can be opened."""

    kind: ClassVar[str] = "listing"
    sheet: Sheet


Block: TypeAlias = Bars | Pictures | Contest | Facts | Listing


@dataclass(frozen=True)
class Section:
    """A part of the page: its title, how to read it, and its blocks."""

    key: str
    title: str
    words: str
    blocks: tuple[Block, ...]
