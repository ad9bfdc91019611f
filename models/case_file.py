"""The case file: all that a person needs to judge a suspect, gathered from the lake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.account_master import accounts_on
from models.case_loss import claims_of, loss_span
from models.case_marks import case_marks
from models.case_weights import evidence_weights, family_weights
from models.evidence import NOBODY, evidence_labels, feature_label, reworded
from models.expected_energy import expected_energy
from models.load_curve import DaySpan, read_load_curves
from models.scoring import Scored
from models.suspect_list import list_arrow, suspect_rows
from pipeline.case import Case, Signal
from pipeline.contract import SUSPECTS
from pipeline.lake import Lake
from pipeline.language import speaking
from pipeline.settings import Settings

RAW_DAYS = 7


def build_case(
    lake: Lake,
    settings: Settings,
    scored: Scored,
    account_id: str,
    raw_days: int = RAW_DAYS,
) -> Case:
    """Return the case of one account; KeyError when it was not scored."""
    return build_cases(lake, settings, scored, [account_id], raw_days)[0]


def build_cases(
    lake: Lake,
    settings: Settings,
    scored: Scored,
    account_ids: Sequence[str],
    raw_days: int = RAW_DAYS,
    *,
    reword: bool = False,
    weigh: bool = False,
) -> list[Case]:
    """Return the cases of `account_ids` in their order; KeyError when one was not scored.

    raw_days: days of raw readings in the load curve, from two days before the onset, else
    the latest; 0 for none. Raw readings of all of them are read in one sweep over the day
    files. Texts are in the language of `settings`, those of the list as they were written;
    reword: they are said anew as well. weigh: tell how much and how surely each feature adds
    to the score, which for recalled scores grows their forests again.
    """
    with speaking(settings.speech()):
        if weigh:
            rows = np.array([scored.row(account_id) for account_id in account_ids], dtype=np.intp)
            scored = scored.with_reasons(rows)
        return _cases(lake, settings, scored, account_ids, raw_days, reword=reword)


def _cases(
    lake: Lake,
    settings: Settings,
    scored: Scored,
    account_ids: Sequence[str],
    raw_days: int,
    *,
    reword: bool,
) -> list[Case]:
    rows = np.array([scored.row(account_id) for account_id in account_ids], dtype=np.intp)
    window = scored.window
    accounts = lake.frame("accounts")
    master = accounts_on(accounts, scored.date, settings.timezone)
    suspects = _suspects(lake, settings, scored, rows, accounts)
    if reword:
        suspects = [
            reworded(scored.table, int(row), suspect, window.first)
            for row, suspect in zip(rows, suspects, strict=True)
        ]
    spans = _spans(scored, rows, suspects, raw_days)
    curves = read_load_curves(lake, spans, settings.timezone)
    expected = expected_energy(scored, rows)
    signals = _signals(scored, rows)
    families = family_weights(scored, rows)
    claims = claims_of(scored, rows, master.reindex(list(account_ids)), settings.recovery)
    return [
        Case(
            suspect=suspect,
            account=_known(master, account_id),
            dates=tuple(window.date(day) for day in range(window.shape[1])),
            daily_kwh=window.kwh[row],
            peer_kwh=expected[place],
            signals=signals[place],
            marks=case_marks(scored, int(row)),
            load_curve=curves.get(account_id),
            sister_accounts=_sisters(master, account_id),
            loss_span=loss_span(scored, int(row)),
            claim=claims[place],
            labels=evidence_labels(scored.table, suspect["evidence"] or ()),
            families=families[place],
            weights=evidence_weights(scored, int(row)),
        )
        for place, (account_id, row, suspect) in enumerate(
            zip(account_ids, rows, suspects, strict=True)
        )
    ]


def _suspects(
    lake: Lake,
    settings: Settings,
    scored: Scored,
    rows: NDArray[np.intp],
    accounts: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Rows of the list as written; of accounts that are not on it as they would be."""
    written = lake.read("suspects", first=scored.date, last=scored.date).to_pylist()
    listed = {row["account_id"]: row for row in written}
    ids = scored.window.account_ids[rows].tolist()
    missing = np.array([one not in listed for one in ids], dtype=np.bool_)
    fresh = suspect_rows(scored.with_reasons(rows[missing]), rows[missing], accounts, settings)
    unranked = fresh.assign(rank=None, status=None, change=None)[list(SUSPECTS.names)]
    listed |= {row["account_id"]: row for row in list_arrow(unranked).to_pylist()}
    return [listed[one] for one in ids]


def _spans(
    scored: Scored, rows: NDArray[np.intp], suspects: list[dict[str, Any]], raw_days: int
) -> dict[str, DaySpan]:
    """Days of raw readings for each account: from before the onset, else the latest."""
    if raw_days == 0:
        return {}
    window = scored.window
    last_day = window.shape[1] - 1
    spans = {}
    for row, suspect in zip(rows, suspects, strict=True):
        onset = int(scored.loss.onset[row])
        last = last_day if onset < 0 else min(onset - 3 + raw_days, last_day)
        first = max(last - raw_days + 1, 0)
        if suspect["meter_id"] is not None:
            spans[suspect["account_id"]] = DaySpan(
                suspect["meter_id"], window.date(first), window.date(last)
            )
    return spans


def _signals(scored: Scored, rows: NDArray[np.intp]) -> list[tuple[Signal, ...]]:
    """Signals behind the evidence of each account; each signal is computed once for all."""
    table = scored.table
    wanted = sorted(set(scored.order[rows].ravel().tolist()) - {NOBODY})
    features = {index: table.features[index] for index in wanted}
    daily = {
        index: feature.signal(scored.window)
        for index, feature in features.items()
        if feature.signal
    }
    return [
        tuple(
            Signal(
                name=features[index].name,
                label=feature_label(features[index]),
                unit=features[index].signal_unit or features[index].unit,
                values=np.asarray(daily[index][row], dtype=np.float64),
                baseline=_finite(table.measured[index].baseline[row]),
            )
            for index in scored.order[row].tolist()
            if index in daily
        )
        for row in rows
    ]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _known(master: pd.DataFrame, account_id: str) -> dict[str, Any]:
    """Columns of the account that are known, as plain values."""
    if account_id not in master.index:
        return {"account_id": account_id}
    row = master.loc[account_id].dropna()
    return {"account_id": account_id} | {str(name): value for name, value in row.items()}


def _sisters(master: pd.DataFrame, account_id: str) -> tuple[str, ...]:
    """Other accounts of the same customer."""
    customer = master["customer_id"].get(account_id)
    if customer is None or pd.isna(customer):
        return ()
    same = master.index[master["customer_id"] == customer]
    return tuple(str(other) for other in same if other != account_id)
