"""The loss of a case: since when, until when, and what can be charged for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.recovery import recoverable
from models.scoring import Scored
from pipeline.case import Claim, Span
from pipeline.settings.recovery import RecoverySettings


def loss_span(scored: Scored, row: int) -> Span | None:
    """Return when the loss of the account at `row` began and ended; None without an onset."""
    loss, date = scored.loss, scored.window.date
    if loss.onset[row] < 0:
        return None
    last = int(loss.last[row])
    return Span(
        earliest=date(int(loss.earliest[row])),
        latest=date(int(loss.latest[row])),
        last=None if last < 0 else date(last),
    )


def claims_of(
    scored: Scored, rows: NDArray[np.intp], master: pd.DataFrame, rule: RecoverySettings
) -> list[Claim]:
    """Return what the rule lets the utility charge to each account at `rows` (m,).

    master: (m) rows of `accounts` on the business date, in the same order.
    """
    found = recoverable(scored.window, scored.loss, rows, master, rule)
    columns = (found.days, found.kwh, found.back_bill, found.penalty)
    return [
        Claim(rule.rule.value, *(_known(float(value)) for value in values))
        for values in zip(*columns, strict=True)
    ]


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
