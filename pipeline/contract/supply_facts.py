"""Supply facts: what one local day of one supply meter is reduced to, from table `supply`.

`ts` ends an interval, so the one that ends at local midnight belongs to the day before. An
interval covers the time since the one before it, up to 1.5 steps; after a longer spacing, and
first thing in the day, it covers one step. A repeated instant does not reach the facts: the
value delivered last stands, and the delivery counts the conflict. A day on which one interval
came does not tell how long that is: what depends on its length is null, and follows from the
other days (`models.supply_window`).
"""

from __future__ import annotations

from pipeline.contract.facts import HOURS
from pipeline.contract.table import Column, Kind, Table

SUPPLY_FACT_COLUMNS = (
    Column("intervals_count", Kind.FLOAT, "intervals that came", "count", low=0),
    Column(
        "step_minutes",
        Kind.FLOAT,
        "nominal length: the median spacing; null below two intervals",
        "min",
        low=0,
    ),
    Column(
        "coverage",
        Kind.FLOAT,
        "share of the day that they cover; null below two",
        "share",
        low=0,
        high=1,
    ),
    Column("kwh", Kind.DOUBLE, "sum of them, primary", "kWh"),
    *(
        Column(
            f"hour_{hour:02d}_kwh",
            Kind.FLOAT,
            f"sum of those that end in local hour {hour}; null where one did not come or they"
            " are longer than an hour; 0 where the clock skips it",
            "kWh",
        )
        for hour in HOURS
    ),
    Column(
        "still_minutes",
        Kind.FLOAT,
        "longest time in which neighbours had one value, zero included; null below two",
        "min",
        low=0,
    ),
    Column("zero_minutes", Kind.FLOAT, "time at zero; null below two", "min", low=0),
    Column("negative_count", Kind.FLOAT, "intervals below zero; they count", "count", low=0),
    Column(
        "overlap_count",
        Kind.FLOAT,
        "intervals that end less than 0.9 steps after the one before",
        "count",
        low=0,
    ),
    Column(
        "irregular_count",
        Kind.FLOAT,
        "spacings of more that are no whole number of steps, by over a tenth of one",
        "count",
        low=0,
    ),
)

SUPPLY_FACTS = Table(
    "supply_facts",
    "one row per node and local day on which its supply meter was read",
    (
        Column("node_id", Kind.TEXT, "transformer district or feeder", is_required=True),
        Column("date", Kind.DATE, "local day", is_required=True),
        *SUPPLY_FACT_COLUMNS,
    ),
    key=("node_id", "date"),
    time_column="date",
    partition="date",
)
