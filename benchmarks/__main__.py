"""All measurements of this machine: `python -m benchmarks`, which is what `make bench` runs."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version

MEASURED_WITH = ("numpy", "numba", "pyarrow", "pandas", "polars", "deltalake", "scikit-learn")
# Modest sizes: some minutes on two cores. Each measurement takes larger ones by itself.
MEASUREMENTS = (
    ("A simulated utility", "benchmarks.scenarios", "development"),
    ("Simulated homes beside measured ones", "benchmarks.load_realism"),
    ("Facts of one day", "benchmarks.facts", "--meters", "20000", "--rounds", "7"),
    ("A night", "benchmarks.daily_run", "--meters", "20000", "--history-days", "3"),
    ("Supply of districts", "benchmarks.supply", "--nodes", "20000", "--days", "7"),
    ("Energy balances", "benchmarks.balance"),
    ("Wrong mappings", "benchmarks.topology", "--worlds", "1"),
    ("A case page with a year of quarter hours", "benchmarks.case_page"),
    ("Forest", "benchmarks.forest", "--rounds", "3"),
    ("Simulated thieves", "benchmarks.evaluation", "test", "--worlds", "1"),
    ("An oracle", "benchmarks.oracle"),
    ("Injected attacks", "benchmarks.injection"),
    ("Honest customers", "benchmarks.real_data"),
)
# Too long for every run: told of at the end.
LONGER = (
    ("What outcomes are worth, over two years", "benchmarks.learning_curve"),
    ("Fifty reviewers at once", "benchmarks.reviewers"),
    ("Thieves in districts of twenty meters", "benchmarks.district"),
)


def main() -> None:
    """Print the machine, then each measurement, in a process of its own."""
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}, {platform.machine()};", end=" ")
    print(f"Python {platform.python_version()},", end=" ")
    print(", ".join(f"{name} {version(name)}" for name in MEASURED_WITH))
    for title, module, *arguments in MEASUREMENTS:
        print(f"\n{title}: python -m {module} {' '.join(arguments)}", flush=True)
        subprocess.run([sys.executable, "-m", module, *arguments], check=True)
    for title, module in LONGER:
        print(f"\n{title}, not measured here: python -m {module}")


if __name__ == "__main__":
    main()
