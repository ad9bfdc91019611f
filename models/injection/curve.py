"""The curve of one meter, and what an attack leaves of it, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from features.window import Flags, Floats

Channels = dict[str, Floats]
Rows = NDArray[np.int64]

MICROSECONDS_A_MINUTE = 60e6
# From this spacing on a curve tells whole days and no hours.
DAILY_MINUTES = 720


@dataclass(frozen=True)
class Curve:
    """Readings of one meter (or of its terminal) in time order, k rows.

    Attributes
    ----------
    ts_us: (k,) instants, UTC microseconds, not falling.
    day: (k,) local day that each row belongs to, counted from the onset; negative before it.
    minute: (k,) elapsed minutes since local midnight, over 0 up to the day's length.
    channels: column of `readings` to (k,) float64, NaN where not measured; a channel that
        holds nothing at all may be absent.
    wiring: as in `accounts`; the empty text for unknown.
    onset_us: instant from which the attack acts: local midnight.
    """

    ts_us: Rows
    day: Rows
    minute: Floats
    channels: Mapping[str, Floats]
    wiring: str
    onset_us: int

    @property
    def rows(self) -> int:
        """Number of readings."""
        return len(self.ts_us)

    @property
    def minutes(self) -> Floats:
        """(k,) minutes since the reading before; the usual spacing for the first."""
        spacing = np.diff(self.ts_us) / MICROSECONDS_A_MINUTE
        usual = float(np.median(spacing[spacing > 0])) if (spacing > 0).any() else 1440.0
        return np.concatenate(([usual], spacing))[: self.rows]

    @property
    def is_daily(self) -> bool:
        """Whether the readings lie half a day or more apart."""
        return self.rows == 0 or bool(np.median(self.minutes) >= DAILY_MINUTES)

    @property
    def since(self) -> Floats:
        """(k,) share of each row's span that lies after the onset, 0 to 1.

        A monthly reading that ends after the onset is thus attacked for its part alone.
        """
        after = (self.ts_us - self.onset_us) / MICROSECONDS_A_MINUTE
        spans = self.minutes
        share = np.divide(after, spans, out=(after > 0).astype(np.float64), where=spans > 0)
        return np.asarray(np.clip(share, 0.0, 1.0))

    def channel(self, name: str) -> Floats:
        """Return one channel, (k,), all NaN where it is absent."""
        known = self.channels.get(name)
        return np.full(self.rows, np.nan) if known is None else known

    def has(self, name: str) -> bool:
        """Whether the channel holds any value."""
        return bool(np.isfinite(self.channel(name)).any())

    def changed(self, channels: Mapping[str, Floats]) -> Curve:
        """Return the curve with these channels in place of its own."""
        return replace(self, channels={**self.channels, **channels})


@dataclass(frozen=True)
class Tampered:
    """What is read after an attack.

    curve: all rows, with what the meter shows now. is_read: (k,) false where the reading
    never came. events: instant (UTC microseconds) and canonical code of what the meter
    reports because of it.
    """

    curve: Curve
    is_read: Flags
    events: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, curve: Curve, events: tuple[tuple[int, str], ...] = ()) -> Tampered:
        """Return an attack after which every reading still comes."""
        return cls(curve, np.ones(curve.rows, dtype=np.bool_), events)
