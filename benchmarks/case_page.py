"""How long a case page takes with a year of quarter hours: the page, then each of its curves.

    python -m benchmarks.case_page [--meters 40]

Writes a year of readings of some meters into a lake of its own, opens the workbench on it and
asks as a browser does. Each case is opened for the first time, so that nothing of it is kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from fastapi.testclient import TestClient

from pipeline.contract import TABLES
from pipeline.lake import Lake
from pipeline.settings import Settings
from review.app import create_app
from review.case_keys import remember_keys
from review.curve_panels import PANELS
from review.office import Office

FIRST, DAYS, QUARTERS = dt.date(2025, 5, 1), 365, 96
LAST = FIRST + dt.timedelta(days=DAYS - 1)
MEASURED = {"register_kwh": 1e4, "p_kw": 5.0, "q_kvar": 1.0, "pf": 0.9} | {
    name: value for phase in "abc" for name, value in ((f"u_{phase}", 230.0), (f"i_{phase}", 7.0))
}


def day_readings(day: int, meters: int) -> pa.Table:
    """Return one UTC day of quarter hours of so many meters, sorted by meter."""
    rng = np.random.default_rng(day)
    midnight = np.datetime64(FIRST + dt.timedelta(days=day), "us")
    ends = midnight + np.arange(1, QUARTERS + 1) * np.timedelta64(15, "m")
    rows = meters * QUARTERS
    schema = TABLES["readings"].arrow_schema
    columns = {
        name: np.round(level * rng.uniform(0.9, 1.1, rows), 3) for name, level in MEASURED.items()
    }
    columns["meter_id"] = np.repeat([f"M{place:05d}" for place in range(meters)], QUARTERS)
    columns["source"] = np.repeat("meter", rows)
    columns["ts"] = np.tile(ends, meters)
    names = [name for name in schema.names if name != "date"]
    arrays = [
        pa.array(columns[name], schema.field(name).type, from_pandas=True)
        if name in columns
        else pa.nulls(rows, schema.field(name).type)
        for name in names
    ]
    return pa.table(arrays, names)


def fill(lake: Lake, meters: int) -> list[str]:
    """Write accounts and their year of readings; return the accounts."""
    ids = [f"A{place:05d}" for place in range(meters)]
    schema = TABLES["accounts"].arrow_schema
    rows = [
        dict.fromkeys(schema.names) | {"account_id": one, "meter_id": f"M{one[1:]}"} for one in ids
    ]
    lake.replace("accounts", pa.Table.from_pylist(rows, schema))
    days = {str(FIRST + dt.timedelta(days=day)): day_readings(day, meters) for day in range(DAYS)}
    lake.replace_partitions("readings", days)
    return ids


def main() -> None:
    """Print the seconds of the page and of a year of each panel, the median of three cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meters", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        ids = fill(lake, asked.meters)
        settings = Settings()
        noon = dt.datetime.combine(LAST, dt.time(12), dt.UTC)
        app = create_app(lake, settings, clock=lambda: noon)
        office: Office = app.state.office
        keys = remember_keys(office.engine, office.secret(), ids)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            measure(client, [keys[one] for one in ids])


def measure(client: TestClient, keys: list[str]) -> None:
    """Ask for the page and the year of each panel of three cases; the first one warms up."""
    client.get(f"/cases/{keys[0]}").raise_for_status()
    span = f"from={FIRST}&to={LAST}"
    paths = {"page": ""} | {
        f"year of {panel}": f"/curve?{span}&channels={panel}" for panel in PANELS
    }
    for title, path in paths.items():
        seconds = [_seconds(client, f"/cases/{key}{path}") for key in keys[1:4]]
        print(f"{title:20} {np.median(seconds):6.2f} s")


def _seconds(client: TestClient, path: str) -> float:
    start = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
