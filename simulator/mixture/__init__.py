"""The mixture: which thefts and oddities happen, how often, to whom, when, how strongly."""

from simulator.mixture.entry import Entry
from simulator.mixture.oddities import ODDITIES
from simulator.mixture.thefts import THEFTS

__all__ = ["ODDITIES", "THEFTS", "Entry"]
