"""Findings: what a good inspector would write of each oddity, and which means he mixes up.

The table `findings.csv` beside this module tells of each kind of oddity what a visit finds,
and whether neighbours misread it. One that is absent leaves nothing to be found.
"""

from __future__ import annotations

import csv
from importlib.resources import files

from pipeline.contract.vocabulary import Means, Outcome

_TEXT = files("simulator").joinpath("findings.csv").read_text(encoding="utf-8")
_ROWS = tuple(csv.DictReader(_TEXT.splitlines()))
FITTING = {row["kind"]: Outcome(row["outcome"]) for row in _ROWS}
MISREAD = frozenset(row["kind"] for row in _ROWS if row["misread"])

# What one is taken for by someone who found tampering and did not look on.
MISTAKEN_FOR: dict[Means, Means] = {
    Means.METER_HANG: Means.COVER_TAMPER,
    Means.CT_SHUNT: Means.CT_REVERSED,
    Means.CT_REVERSED: Means.CT_SHUNT,
    Means.PHASE_VOLTAGE_LOST: Means.PHASE_SHIFT,
    Means.PHASE_SHIFT: Means.CT_REVERSED,
    Means.NEUTRAL_BYPASS: Means.METER_BYPASS,
    Means.METER_BYPASS: Means.NEUTRAL_BYPASS,
    Means.REGISTER_ROLLBACK: Means.PARAMETER_CHANGE,
    Means.PARAMETER_CHANGE: Means.REGISTER_ROLLBACK,
    Means.COVER_TAMPER: Means.METER_BYPASS,
    Means.MAGNETIC: Means.COVER_TAMPER,
    Means.ZERO_USE: Means.METER_BYPASS,
    Means.REVERSE_ENERGY: Means.CT_REVERSED,
    Means.CONSUMPTION_DROP: Means.METER_BYPASS,
    Means.IRREGULAR_USE: Means.METER_BYPASS,
}

# What can be said of any meter, sound ones too.
ANYWHERE = (Means.COVER_TAMPER, Means.METER_BYPASS, Means.ZERO_USE, Means.MAGNETIC)
