"""How a utility's own files of one table are read: names, units, times, layout."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class TableMapping(BaseModel):
    """Mapping of one table."""

    model_config = ConfigDict(extra="forbid", frozen=True)
