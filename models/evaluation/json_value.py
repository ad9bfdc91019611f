"""Values that JSON can hold: what is not known is null, never NaN."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np


def json_value(value: Any) -> Any:
    """Return `value`, and all that it holds, as plain JSON types; dates as ISO text."""
    if isinstance(value, dict):
        return {str(key): json_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, dt.date) else value
