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
from features.voltage_witness import hear_voltage
from features.window import Codes, Floats
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
    onset, share = lasting_fall(study)
    whole = share * _sureness(hear_voltage(study, onset).still_there)
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


def lasting_fall(study: Study) -> tuple[Codes, Floats]:
    """First day (n,), -1 for none, and share of a fall of energy that days set apart clearly."""
    step = find_fall(study.usual.residual, LEAST_BEFORE, LEAST_AFTER)
    clear = (step.fall > np.fmax(LEAST_FALL, SIGMAS * step.scale)) & (
        step.contrast > LEAST_CONTRAST
    )
    onset = np.where(clear, step.split, -1).astype(np.int32)
    return onset, np.where(clear, 1.0 - np.exp(-step.fall), 0.0)
