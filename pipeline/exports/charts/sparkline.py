"""A small picture of the daily energy, for a row of the list."""

from __future__ import annotations

from html import escape

import numpy as np

from pipeline.case import Case
from pipeline.exports.charts.curve import line_path
from pipeline.exports.charts.daily_chart import describe
from pipeline.exports.charts.plot import shape
from pipeline.exports.charts.scale import UNITS, day_scale, value_scale


def sparkline(case: Case, width: int = 140, height: int = 32) -> str:
    """Draw daily kWh of a case as a line, the days since the onset shaded."""
    across, up = day_scale(case.dates), value_scale(case.daily_kwh)
    days = np.array([day.toordinal() + 0.5 for day in case.dates], dtype=np.float64)
    onset = case.suspect.get("onset")
    left = round(across.share(onset.toordinal()) * UNITS) if onset and case.dates else UNITS
    band = f"M{max(left, 0)} 0H{UNITS}V{UNITS}H{max(left, 0)}z" if left < UNITS else ""
    line = line_path(across.places(days), up.places(case.daily_kwh))
    return (
        f'<svg class="spark" role="img" aria-label="{escape(describe(case))}" width="{width}" '
        f'height="{height}" viewBox="0 0 {UNITS} {UNITS}" preserveAspectRatio="none">'
        f"{shape(band, 'since')}{shape(line, 'line')}</svg>"
    )
