"""The truth of a run: who stole what, who only looked like it, and who did nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.happening import Happening, Label
from simulator.roster import Roster
from simulator.timeline import Timeline

COLUMNS = ("account_id", "label", "kind", "onset", "end", "kwh_per_day")


def truth_table(
    roster: Roster,
    timeline: Timeline,
    happenings: list[Happening],
    lost_kwh: NDArray[np.float64],
) -> pd.DataFrame:
    """Return one row an account: label, kind, local dates of onset and end, kWh lost a day.

    `lost_kwh` (n, d) is primary energy drawn and not counted. Theft goes before an oddity,
    one's own oddity before a whole district's. A theft that goes on has no end.
    """
    rows: dict[int, dict[str, object]] = {}
    order = sorted(happenings, key=lambda one: (one.label is not Label.THEFT, len(one.spans)))
    for happening in order:
        for row, (first, last) in happening.spans.items():
            ends = last < timeline.count - 1
            fields: dict[str, object] = {
                "label": happening.label.value,
                "kind": str(happening.kind),
                "onset": timeline.date(first).isoformat(),
                "end": timeline.date(last).isoformat() if ends else "",
                "kwh_per_day": _mean_lost(happening, lost_kwh[row, first : last + 1]),
            }
            rows.setdefault(row, fields)
    normal: dict[str, object] = {
        "label": Label.NORMAL.value,
        "kind": "",
        "onset": "",
        "end": "",
        "kwh_per_day": 0.0,
    }
    table = pd.DataFrame([rows.get(row, normal) for row in range(len(roster))])
    table.insert(0, "account_id", roster.account_id)
    return table.sort_values("account_id", ignore_index=True)[list(COLUMNS)]


def _mean_lost(happening: Happening, lost_kwh: NDArray[np.float64]) -> float:
    if happening.label is not Label.THEFT:
        return 0.0
    return round(float(lost_kwh.mean()), 3)
