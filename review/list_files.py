"""List files: what a page shows of a list, for the field system or a spreadsheet."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.contract import SUSPECTS
from pipeline.exports import export_suspects
from pipeline.exports.learned import learned_part
from pipeline.exports.rows import contract_rows, records
from review.audit import Action
from review.desk import LeadDesk
from review.list_filter import ListFilter
from review.list_page import Asked, require_list, run_counts
from review.list_rows import list_frame
from review.office import Office

router = APIRouter()
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


@router.get("/lists/{date}/export.{suffix}")
def export(
    desk: LeadDesk, date: dt.date, suffix: Literal["csv", "xlsx", "geojson"], asked: Asked
) -> Response:
    """Return the suspects that the filters leave, by rank, all pages of them."""
    require_list(desk, date)
    rows = asked.kept(list_frame(desk, date))[list(SUSPECTS.names)].sort_values("rank")
    query = ListFilter.query(asked, page=1)
    desk.audit(Action.EXPORT, detail=f"{date}.{suffix}{query}, {len(rows)} suspects")
    if suffix == "geojson":
        content = geojson(desk.office, rows)
    else:
        learned = learned_part(run_counts(desk, date))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"suspects.{suffix}"
            settings = desk.office.settings
            export_suspects(rows, [], path, settings=settings, run_date=date, learned=learned)
            content = path.read_bytes()
    name = f'attachment; filename="suspects-{date}.{suffix}"'
    return Response(content, media_type=_MEDIA[suffix], headers={"Content-Disposition": name})


def geojson(office: Office, rows: pd.DataFrame) -> bytes:
    """Return suspects as a FeatureCollection; a place that is not known is null.

    Properties are the columns of table `suspects`, its evidence as one text.
    """
    places = office.published.accounts()[["latitude", "longitude"]].reindex(rows["account_id"])
    points = zip(places["longitude"].tolist(), places["latitude"].tolist(), strict=True)
    features = [
        {
            "type": "Feature",
            "geometry": None if pd.isna(x) or pd.isna(y) else _point(x, y),
            "properties": _properties(row),
        }
        for row, (x, y) in zip(records(contract_rows(rows, SUSPECTS)), points, strict=True)
    ]
    told = {"type": "FeatureCollection", "features": features}
    return json.dumps(told, ensure_ascii=False, default=str, allow_nan=False).encode()


def _point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _properties(row: Mapping[str, Any]) -> dict[str, Any]:
    texts = [piece["text"] for piece in row["evidence"] or () if piece["text"]]
    told = {name: value for name, value in row.items() if name not in {"evidence", "cleared_by"}}
    return {
        name: None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN
        for name, value in {**told, "evidence": "\n".join(texts)}.items()
    }
