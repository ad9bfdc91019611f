"""Hidden load: energy fell for good, and the voltage says that the load is still there.

One look through another instrument: what passes beside the meter is not counted, but it
still lowers the voltage at the customer's terminals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.change_point import find_fall
from features.phase_alibi import heard
from features.phase_shift import PhaseFall
from features.study import Study
from features.voltage_witness import Testimony, hear_voltage, primary_current
from features.window import Codes, Floats
from pipeline.contract.facts import PHASES
from pipeline.contract.vocabulary import Wiring

LEAST_BEFORE, LEAST_AFTER = 14, 5
LEAST_FALL, SIGMAS, LEAST_CONTRAST = 0.15, 1.5, 3.0
# Odds of e to e^5 and more: from a hint to as good as sure.
HINT, SURE = 1.0, 5.0


@dataclass(frozen=True)
class HiddenLoad:
    """Share of the former load that is hidden, and since when; (n,) each.

    behind_elements: of meters with several elements, one_phase: of the others; NaN where
    the meter is of the other sort or voltage was not judged.
    """

    behind_elements: Floats
    one_phase: Floats
    onset: Codes


def find_hidden_load(study: Study, phase_fall: PhaseFall) -> HiddenLoad:
    """Hold a lasting fall of energy, or of one phase, against the voltage."""
    testimony, onset, share = hear_lasting_fall(study)
    whole = share * _sureness(testimony.still_there)
    one = np.nan_to_num(phase_fall.depth) * _sureness(heard(study, phase_fall).still_there)
    value = np.fmax(whole, one)
    onset = np.where(one > whole, phase_fall.onset, onset)
    onset = np.where(value > 0, onset, -1).astype(np.int32)
    judged = np.asarray(np.isfinite(study.relative_volts).any(axis=(0, 2)))
    single = study.window.text["wiring"] == Wiring.ONE_PHASE.value
    return HiddenLoad(
        np.where(judged & ~single, value, np.nan), np.where(judged & single, value, np.nan), onset
    )


def _sureness(still_there: Floats) -> Floats:
    return np.clip((still_there - HINT) / (SURE - HINT), 0.0, 1.0)


def hear_lasting_fall(study: Study) -> tuple[Testimony, Codes, Floats]:
    """What the voltage says of a lasting fall, its first day (n,), -1 for none, and its share.

    The fall is looked for in energy freed of the peers' movement, and in the meter's own
    current, which peers cannot blur; the one of which the voltage is surer counts.
    """
    ways = [
        _lasting_fall(study.usual.residual),
        _lasting_fall(_log_current(study)),
    ]
    heard = [hear_voltage(study, onset) for onset, _ in ways]
    second = np.abs(heard[1].still_there) > np.abs(heard[0].still_there)
    testimony = Testimony(
        np.where(second, heard[1].still_there, heard[0].still_there),
        np.where(second, heard[1].rise, heard[0].rise),
    )
    onset, share = (np.where(second, ways[1][k], ways[0][k]) for k in (0, 1))
    return testimony, onset.astype(np.int32), share


def _lasting_fall(series: Floats) -> tuple[Codes, Floats]:
    """First day of a fall that days of a log series set apart clearly, and the share it is."""
    step = find_fall(series, LEAST_BEFORE, LEAST_AFTER)
    clear = (step.fall > np.fmax(LEAST_FALL, SIGMAS * step.scale)) & (
        step.contrast > LEAST_CONTRAST
    )
    onset = np.where(clear, step.split, -1).astype(np.int32)
    return onset, np.where(clear, 1.0 - np.exp(-step.fall), 0.0)


def _log_current(study: Study) -> Floats:
    """Log of the phases' primary currents together (n, d); NaN where none flowed or no supply."""
    currents = [primary_current(study, phase) for phase in range(len(PHASES))]
    total = np.nansum(np.stack(currents), axis=0)
    usable = (total > 0) & ~study.exempt.not_supplied
    return np.where(usable, np.log(np.where(usable, total, 1.0)), np.nan)
