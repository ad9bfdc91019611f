"""Stamp: who and when, on everything that is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Stamp:
    """The user and the instant (UTC) of a change or a view."""

    user_name: str
    at: dt.datetime
