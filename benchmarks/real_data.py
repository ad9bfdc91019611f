"""How many honest customers are listed: the four public data sets on several dates.

    python -m benchmarks.real_data [--data ../shared/data]

Nobody in these sets is known to steal. Printed are, for each set, the account-dates judged,
how many reached the listing threshold, and the first reason of each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from flows.steps.business_day import run_day
from pipeline.ingest import ingest
from pipeline.lake import Lake
from pipeline.settings import load_settings

EXAMPLES = Path(__file__).parents[1] / "examples"
DELIVERED_AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
YEAR_2013 = ("2013-03-31", "2013-06-30", "2013-09-30", "2014-02-01")
SETS = (
    ("newcastle_halfhourly", "sgsc_50_customers_30min.parquet", ("2012-12-31", *YEAR_2013)),
    ("london_daily", "lcl_50_customers_daily.csv", YEAR_2013),
    ("steel_plant", "uci_steel_15min.csv", ("2018-06-30", "2018-09-30", "2018-12-31")),
    ("household_minute", "uci_household_2009_1min.parquet", ("2009-06-30", "2009-11-30")),
)


def judge(example: str, file: Path, dates: tuple[str, ...], folder: Path) -> None:
    """Take one data set in and print who is listed on each of `dates`."""
    lake, settings = Lake(folder / example), load_settings(EXAMPLES / f"{example}.toml")
    total = ingest(lake, [file], settings, DELIVERED_AT).total
    refused = sum(total.quarantined.values())
    judged = 0
    lines: list[str] = []
    for text in dates:
        date = dt.date.fromisoformat(text)
        run_day(lake, settings, date)
        scores = lake.frame("scores", first=date, last=date)
        judged += int(scores["disqualified"].isna().sum())
        suspects = lake.read("suspects", first=date, last=date).to_pylist()
        lines += [f"  {date} {listed_for(suspect)}" for suspect in suspects]
    print(f"{example}: {total.read:,} rows read, {total.accepted:,} accepted, {refused} refused;")
    print(f"  {len(lines)} listed of {judged} judged account-dates on {len(dates)} dates")
    print(*lines, sep="\n", end="\n" if lines else "")


def listed_for(suspect: dict[str, Any]) -> str:
    """Return account, score and first reason of a row of the list."""
    return f"{suspect['account_id']} {suspect['score']:.2f}: {suspect['evidence'][0]['text']}"


def main() -> None:
    """Judge every data set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    with tempfile.TemporaryDirectory() as folder:
        for example, name, dates in SETS:
            if (data / name).exists():
                judge(example, data / name, dates, Path(folder))
            else:
                print(f"{example}: no {data / name}")


if __name__ == "__main__":
    main()
