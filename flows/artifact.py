"""What a flow run shows to operators: counts, never whom they count."""

from __future__ import annotations

from collections.abc import Mapping

from prefect.artifacts import create_table_artifact


def show_counts(key: str, title: str, counts: Mapping[str, int]) -> None:
    """Attach `counts` to the current flow run as a table under `key` (a-z, 0-9, dashes)."""
    rows = [
        {"count of": name.replace("_", " "), "count": int(count)} for name, count in counts.items()
    ]
    create_table_artifact(table=rows, key=key, description=title)
