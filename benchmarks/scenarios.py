"""How long a named scenario takes to simulate, how much memory, and what is in it.

    python -m benchmarks.scenarios [NAME|FILE ...] [--accounts N] [--days N] [--seed N]

Without a name all bundled scenarios are simulated, each in a process of its own. Printed are
seconds, rows of readings and events, peak memory, and the accounts of each kind of theft and
of oddity in the truth.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from simulator import SimulationSummary, scenario_names, simulate

KIB_A_GIB = 1 << 20


def measure(name: str, accounts: int | None, days: int | None, seed: int | None) -> None:
    """Simulate one scenario into a temporary folder and print its figures."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "input"
        world = simulate(out, scenario=name, accounts=accounts, days=days, seed=seed)
        seconds = time.perf_counter() - begun
        megabytes = sum(path.stat().st_size for path in out.rglob("*.*") if path.is_file()) / 1e6
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_A_GIB
    print(
        f"{world.scenario}: {world.accounts} accounts x {world.days} days in {seconds:.1f} s,"
        f" {peak_gib:.2f} GiB at most; {world.readings:,} readings, {world.events:,} events,"
        f" {megabytes:.0f} MB"
    )
    print(_kinds(world))


def _kinds(world: SimulationSummary) -> str:
    lines = []
    for title, found in (("thieves", world.thefts), ("oddities", world.confounders)):
        counts = Counter(kind for _, kind in found)
        named = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
        lines.append(f"  {len(found)} {title}: {named}")
    return "\n".join(lines)


def main() -> None:
    """Measure one scenario here, or several in a process each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=scenario_names())
    for size in ("accounts", "days", "seed"):
        parser.add_argument(f"--{size}", type=int)
    options = parser.parse_args()
    if len(options.names) == 1:
        measure(options.names[0], options.accounts, options.days, options.seed)
        return
    sizes = [
        f"--{size}={value}"
        for size in ("accounts", "days", "seed")
        if (value := getattr(options, size)) is not None
    ]
    for name in options.names:
        command = [sys.executable, "-m", "benchmarks.scenarios", name, *sizes]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
