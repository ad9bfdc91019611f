"""Tables in Markdown: what was asked, how often, and how long answers took."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from benchmarks.reviewers.answers import SERVER_FAILED, Answer, Record

_QUANTILES = (0.5, 0.95, 0.99)
_STALE = 409


def table_of(alone: list[Answer], record: Record) -> str:
    """Return one row a kind of request: alone before the load, then under it."""
    kinds: dict[str, list[Answer]] = defaultdict(list)
    for one in record.answers:
        kinds[one.kind].append(one)
    lines = [
        "| request | times | 409 | failed | p50 s | p95 s | p99 s |",
        "| --- | --: | --: | --: | --: | --: | --: |",
    ]
    lines += [_row(f"alone: {one.kind}", [one]) for one in alone]
    lines += [_row(kind, answers) for kind, answers in kinds.items()]
    return "\n".join(lines)


def _row(title: str, answers: list[Answer]) -> str:
    seconds = np.quantile([one.seconds for one in answers], _QUANTILES)
    stale = sum(one.status == _STALE for one in answers)
    failed = sum(one.status == 0 or one.status >= SERVER_FAILED for one in answers)
    figures = " | ".join(f"{one:.2f}" for one in seconds)
    return f"| {title} | {len(answers)} | {stale} | {failed} | {figures} |"
