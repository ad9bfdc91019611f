"""Sufficiency: how much of an account was read, and why it cannot be judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Floats, Window

LEAST_DAYS = 14
TOO_SHORT = f"fewer than {LEAST_DAYS} days of readings"
NOT_VALID = "account not valid on the business date"
UNREAD = "no readings in the window"
REASONS = (TOO_SHORT, NOT_VALID, UNREAD)
"""Why an account cannot be judged, in the words of table `scores`."""


def days_read(window: Window) -> Flags:
    """(n, d) days with a reading, or inside a span read as one (monthly readings)."""
    read = window.fact("rows_count") > 0
    # A gap in daily readings is spread too; only where spans are the rule is a span a reading.
    known = np.isfinite(window.kwh)
    spread = window.kwh_is_spread & known
    rule = spread.sum(axis=1) > 0.5 * np.maximum(known.sum(axis=1), 1)
    whole = known & ~window.kwh_is_spread
    return np.asarray((read | whole | (spread & rule[:, None])) & window.valid)


def coverage_share(window: Window) -> Floats:
    """(n,) share of the valid days that were read, each by its own coverage; 0 if not valid.

    Days before the utility's first reading in the window do not count: a young lake is not
    badly read.
    """
    read = days_read(window)
    share = window.fact("coverage").astype(np.float64)
    partly = np.where(np.isfinite(share) & ~window.kwh_is_spread, share, 1.0)
    begun = np.maximum.accumulate(read.any(axis=0))
    valid = (window.valid & begun).sum(axis=1)
    covered = np.where(read, partly, 0.0).sum(axis=1)
    return np.where(valid > 0, covered / np.maximum(valid, 1), 0.0)


def judged_by_events_alone(window: Window) -> Flags:
    """(n,) accounts without a reading whose meter or terminal reported events.

    A device that only reported events has a row of facts that counts no readings.
    """
    reported = window.has("rows_count")
    for counts in window.terminal_events.values():
        reported |= np.isfinite(counts).any(axis=1)
    return np.asarray(reported & ~days_read(window).any(axis=1))


def disqualification(window: Window) -> NDArray[np.str_]:
    """(n,) why an account cannot be judged; the empty text where it can.

    Without readings its events can still be judged, if there were any.
    """
    read = days_read(window).sum(axis=1)
    reason = np.full(window.shape[0], "", dtype="<U64")
    by_events = judged_by_events_alone(window)
    reason[(read < LEAST_DAYS) & ~by_events] = TOO_SHORT
    if window.shape[1]:
        reason[~window.valid[:, -1]] = NOT_VALID
    reason[(read == 0) & ~by_events] = UNREAD
    return reason
