"""List filter: which suspects a page shows, in which order, as its address says it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.contract.vocabulary import Change, Means

PAGE_ROWS = 100
STATES = ("open", "inspect", "assigned", "visited", "watch", "clear", "needs_data")
# What a column is called in an address, and in the frame of a list.
SORTS = {
    "rank": "rank",
    "account": "account_id",
    "means": "means",
    "score": "score",
    "kwh": "kwh_per_day",
    "recoverable": "recoverable_kwh",
    "since": "onset",
    "state": "state",
    "when": "touched_at",
}


def _blank_as_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _known_order(value: object) -> object:
    return value if isinstance(value, str) and value.lstrip("-") in SORTS else "rank"


def _chosen(words: tuple[str, ...]) -> BeforeValidator:
    """Take one of `words`; whatever else an old link says chooses nothing."""
    return BeforeValidator(lambda value: value if value in words else None)


class ListFilter(BaseModel):
    """What is asked of a list; its fields are the parameters of the address, without any id.

    kwh: missing energy a day from which on. sort: a key of SORTS, a minus before it turns it
    round. tip, large: only those with a tip from the public, only large customers.
    """

    model_config = ConfigDict(frozen=True)

    zone: Annotated[str | None, BeforeValidator(_blank_as_none)] = None
    means: Annotated[str | None, _chosen(tuple(Means))] = None
    state: Annotated[str | None, _chosen(STATES)] = None
    change: Annotated[str | None, _chosen(tuple(Change))] = None
    kwh: Annotated[
        Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_blank_as_none)
    ] = None
    tip: bool = False
    large: bool = False
    sort: Annotated[str, BeforeValidator(_known_order)] = "rank"
    page: int = Field(1, ge=1, le=1_000_000)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """Key of SORTS, and whether the largest comes first."""
        return self.sort.lstrip("-"), self.sort.startswith("-")

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.model_dump(exclude={"sort", "page"}, exclude_defaults=True))

    def query(self, **changes: object) -> str:
        """Return the query of an address with `changes`, its question mark before it."""
        changed = self.model_copy(update=changes).model_dump(exclude_defaults=True)
        told = {name: "true" if value is True else value for name, value in changed.items()}
        return f"?{urlencode(told)}" if told else ""

    def turned(self, column: str) -> str:
        """Return the query that sorts by `column`, the other way round if it does already."""
        by, is_down = self.sorted_by
        first = "-" if column in {"score", "kwh", "recoverable", "when"} else ""
        other = "" if is_down else "-"
        return self.query(sort=f"{other if by == column else first}{column}", page=1)

    def kept(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a list that fit, in the order that is asked for."""
        fits = pd.Series(data=True, index=rows.index)
        for column in ("zone", "means", "state", "change"):
            wanted = getattr(self, column)
            if wanted is not None:
                fits &= rows[column] == wanted
        if self.kwh is not None:
            fits &= rows["kwh_per_day"] >= self.kwh
        if self.tip:
            fits &= rows["has_tip"]
        if self.large:
            fits &= rows["is_large"]
        by, is_down = self.sorted_by
        # The keys alone are sorted: rows carry long texts.
        keys = rows.loc[fits, SORTS[by]]
        order = keys.sort_values(ascending=not is_down, kind="stable", na_position="last")
        return rows.loc[order.index]

    def shown(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the page that is asked for, or of the last one there is."""
        start = (min(self.page, pages_of(rows)) - 1) * PAGE_ROWS
        return rows.iloc[start : start + PAGE_ROWS]


def pages_of(rows: pd.DataFrame) -> int:
    """Return how many pages `rows` fill, one at least."""
    return max(1, -(-len(rows) // PAGE_ROWS))
