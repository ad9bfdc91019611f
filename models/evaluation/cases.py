"""Cases worth a look: thieves who are not on the list, and innocents who are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from models.evaluation.judged import Judged

SHOWN = 20


def cases(judged: Judged) -> dict[str, Any]:
    """Return `cases` of the report, the most suspicious innocents and the largest thefts first."""
    ranks = judged.ranking.ranks
    missed = np.flatnonzero(judged.is_thief & ~judged.is_listed)
    stolen = np.nan_to_num(judged.kwh_per_day[missed])
    missed = missed[np.lexsort((ranks[missed], -stolen))]
    wrong = np.flatnonzero(~judged.is_thief & judged.is_listed)
    wrong = wrong[np.argsort(ranks[wrong])]
    return {
        "missed": [
            _of(judged, int(place))
            | {"onset": _date(judged.onset_day[place]), "kwh_per_day": judged.kwh_per_day[place]}
            for place in missed[:SHOWN]
        ],
        "missed_count": len(missed),
        "wrongly_listed": [
            _of(judged, int(place))
            | {"label": str(judged.label[place]), "means": str(judged.means[place]) or None}
            for place in wrong[:SHOWN]
        ],
        "wrongly_listed_count": len(wrong),
    }


def _of(judged: Judged, place: int) -> dict[str, Any]:
    return {
        "account_id": str(judged.account_ids[place]),
        "kind": str(judged.kind[place]) or None,
        "score": judged.score[place],
        "rank": int(judged.ranking.ranks[place]),
    }


def _date(ordinal: float) -> dt.date | None:
    return dt.date.fromordinal(int(ordinal)) if np.isfinite(ordinal) else None
