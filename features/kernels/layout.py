"""Where each fact stands in the matrices that the kernels fill.

The order is that of `pipeline.contract.facts`; the kernels take these numbers as
constants when they are compiled. Events are counted apart, so they have no place here.
"""

from __future__ import annotations

from pipeline.contract.facts import FACT_COLUMNS, PHASES
from pipeline.contract.table import Kind

FLOAT_FACTS = tuple(
    column.name
    for column in FACT_COLUMNS
    if column.kind is Kind.FLOAT and not column.name.startswith("event_")
)
DOUBLE_FACTS = tuple(column.name for column in FACT_COLUMNS if column.kind is Kind.DOUBLE)
LONG_FACTS = tuple(column.name for column in FACT_COLUMNS if column.kind is Kind.LONG)


def place(name: str) -> int:
    """Return the column of fact `name` in its matrix; ValueError if there is none."""
    if name in DOUBLE_FACTS:
        return DOUBLE_FACTS.index(name)
    return FLOAT_FACTS.index(name)


def phase_place(pattern: str) -> int:
    """Return the column of phase a of facts such as `u_{}_mean_v`; b and c follow it.

    So a kernel for one phase writes there, and is given `out[1:]` for phase b: phases as
    numbers would be constants, and compiled one by one.

    ValueError if the contract does not keep the three phases side by side.
    """
    places = [place(pattern.format(phase)) for phase in PHASES]
    if places != [places[0], places[0] + 1, places[0] + 2]:
        raise ValueError(f"phases of {pattern} must stand side by side in the contract: {places}")
    return places[0]
