"""Hit rates: thefts among the visits of each rank, zone, means and leading feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.monitoring.interval import Figure, wilson

# A cell counts as if it had so many more visits with the overall rate: one hit in one visit
# is no zone of thieves.
PRIOR_VISITS = 10
RANK_BANDS = ((10, "1-10"), (25, "11-25"), (50, "26-50"), (100, "51-100"), (np.inf, "101+"))


@dataclass(frozen=True)
class Cell:
    """Visits with a result of one kind.

    thefts, useful: found theft; found a fault or an error. rate: thefts among the visits,
    with Wilson's interval. shrunk_rate: drawn to the overall rate, the more the fewer they
    are. recovered_kwh, amount: sums of what is known, NaN where nothing is.
    """

    name: str
    visits: int
    thefts: int
    useful: int
    rate: Figure
    shrunk_rate: float
    recovered_kwh: float
    amount: float


def cells(visits: pd.DataFrame, names: Sequence[str] | np.ndarray) -> tuple[Cell, ...]:
    """Return a cell for each of `names` (n,) of the visits (n rows), in their own order.

    visits: columns is_theft, is_useful, recovered_kwh, amount. The overall rate is that of
    all these visits.
    """
    if not len(visits):
        return ()
    overall = float(visits["is_theft"].mean())
    groups = visits.assign(name=np.asarray(names, dtype=object)).groupby("name", sort=True)
    return tuple(_cell(str(name), group, overall) for name, group in groups)


def _cell(name: str, visits: pd.DataFrame, overall: float) -> Cell:
    count, thefts = len(visits), int(visits["is_theft"].sum())
    return Cell(
        name=name,
        visits=count,
        thefts=thefts,
        useful=int(visits["is_useful"].sum()),
        rate=wilson(thefts, count),
        shrunk_rate=(thefts + PRIOR_VISITS * overall) / (count + PRIOR_VISITS),
        recovered_kwh=float(visits["recovered_kwh"].sum(min_count=1)),
        amount=float(visits["amount"].sum(min_count=1)),
    )


def by_rank(listed: pd.DataFrame) -> tuple[Cell, ...]:
    """Return cells of the visits to listed accounts by rank, the first ranks first."""
    bounds = np.array([bound for bound, _ in RANK_BANDS])
    names = [name for _, name in RANK_BANDS]
    place = np.searchsorted(bounds, listed["rank"].to_numpy(np.float64), side="left")
    found = {cell.name: cell for cell in cells(listed, np.array(names, dtype=object)[place])}
    return tuple(found[name] for name in names if name in found)


def by_size(visits: pd.DataFrame, column: str) -> tuple[Cell, ...]:
    """Return cells by what `column` says, the most visits first; nothing said is ""."""
    found = cells(visits, visits[column].fillna("").astype(str).to_numpy(object))
    return tuple(sorted(found, key=lambda cell: (-cell.visits, cell.name)))


def by_month(visits: pd.DataFrame) -> tuple[Cell, ...]:
    """Return cells by calendar month of the visit, as 2026-03, in time order."""
    days = pd.to_datetime(visits["day"], unit="D")
    return cells(visits, days.dt.strftime("%Y-%m").to_numpy(object))
