"""What a flow run shows to operators: counts, never whom they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from flows.steps.run_report import ListSummary, Quality, quality_words
from models.injection.report import Tally

PUBLISHED = "wattsleuth.list.published"


def show_counts(key: str, title: str, counts: Mapping[str, int]) -> None:
    """Attach `counts` to the current flow run as a table under `key` (a-z, 0-9, dashes)."""
    rows = [
        {"count of": name.replace("_", " "), "count": int(count)} for name, count in counts.items()
    ]
    create_table_artifact(table=rows, key=key, description=title)


def show_tallies(key: str, title: str, tallies: Sequence[Tally]) -> None:
    """Attach what was found of injected attacks to the current flow run, a row a case."""
    create_table_artifact(table=[asdict(tally) for tally in tallies], key=key, description=title)


def show_report(key: str, title: str, markdown: str) -> None:
    """Attach a report in Markdown to the current flow run."""
    create_markdown_artifact(markdown=markdown, key=key, description=title)


def show_quality(key: str, title: str, found: Quality) -> None:
    """Attach what was delivered lately, a row a table, and what of it could be used."""
    description = f"{title}\n\n{quality_words(found)}"
    create_table_artifact(table=found.rows, key=key, description=description)


def show_list(key: str, title: str, told: ListSummary) -> None:
    """Attach a list: ranks and case keys, no account and no customer."""
    left = told.suspects - len(told.rows)
    more = f" The {left} after these are in the workbench." if left else ""
    description = f"{title} Cases go by their keys in the workbench.{more}"
    create_table_artifact(table=told.rows, key=key, description=description)


def announce_list(told: ListSummary) -> None:
    """Emit the event that a list is there, for automations: counts alone."""
    resource = {
        "prefect.resource.id": f"wattsleuth.list.{told.date}",
        "prefect.resource.name": f"List of {told.date}",
    }
    payload = {
        "date": str(told.date),
        "suspects": told.suspects,
        "by_means": told.by_means,
        "by_change": told.by_change,
    }
    emit_event(event=PUBLISHED, resource=resource, payload=payload)
