"""The list: who is worth a visit today, in order, with the reasons."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from features.window import Floats
from models.account_master import accounts_on
from models.recovery import recoverable
from models.scoring import Scored
from models.visits.case_state import CaseStates
from models.visits.gain import expected_gain
from pipeline.contract import SUSPECTS
from pipeline.contract.vocabulary import CaseState, Change
from pipeline.language import speaking
from pipeline.settings import Settings


def make_list(  # noqa: PLR0917 - a list comes from all of these
    scored: Scored,
    accounts: pd.DataFrame,
    previous_list: pd.DataFrame,
    settings: Settings,
    date: dt.date,
    states: CaseStates | None = None,
) -> pd.DataFrame:
    """Return table `suspects` of `date`: accounts at or above the threshold, ranked.

    accounts: table `accounts`, all periods of validity. previous_list: table `suspects` of
    the run before, possibly empty. states: of the cases; who is left in peace is not listed.
    Order: where visits have a capacity, the expected gain of one; then score, then
    recoverable energy, all falling, then account_id.
    """
    scores = scored.scores
    is_listed = scores["score"].to_numpy() >= settings.list.score_at_least
    is_listed &= scores["disqualified"].isna().to_numpy()
    if states is not None:
        is_listed &= ~states.is_cooling_off
    listed = np.flatnonzero(is_listed)
    with speaking(settings.speech()):
        rows = suspect_rows(scored, listed, accounts, settings)
    ranked = rows.assign(_row=listed, _gain=_gains(scored, listed, accounts, settings)).sort_values(
        ["_gain", "score", "recoverable_kwh", "account_id"],
        ascending=[False, False, False, True],
        na_position="last",
        kind="stable",
    )
    ranked = ranked.head(settings.list.length)
    ranked["rank"] = np.arange(1, len(ranked) + 1, dtype=np.int32)
    compared = _compared(ranked, previous_list, states)
    return compared[list(SUSPECTS.names)].reset_index(drop=True)


def _gains(
    scored: Scored, rows: NDArray[np.intp], accounts: pd.DataFrame, settings: Settings
) -> Floats:
    """Money (m,) that visits to the accounts at `rows` bring; 0 where no visits are planned."""
    if settings.visits.capacity is None:
        return np.zeros(len(rows))
    master = accounts_on(accounts, scored.date, settings.timezone)
    known = master.reindex(scored.window.account_ids[rows].astype(object))
    return expected_gain(scored, rows, known, settings).amount


def suspect_rows(
    scored: Scored,
    rows: NDArray[np.intp],
    accounts: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Return the accounts at `rows` of `scored` as rows of the list, not ranked yet.

    Texts are in the spoken language. What is recoverable follows the rule of the settings.
    """
    kept = [name for name in SUSPECTS.names if name in scored.scores.columns]
    frame = scored.scores.iloc[rows][kept].reset_index(drop=True)
    frame["kwh_per_day_low"] = scored.loss.kwh_low[rows]
    frame["kwh_per_day_high"] = scored.loss.kwh_high[rows]
    frame["evidence"] = pd.Series([scored.evidence(int(row)) for row in rows], dtype=object)
    frame["cleared_by"] = pd.Series([scored.cleared_by(int(row)) for row in rows], dtype=object)
    master = accounts_on(accounts, scored.date, settings.timezone).reindex(frame["account_id"])
    for name in ("customer_id", "meter_id", "zone"):
        frame[name] = master[name].to_numpy()
    claim = recoverable(scored.window, scored.loss, rows, master, settings.recovery)
    frame["recoverable_kwh"] = claim.kwh
    frame["recoverable_amount"] = claim.amount
    return frame


def list_arrow(suspects: pd.DataFrame) -> pa.Table:
    """Return a list as table `suspects` of the lake."""
    rows = pa.Table.from_pandas(suspects, SUSPECTS.arrow_schema, preserve_index=False)
    return rows.replace_schema_metadata()


def _compared(
    ranked: pd.DataFrame, previous_list: pd.DataFrame, states: CaseStates | None
) -> pd.DataFrame:
    before = previous_list.set_index("account_id")["rank"].reindex(ranked["account_id"])
    old = before.to_numpy(dtype=np.float64, na_value=np.nan)
    now = ranked["rank"].to_numpy()
    change = np.select(
        [np.isnan(old), now < old, now > old],
        [Change.NEW.value, Change.UP.value, Change.DOWN.value],
        Change.SAME.value,
    )
    was_listed = ~np.isnan(old)
    status = (
        np.where(was_listed, CaseState.LISTED.value, CaseState.NEW.value).astype(object)
        if states is None
        else states.status(ranked["_row"].to_numpy(), was_listed)
    )
    return ranked.assign(change=change.astype(object), status=status)
