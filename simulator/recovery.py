"""Recovery: how much energy and money a utility gets back for the thefts that it called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.contract.vocabulary import Outcome
from simulator.journal import Inspection
from simulator.roster import Roster
from simulator.streams import stream
from simulator.timeline import Timeline

ESTIMATE_SPREAD = 0.2  # of the fitters' calculation, as a natural logarithm
PRESUMED_DAYS = 180  # where the beginning is not known, and so long at most
PRESUMED_SHARE = 0.4
PENALTY_TIMES = (0, 1, 3, 3, 3, 5)  # the usual penalty is three times the back bill
MIN_KWH = 1.0


def settled(
    inspections: list[Inspection],
    roster: Roster,
    timeline: Timeline,
    lost_kwh: NDArray[np.float64],
    seed: int,
) -> list[Inspection]:
    """Return inspections with energy, back bill and penalty where theft was called.

    `lost_kwh` (n, d) is primary energy drawn and not counted, which a good calculation comes
    near. Where there is none a part of the customer's usual energy is presumed.
    """
    rows = {str(account): row for row, account in enumerate(roster.account_id)}
    rng = stream(seed, "recovery")
    done = []
    for visit in sorted(inspections, key=lambda one: (one.inspected_on, one.account_id)):
        if visit.outcome is not Outcome.THEFT:
            done.append(visit)
            continue
        row = rows[visit.account_id]
        day = (visit.inspected_on - timeline.start).days
        lost = lost_kwh[row, max(0, day - PRESUMED_DAYS) : max(0, day)].sum()
        presumed = 24 * PRESUMED_DAYS * PRESUMED_SHARE * roster.mean_kw[row]
        error, days = float(rng.standard_normal()), float(rng.uniform(0.2, 1))
        kwh = lost if lost > MIN_KWH else presumed * days
        kwh = round(float(kwh * np.exp(ESTIMATE_SPREAD * error)), 1)
        bill = round(kwh * float(roster.price[row]), 2)
        penalty = round(bill * PENALTY_TIMES[int(rng.integers(0, len(PENALTY_TIMES)))], 2)
        done.append(replace(visit, recovered_kwh=kwh, back_bill=bill, penalty=penalty))
    return done
