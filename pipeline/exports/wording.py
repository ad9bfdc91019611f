"""Words for codes: what a revenue-protection officer reads instead of `ct_shunt`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.contract.vocabulary import Change, Family, Means

MEANS_TITLES: dict[str, str] = {
    Means.METER_HANG: "Meter hung (white screen)",
    Means.CT_SHUNT: "Current transformer shunted",
    Means.CT_REVERSED: "Current transformer reversed",
    Means.PHASE_VOLTAGE_LOST: "Voltage missing on a phase",
    Means.PHASE_SHIFT: "Phases crossed or shifted",
    Means.NEUTRAL_BYPASS: "Neutral bypassed",
    Means.METER_BYPASS: "Supply taken before the meter",
    Means.REGISTER_ROLLBACK: "Register turned back",
    Means.PARAMETER_CHANGE: "Meter settings changed",
    Means.COVER_TAMPER: "Meter cover opened",
    Means.MAGNETIC: "Magnet at the meter",
    Means.ZERO_USE: "No use on a live supply",
    Means.REVERSE_ENERGY: "Energy flows backwards",
    Means.CONSUMPTION_DROP: "Consumption fell",
    Means.IRREGULAR_USE: "Irregular use",
}

MEANS_MEANINGS: dict[str, str] = {
    Means.METER_HANG: "The meter stops counting while the supply is live, and works again "
    "after a power cycle. A device near the meter can cause it.",
    Means.CT_SHUNT: "Part of the current goes round the meter's current circuit, all the time "
    "or switched by remote control.",
    Means.CT_REVERSED: "One current enters the meter backwards, so its energy is subtracted.",
    Means.PHASE_VOLTAGE_LOST: "A phase carries current but its voltage at the meter is missing "
    "or low, so its energy is not counted.",
    Means.PHASE_SHIFT: "Current and voltage of different phases are paired, so the meter "
    "counts too little.",
    Means.NEUTRAL_BYPASS: "Current returns outside the meter: phase and neutral differ.",
    Means.METER_BYPASS: "Load is connected ahead of the meter and leaves no trace in it.",
    Means.REGISTER_ROLLBACK: "The meter's register went back, or counts less than its power.",
    Means.PARAMETER_CHANGE: "Ratio, tariff or clock changed without a work order.",
    Means.COVER_TAMPER: "The cover was opened, and the energy fell after it.",
    Means.MAGNETIC: "A strong magnetic field was reported at the meter.",
    Means.ZERO_USE: "The meter counts nothing although the supply is live.",
    Means.REVERSE_ENERGY: "Energy flows out although no own generation is registered.",
    Means.CONSUMPTION_DROP: "The energy fell, against the account's own past and its peers.",
    Means.IRREGULAR_USE: "The pattern of use is unlike that of comparable accounts.",
}

FAMILY_TITLES: dict[str, str] = {
    Family.WHITE_SCREEN: "White screen",
    Family.CURRENT_SHUNT: "Current shunt",
    Family.VOLTAGE_WIRING: "Voltage and wiring",
    Family.REGISTER: "Register",
    Family.TAMPER_EVENTS: "Tamper events",
    Family.CONSUMPTION: "Consumption",
    Family.ENERGY_BALANCE: "Energy balance",
}

CHANGE_TITLES: dict[str, str] = {
    Change.NEW: "new",
    Change.UP: "moved up",
    Change.DOWN: "moved down",
    Change.SAME: "as before",
}
CHANGE_SIGNS: dict[str, str] = {
    Change.NEW: "●",
    Change.UP: "▲",
    Change.DOWN: "▼",
    Change.SAME: "=",
}


@dataclass(frozen=True)
class Finding:
    """How an innocent explanation came out: words, and the tone in which to show them."""

    title: str
    tone: str
    sign: str


_RULED_OUT = Finding("ruled out", "against", "✗")
_POSSIBLE = Finding("still possible", "open", "?")
_APPLIES = Finding("applies", "open", "!")
_UNTESTED = Finding("could not be tested", "unknown", "–")
_FINDINGS: dict[str, Finding] = {
    "ruled_out": _RULED_OUT,
    "rejected": _RULED_OUT,
    "applies": _APPLIES,
    "possible": _POSSIBLE,
    "not_testable": _UNTESTED,
}


def plain(code: str | None) -> str:
    """Turn a code into words: underscores become blanks; empty for None."""
    return (code or "").replace("_", " ").strip()


def titled(words: str) -> str:
    """Words with a large first letter."""
    return words[:1].upper() + words[1:]


def means_title(code: str | None) -> str:
    """Suspected means in words; a code that is not in the vocabulary is shown as it is."""
    return MEANS_TITLES.get(code or "", plain(code) or "Unclear")


def by_weight(tests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Order tested explanations: what may explain the case first, what is ruled out last."""
    order = ("open", "unknown", "against")
    return sorted(tests, key=lambda test: order.index(finding(test["outcome"]).tone))


def finding(outcome: str | None) -> Finding:
    """How an innocent explanation came out; an unknown word is shown as it is."""
    word = (outcome or "").strip().lower().replace(" ", "_")
    return _FINDINGS.get(word, Finding(plain(outcome) or "not stated", "unknown", "·"))
