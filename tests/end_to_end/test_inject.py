"""`wattsleuth inject` on a simulated utility: a table, files, and nothing left in the lake."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.contract import TABLES
from pipeline.lake import Lake

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Utility, Wattsleuth

# A process of its own: Prefect's server goes away with it.
FLOW_RUN = """
import json, sys
from flows.prefect_environment import prepare_prefect
prepare_prefect()
from prefect.artifacts import Artifact
from flows.injection import injection
from flows.parameters import InjectionParameters
parameters = InjectionParameters(lake=sys.argv[1], date=sys.argv[2], seed=2, victims=3)
counts = injection(parameters)
print(json.dumps([counts, Artifact.get("injection").data]))
"""


def test_it_reports_by_attack_and_leaves_the_lake_alone(
    utility: Utility, wattsleuth: Wattsleuth, tmp_path: Path
) -> None:
    names = sorted(path.relative_to(utility.lake) for path in utility.lake.rglob("*"))
    versions = {name: Lake(utility.lake).version(name) for name in TABLES}
    words = ("inject", "--lake", utility.lake, "--date", utility.last_date, "--victims", 4)
    ended = wattsleuth(*words, "--seed", 2, "--json", "--out", tmp_path / "report.csv")
    assert ended.code == 0, ended.err
    report = ended.answer
    assert report["total"]["count"] == sum(case["count"] for case in report["cases"]) == 4
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["attack"] for row in rows] == [*(one["attack"] for one in report["cases"]), "all"]
    assert "currents are read" in report["not_possible"]["zheng_fdi1"]
    accounts = Lake(utility.lake).frame("accounts")["account_id"]
    assert not any(account in ended.out for account in accounts)
    assert sorted(path.relative_to(utility.lake) for path in utility.lake.rglob("*")) == names
    assert {name: Lake(utility.lake).version(name) for name in TABLES} == versions


def test_other_files_and_too_little_data_are_refused(
    utility: Utility, wattsleuth: Wattsleuth, tmp_path: Path
) -> None:
    words = ("inject", "--lake", utility.lake)
    assert wattsleuth(*words, "--date", utility.last_date, "--out", "report.pdf").code == 2
    early = wattsleuth(*words, "--date", "2026-03-10")
    assert early.code == 4
    assert "can be attacked on 2026-03-10" in early.err


def test_the_flow_keeps_its_report_beside_the_tables_and_shows_no_account(
    utility: Utility,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FLOW_RUN, utility.lake, utility.last_date],
        env={name: value for name, value in os.environ.items() if "PREFECT" not in name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    counts, shown = json.loads(ended.stdout.splitlines()[-1])
    kept = utility.lake / "reports" / f"injection-{utility.last_date}.json"
    report = json.loads(kept.read_text(encoding="utf-8"))
    assert counts == {"attacks": 3, "found": report["total"]["listed"]}
    attacks = [row["attack"] for row in json.loads(shown)]
    assert attacks == [*(one["attack"] for one in report["cases"]), "all"]
    accounts = Lake(utility.lake).frame("accounts")["account_id"]
    assert not any(account in shown for account in accounts)
