"""Whether a scenario is fair and hard: an oracle finds its thieves, and baselines do not.

    python -m benchmarks.oracle [--scenario test|FILE.toml]

The oracle is told kind and days of each theft, and looks at what physics says it must move.
A thief is found if he is beyond 99 % of the honest accounts over the same days. Printed are
the thieves found, kind by kind, and beside them how well wattsleuth and the baselines, who
are told nothing, rank the same accounts on the last day.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.oracle.rivals import Rival, rivals
from benchmarks.oracle.search import Finding, search
from benchmarks.oracle.world import World, simulated_world


def report_findings(world: World, findings: list[Finding]) -> None:
    """Print recall by kind, the clues that told, and who was not found."""
    honest = int((~world.is_thief).sum())
    print(f"{len(findings)} thieves among {honest} honest accounts, {world.window.shape[1]} days")
    print(f"{'kind':<20} thieves  found")
    for kind in sorted({finding.kind for finding in findings}):
        own = [finding for finding in findings if finding.kind == kind]
        print(f"{kind:<20} {len(own):7} {sum(finding.found for finding in own):6}")
    found = np.mean([finding.found for finding in findings]) if findings else np.nan
    print(f"found by the oracle: {found:.0%}")
    for finding in findings:
        if not finding.found:
            print(
                f"  not found: {finding.account_id} {finding.kind}, {finding.strength:.0%} of the"
                f" use; {finding.honest_beyond:.1%} of the honest look as guilty by {finding.clue}"
            )


def report_rivals(measured: list[Rival]) -> None:
    """Print AUC and precision of each ranking."""
    print(f"{'told nothing':<40}   AUC    P@k")
    for rival in measured:
        print(f"{rival.label:<40} {rival.auc:5.3f}  {rival.precision_at_k:5.2f}")


def main() -> None:
    """Simulate one scenario and let the oracle and the rivals look at it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="test", help="a bundled scenario, or a TOML file")
    scenario = parser.parse_args().scenario
    with tempfile.TemporaryDirectory() as folder:
        world = simulated_world(scenario, Path(folder))
        report_findings(world, search(world))
        report_rivals(rivals(world))


if __name__ == "__main__":
    main()
