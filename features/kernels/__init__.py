"""Kernels that reduce one day of each meter's readings to facts."""

from features.kernels.columns import DayColumns, day_columns
from features.kernels.compilation import compile_kernels
from features.kernels.day import KERNEL_VERSION, DayFacts, UnsortedError, day_facts
from features.kernels.layout import DOUBLE_FACTS, FLOAT_FACTS, LONG_FACTS
from features.kernels.supply_day import (
    SUPPLY_FLOATS,
    SUPPLY_KERNEL_VERSION,
    SupplyFacts,
    supply_facts,
)

__all__ = [
    "DOUBLE_FACTS",
    "FLOAT_FACTS",
    "KERNEL_VERSION",
    "LONG_FACTS",
    "SUPPLY_FLOATS",
    "SUPPLY_KERNEL_VERSION",
    "DayColumns",
    "DayFacts",
    "SupplyFacts",
    "UnsortedError",
    "compile_kernels",
    "day_columns",
    "day_facts",
    "supply_facts",
]
