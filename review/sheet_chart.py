"""The day of an account hour by hour: what it usually drew, and what is metered of late."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from models.field_load import HOURS, UsualLoad
from models.field_sheet import Expectation
from pipeline.exports.charts.curve import bars_path, line_path
from pipeline.exports.charts.plot import Frame, chart, shape
from pipeline.exports.charts.scale import UNITS, Scale, value_scale
from pipeline.language import say, unit_word

_ACROSS = Scale(0.0, float(HOURS), tuple((float(h), f"{h:02d}:00") for h in range(0, 25, 6)))
_SLOT = UNITS / HOURS


def hours_chart(
    load: UsualLoad | None, now: UsualLoad | None, found: Expectation, multiplier: float, key: str
) -> Markup:
    """Draw metered power by hour as bars and the expected as a line, the visit's hours shaded."""
    unknown = np.full(HOURS, np.nan)
    expected = unknown if load is None else load.kw * multiplier
    metered = unknown if now is None else now.kw * multiplier
    up = value_scale(expected, metered, count=3)
    starts = np.arange(HOURS, dtype=np.float64)
    left = (starts + 0.1) * _SLOT
    middles = _ACROSS.places(starts + 0.5)
    base = np.full(HOURS, up.share(0.0) * UNITS)
    span = (found.last - found.first) * _SLOT
    shapes = [
        shape(f"M{found.first * _SLOT:.0f} 0h{span:.0f}v{UNITS}h-{span:.0f}z", "band visit"),
        shape(bars_path(left, _SLOT * 0.8, base, up.places(metered)), "bar after"),
        shape(line_path(middles, up.places(expected)), "line expected"),
    ]
    words = say(
        "Expected {expected} kW at the hours of the visit, metered {metered} kW.",
        expected=f"{found.expected_kw:.3g}",
        metered="–" if found.metered_kw is None else f"{found.metered_kw:.3g}",
    )
    frame = Frame(key, say("Power by hour of the day"), words, unit_word("kW"), 110)
    return Markup(chart(frame, _ACROSS, up, shapes))  # noqa: S704 - our own SVG, texts escaped
