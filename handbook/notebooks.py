"""Notebooks, written from the percent scripts that they are paired with, without outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
CELL = "# %%"
WORDS = "# %% [markdown]"
# Jupytext keeps both in step where someone works in the notebook.
_METADATA = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_pages() -> dict[Path, str]:
    """Return every notebook as it should be, by its path."""
    return {
        script.with_suffix(".ipynb"): notebook(script.read_text(encoding="utf-8"))
        for script in sorted(NOTEBOOKS.glob("[0-9]*.py"))
    }


def notebook(script: str) -> str:
    """Return the notebook of a percent script; ValueError where it begins outside of a cell."""
    cells: list[tuple[str, list[str]]] = []
    for line in script.splitlines():
        if line in {CELL, WORDS}:
            cells.append((line, []))
        elif cells:
            cells[-1][1].append(line)
        else:
            raise ValueError(f"the script begins with {line!r}, not with {CELL!r}")
    content = {
        "cells": [_cell(place, mark, lines) for place, (mark, lines) in enumerate(cells)],
        "metadata": _METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _cell(place: int, mark: str, lines: list[str]) -> dict[str, Any]:
    is_words = mark == WORDS
    text = "\n".join(lines).strip("\n")
    if is_words:
        text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.split("\n"))
    common: dict[str, Any] = {
        "cell_type": "markdown" if is_words else "code",
        "id": f"cell-{place:02}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return common if is_words else common | {"execution_count": None, "outputs": []}
