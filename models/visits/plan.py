"""The plan of a day's visits: chosen for their gain, and a few drawn at random."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.window import Codes, Flags, Floats
from models.scoring import Scored
from models.visits.case_state import CaseStates
from models.visits.choice import Candidates
from models.visits.gain import Gain, expected_gain
from models.visits.quotas import has_open_tip, is_large
from models.visits.random_share import generator
from models.visits.records import Records
from models.visits.selection import Everybody, Selection, select
from models.visits.trips import Places, trips_of, visit_costs
from pipeline.contract import VISITS
from pipeline.contract.vocabulary import VisitReason
from pipeline.settings import Settings


def plan_visits(
    scored: Scored,
    master: pd.DataFrame,
    records: Records,
    states: CaseStates,
    settings: Settings,
) -> pd.DataFrame:
    """Return table `visits` of the business date; without a capacity it is empty.

    master: one row an account on the business date, indexed by account_id. Nobody whose case is
    open, who is left in peace or who could not be judged is visited. The same inputs and seed
    give the same plan, in whatever order accounts come.
    """
    capacity = settings.visits.capacity
    free = states.can_be_visited & scored.scores["disqualified"].isna().to_numpy()
    if capacity is None or not free.any():
        return pd.DataFrame(columns=list(VISITS.names))
    order = np.argsort(scored.window.account_ids, kind="stable")
    eligible = order[free[order]]
    rows, candidates = _candidates(scored, eligible, master, records, states, settings)
    everybody = Everybody(scored.window.text["zone"], eligible, rows)
    rng = generator(settings.seed, scored.date.toordinal())
    found = select(everybody, candidates, settings.visits, rng)
    return _table(scored, found, master, settings)


def _candidates(  # noqa: PLR0917 - all that is known of a day
    scored: Scored,
    eligible: NDArray[np.intp],
    master: pd.DataFrame,
    records: Records,
    states: CaseStates,
    settings: Settings,
) -> tuple[NDArray[np.intp], Candidates]:
    """Rows (m,) of those of `eligible` that may be chosen, and what is to be known of them."""
    window, visits = scored.window, settings.visits
    listed = scored.scores["score"].to_numpy(np.float64) >= settings.list.score_at_least
    # What is under watch waits for its alarm; what a reviewer set aside waits as well.
    suspect = listed & ~states.is_tracked & ~states.is_set_aside
    tip = has_open_tip(records, window.account_ids, visits.tip_days) & ~states.is_set_aside
    rows = eligible[(suspect | tip | states.has_alarm)[eligible]]
    amount = expected_gain(scored, rows, _of(master, scored, rows), settings).amount
    return rows, Candidates(
        zone=window.text["zone"][rows],
        places=_places(scored, rows),
        amount=amount,
        has_alarm=states.has_alarm[rows],
        has_tip=tip[rows],
        is_large=is_large(window, visits.large_kw)[rows],
        is_suspect=suspect[rows],
    )


def _of(master: pd.DataFrame, scored: Scored, rows: NDArray[np.intp]) -> pd.DataFrame:
    return master.reindex(scored.window.account_ids[rows].astype(object))


def _places(scored: Scored, rows: NDArray[np.intp]) -> Places:
    window = scored.window
    unknown = np.full(len(window.account_ids), np.nan)
    latitude, longitude = (
        window.number.get(name, unknown)[rows] for name in ("latitude", "longitude")
    )
    return Places(window.group["transformer_id"][rows], latitude, longitude)


def _table(
    scored: Scored, found: Selection, master: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Lay out the plan: trips with an alarm first, then those that bring most."""
    known = _of(master, scored, found.rows)
    gain = expected_gain(scored, found.rows, known, settings)
    trips = trips_of(_places(scored, found.rows), settings.visits.reach_km)
    costs = visit_costs(trips, settings.visits.cost, settings.visits.trip_saving)
    frame = _facts(scored, found, known).assign(
        trip=trips, **_figures(gain, costs), _place=np.arange(len(trips))
    )
    is_alarm = frame["reason"] == VisitReason.TRACKING.value
    frame["_alarm"] = is_alarm.groupby(frame["trip"]).transform("any")
    frame["_total"] = frame.groupby("trip")["expected_gain"].transform("sum")
    ordered = frame.sort_values(
        ["_alarm", "_total", "trip", "_place"],
        ascending=[False, False, True, True],
        kind="stable",
    ).reset_index(drop=True)
    ordered["place"] = np.arange(1, len(ordered) + 1, dtype=np.int32)
    ordered["trip"] = _numbered(ordered["trip"].to_numpy())
    return ordered[list(VISITS.names)]


def _numbered(trips: Codes) -> Codes:
    """Number the trips (m,) from 1 in the order in which they come."""
    codes, _ = pd.factorize(trips)
    return np.asarray(codes + 1, dtype=np.int32)


def _facts(scored: Scored, found: Selection, known: pd.DataFrame) -> pd.DataFrame:
    scores = scored.scores.iloc[found.rows].reset_index(drop=True)
    return pd.DataFrame(
        {
            "run_date": scores["run_date"],
            "account_id": scores["account_id"],
            "zone": known["zone"].to_numpy(dtype=object),
            "transformer_id": known["transformer_id"].to_numpy(dtype=object),
            "reason": found.reasons,
            "score": scores["score"],
            "means": scores["means"],
            "selection_probability": found.probability,
        }
    )


def _figures(gain: Gain, costs: Floats) -> dict[str, Floats | Flags]:
    return {
        "theft_probability": gain.probability.value,
        "probability_is_assumed": gain.probability.is_assumed,
        "expected_kwh": gain.kwh,
        "expected_kwh_low": gain.kwh_low,
        "expected_kwh_high": gain.kwh_high,
        "energy_is_assumed": gain.energy_is_assumed,
        "expected_amount": gain.amount,
        "expected_gain": gain.amount - costs,
        "expected_gain_low": gain.kwh_low * gain.price - costs,
        "expected_gain_high": gain.kwh_high * gain.price - costs,
    }
