"""How a workbench answers when many reviewers work at once, and whether it loses anything.

    python -m benchmarks.reviewers [--reviewers 50] [--seconds 60] [--suspects 10000] [--cache DIR]

Writes a lake with one long list and starts `wattsleuth review` on it. Asks once alone, then
lets the reviewers work, each with two to six seconds between requests. In the end every
change that was answered as taken must be in the journal once and have reached the lake, and
no answer may be a failure of the server; else this ends with 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.reviewers.answers import Answer, Record, between, client_of, sign_in
from benchmarks.reviewers.lake import DATE, write_lake
from benchmarks.reviewers.ledger import troubles_of
from benchmarks.reviewers.server import PASSWORD, office_of, serving
from benchmarks.reviewers.tables import table_of
from benchmarks.reviewers.visitor import Visitor
from pipeline.lake import Lake


def main() -> None:
    """Print a table of how long answers took; then what was lost, if anything."""
    asked = _options().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = _lake(Path(folder) / "lake", asked.suspects, asked.cache)
        names = [f"reviewer {place:02d}" for place in range(asked.reviewers)]
        office = office_of(lake, names)
        with serving(lake) as address:
            alone = ask_alone(address, names[0])
            record = work_together(address, names, asked.seconds)
        print(table_of(alone, record))
        taken = sum(one.is_taken for one in record.changes)
        print(f"\n{len(record.answers)} answers, {taken} changes taken", flush=True)
        if troubles := troubles_of(record, office):
            sys.exit("\n".join(troubles))
        print("Each is in the journal once, and in the lake.")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--suspects", type=int, default=10_000)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the lake for next time")
    return parser


def _lake(root: Path, suspects: int, cache: Path | None) -> Lake:
    """Return a fresh lake at `root`; a copy, where the cache has one of that length."""
    if cache is None:
        return write_lake(root, suspects)
    kept = cache / f"reviewers-{suspects}"
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        write_lake(kept, suspects)
    shutil.copytree(kept, root)
    return Lake(root)


def ask_alone(address: str, name: str) -> list[Answer]:
    """Ask for the list, twice, a case and the curve of its year while nobody else does."""
    record = Record()
    with client_of(address) as client:
        sign_in(record, client, name, PASSWORD)
        record.answers.clear()
        record.ask(client, "list, for the first time", f"/lists/{DATE}")
        page = record.ask(client, "list again", f"/lists/{DATE}")
        case = "" if page is None else f"/cases/{between(page.text, '/cases/', '?')[:20]}"
        record.ask(client, "case", f"{case}?date={DATE}")
        first = DATE - dt.timedelta(days=364)
        record.ask(client, "curve of a year", f"{case}/curve?from={first}&to={DATE}")
    return record.answers


def work_together(address: str, names: list[str], seconds: float) -> Record:
    """Let all reviewers sign in, then work for so many seconds; return what was answered."""
    record = Record()
    clients = [client_of(address) for _ in names]
    with ThreadPoolExecutor(len(names)) as threads:
        done = threads.map(
            lambda pair: sign_in(record, pair[0], pair[1], PASSWORD),
            zip(clients, names, strict=True),
        )
        list(done)
        until = time.monotonic() + seconds
        visitors = [
            Visitor(name, client, record, np.random.default_rng(seed), until)
            for seed, (name, client) in enumerate(zip(names, clients, strict=True))
        ]
        list(threads.map(Visitor.work, visitors))
    for client in clients:
        client.close()
    return record


if __name__ == "__main__":
    main()
