"""The search: each thief is looked at on his own days, by his own clues, among the honest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from benchmarks.oracle.clues import BY_AND_BY, CLUES, Clue, surprise
from benchmarks.oracle.world import World
from features.window import Floats
from pipeline.contract.vocabulary import Means

HONEST_SHARE = 0.99


@dataclass(frozen=True)
class Finding:
    """What came of looking at one thief.

    found: beyond so many of the honest. clue: the clue that says most. honest_beyond: share
    of honest accounts that look as guilty over the same days.
    """

    account_id: str
    kind: str
    strength: float
    found: bool
    clue: str
    honest_beyond: float


def search(world: World) -> list[Finding]:
    """Look at every thief whose theft begins within the days of the world."""
    return [_look_at(world, int(row)) for row in np.flatnonzero(world.is_thief)]


def _look_at(world: World, row: int) -> Finding:
    truth, honest = world.truth.iloc[row], ~world.is_thief
    first, last = _days(world, str(truth["onset"]), str(truth["end"]))
    told = _told(world, CLUES[Means(truth["kind"])], row, first, last)
    # Where the channels of a means are not read, only its energy is missing.
    told = told or _told(world, (BY_AND_BY,), row, first, last)
    surprises = np.stack([surprise(values, honest) for values in told.values()])
    # Several clues are several chances to err: the honest have them too.
    guilt = surprises.max(axis=0)
    return Finding(
        account_id=str(world.window.account_ids[row]),
        kind=str(truth["kind"]),
        strength=float(truth["strength"]),
        found=bool(guilt[row] > np.quantile(guilt[honest], HONEST_SHARE)),
        clue=list(told)[int(surprises[:, row].argmax())],
        honest_beyond=float((guilt[honest] >= guilt[row]).mean()),
    )


def _told(
    world: World, clues: tuple[Clue, ...], row: int, first: int, last: int
) -> dict[str, Floats]:
    """Return what each clue says of all accounts, by its name, if it tells of the one at `row`."""
    told = {clue.name: clue.of(world, first, last) for clue in clues}
    return {name: values for name, values in told.items() if np.isfinite(values[row])}


def _days(world: World, onset: str, end: str) -> tuple[int, int]:
    """Return the first and last day of a theft as indices of the window."""
    final = world.window.shape[1] - 1
    first = (dt.date.fromisoformat(onset) - world.window.first).days
    last = (dt.date.fromisoformat(end) - world.window.first).days if end else final
    return min(max(first, 0), final), min(last, final)
