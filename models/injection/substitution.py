"""Substitution: attacked accounts in the place of their own in the population's window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from features.window import Facts, Window

# A register read monthly spreads what it counts over the days before the onset too.
SPREAD_DAYS = 35

Indices = NDArray[np.int64]
Value = TypeVar("Value", bound=np.generic)

# Facts that are bits, not quantities.
SLOTS = ("seen_slots",)


def substitute(
    window: Window, attacked: Window, rows: Indices, attacked_rows: Indices, days: Indices
) -> Window:
    """Return `window` with the attacked days of some accounts in place of their own.

    Parameters
    ----------
    window, attacked: of the same days and the same length of history. `attacked` may hold
        other accounts, and less of the past.
    rows: (v,) rows of `window` that are replaced, without repeats.
    attacked_rows: (v,) rows of `attacked` that take their place.
    days: (v,) days from the onset to the last one, both counted.

    Facts are replaced from the onset on; energy, which may be spread over a span that
    began before, from SPREAD_DAYS earlier. Who the account is, its group, its ratios, work
    orders and its terminal's events stay its own. What supply meters sent in stays too: energy
    that an attack hides was supplied all the same.
    """
    if (window.first, window.shape[1]) != (attacked.first, attacked.shape[1]):
        raise ValueError(
            f"windows differ: {window.first} and {window.shape[1]} days,"
            f" {attacked.first} and {attacked.shape[1]} days"
        )
    new = _Replacement(rows, attacked_rows, days)
    spread = _Replacement(rows, attacked_rows, days + SPREAD_DAYS)
    return replace(
        window,
        facts={
            name: new.mixed(window.fact(name), attacked.fact(name))
            for name in sorted({*window.facts, *attacked.facts} - {*SLOTS})
        }
        | {name: new.mixed(_slots(window, name), _slots(attacked, name)) for name in SLOTS},
        kwh=spread.mixed(window.kwh, attacked.kwh),
        kwh_is_spread=spread.mixed(window.kwh_is_spread, attacked.kwh_is_spread),
        history_kwh=spread.mixed(window.history_kwh, attacked.history_kwh),
        seam_gap_minutes=new.mixed(window.seam_gap_minutes, attacked.seam_gap_minutes),
        seam_register_kwh=new.mixed(window.seam_register_kwh, attacked.seam_register_kwh),
        seam_register_decrease_kwh=new.mixed(
            window.seam_register_decrease_kwh, attacked.seam_register_decrease_kwh
        ),
    )


@dataclass(frozen=True)
class _Replacement:
    """Which rows take the place of which, for the last so many days of each."""

    rows: Indices
    attacked_rows: Indices
    days: Indices

    def mixed(self, own: NDArray[Value], attacked: NDArray[Value]) -> NDArray[Value]:
        """Return `own` (n, d) with the attacked days in it."""
        mixed = own.copy()
        is_new = np.arange(own.shape[1])[::-1][None, :] < self.days[:, None]
        mixed[self.rows] = np.where(is_new, attacked[self.attacked_rows], own[self.rows])
        return mixed


def _slots(window: Window, name: str) -> Facts:
    """Half hours seen, as bits: none where no account was read."""
    return window.facts.get(name, np.zeros(window.shape, dtype=np.int64))
