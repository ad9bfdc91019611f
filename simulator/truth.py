"""The truth of a run: who stole what, who only looked like it, and who did nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.happening import Happening, Label
from simulator.roster import Roster
from simulator.timeline import Timeline

COLUMNS = ("account_id", "label", "kind", "onset", "end", "kwh_per_day", "strength")

Floats = NDArray[np.float64]


def truth_table(
    roster: Roster,
    timeline: Timeline,
    happenings: list[Happening],
    lost_kwh: Floats,
    true_kwh: Floats,
) -> pd.DataFrame:
    """Return one row an account: label, kind, local dates of onset and end, and the damage.

    The damage is kwh_per_day and strength, the lost share of what was drawn from onset to
    end. `lost_kwh`, `true_kwh` (n, d) are primary energy drawn and not counted, and drawn.
    Theft goes before an oddity, one's own oddity before a whole district's. A theft that
    goes on has no end.
    """
    rows: dict[int, dict[str, object]] = {}
    order = sorted(happenings, key=lambda one: (one.label is not Label.THEFT, len(one.spans)))
    for happening in order:
        for row, (first, last) in happening.spans.items():
            ends = last < timeline.count - 1
            days = slice(first, last + 1)
            fields: dict[str, object] = {
                "label": happening.label.value,
                "kind": str(happening.kind),
                "onset": timeline.date(first).isoformat(),
                "end": timeline.date(last).isoformat() if ends else "",
                **_damage(happening, lost_kwh[row, days], true_kwh[row, days]),
            }
            rows.setdefault(row, fields)
    normal: dict[str, object] = {
        "label": Label.NORMAL.value,
        "kind": "",
        "onset": "",
        "end": "",
        "kwh_per_day": 0.0,
        "strength": 0.0,
    }
    table = pd.DataFrame([rows.get(row, normal) for row in range(len(roster))])
    table.insert(0, "account_id", roster.account_id)
    return table.sort_values("account_id", ignore_index=True)[list(COLUMNS)]


def _damage(happening: Happening, lost_kwh: Floats, true_kwh: Floats) -> dict[str, float]:
    """Return the last two columns for the days of one happening; an oddity does none."""
    if happening.label is not Label.THEFT:
        return {"kwh_per_day": 0.0, "strength": 0.0}
    drawn = float(true_kwh.sum())
    share = float(lost_kwh.sum()) / drawn if drawn > 0 else 0.0
    return {
        "kwh_per_day": round(float(lost_kwh.mean()), 3),
        "strength": round(min(max(share, 0.0), 1.0), 3),
    }
