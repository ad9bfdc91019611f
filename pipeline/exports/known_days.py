"""The days of a case that there is something to show of."""

from __future__ import annotations

import dataclasses

import numpy as np

from pipeline.case import Case


def from_first_reading(case: Case) -> Case:
    """Return the case without the days before its first known figure, and their marks.

    A window reaches back further than a young lake; that is no gap in the readings. A case
    without any figure comes back as it is.
    """
    known = np.isfinite(case.daily_kwh)
    for signal in case.signals:
        known = known | np.isfinite(signal.values)
    if not known.any() or known[0]:
        return case
    first = int(np.argmax(known))
    return dataclasses.replace(
        case,
        dates=case.dates[first:],
        daily_kwh=case.daily_kwh[first:],
        peer_kwh=case.peer_kwh[first:],
        signals=tuple(
            dataclasses.replace(signal, values=signal.values[first:]) for signal in case.signals
        ),
        marks=tuple(mark for mark in case.marks if mark.date >= case.dates[first]),
    )
