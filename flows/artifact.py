"""What a flow run shows to operators: counts, never whom they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from prefect.artifacts import create_table_artifact

from models.injection.report import Tally


def show_counts(key: str, title: str, counts: Mapping[str, int]) -> None:
    """Attach `counts` to the current flow run as a table under `key` (a-z, 0-9, dashes)."""
    rows = [
        {"count of": name.replace("_", " "), "count": int(count)} for name, count in counts.items()
    ]
    create_table_artifact(table=rows, key=key, description=title)


def show_tallies(key: str, title: str, tallies: Sequence[Tally]) -> None:
    """Attach what was found of injected attacks to the current flow run, a row a case."""
    create_table_artifact(table=[asdict(tally) for tally in tallies], key=key, description=title)
