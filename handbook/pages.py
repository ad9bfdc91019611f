"""Pages of the handbook that are written from the code, wholly or in part."""

from __future__ import annotations

from pathlib import Path

from handbook.explanations_page import explanations_page
from handbook.feature_tables import refreshed
from handbook.notebooks import notebook_pages
from handbook.settings_page import settings_page
from pipeline.contract.vocabulary import Family

DOCS = Path(__file__).parents[1] / "docs"
METHODS = DOCS / "methods"


def pages() -> dict[Path, str]:
    """Return every such page as it should be; its prose is as it stands."""
    found = {
        DOCS / "settings.md": settings_page(),
        METHODS / "innocent_explanations.md": explanations_page(),
        **notebook_pages(),
    }
    for family in Family:
        path = METHODS / f"{family.value}.md"
        found[path] = refreshed(path.read_text(encoding="utf-8"), family)
    return found
