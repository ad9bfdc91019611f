"""Words for codes: what a revenue-protection officer reads instead of `ct_shunt`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.contract.vocabulary import Change, Family, Means
from pipeline.exports import figures
from pipeline.language import mark, say

MEANS_TITLES: dict[str, str] = {
    Means.METER_HANG: mark("Meter hung (white screen)"),
    Means.CT_SHUNT: mark("Current transformer shunted"),
    Means.CT_REVERSED: mark("Current transformer reversed"),
    Means.PHASE_VOLTAGE_LOST: mark("Voltage missing on a phase"),
    Means.PHASE_SHIFT: mark("Phases crossed or shifted"),
    Means.NEUTRAL_BYPASS: mark("Neutral bypassed"),
    Means.METER_BYPASS: mark("Supply taken before the meter"),
    Means.REGISTER_ROLLBACK: mark("Register turned back"),
    Means.PARAMETER_CHANGE: mark("Meter settings changed"),
    Means.COVER_TAMPER: mark("Meter cover opened"),
    Means.MAGNETIC: mark("Magnet at the meter"),
    Means.ZERO_USE: mark("No use on a live supply"),
    Means.REVERSE_ENERGY: mark("Energy flows backwards"),
    Means.CONSUMPTION_DROP: mark("Consumption fell"),
    Means.IRREGULAR_USE: mark("Irregular use"),
}

MEANS_MEANINGS: dict[str, str] = {
    Means.METER_HANG: mark(
        "The meter stops counting while the supply is live, and works again after a power cycle. "
        "A device near the meter can cause it."
    ),
    Means.CT_SHUNT: mark(
        "Part of the current goes round the meter's current circuit, all the time or switched by "
        "remote control."
    ),
    Means.CT_REVERSED: mark("One current enters the meter backwards, so its energy is subtracted."),
    Means.PHASE_VOLTAGE_LOST: mark(
        "A phase carries current but its voltage at the meter is missing or low, so its energy is"
        " not counted."
    ),
    Means.PHASE_SHIFT: mark(
        "Current and voltage of different phases are paired, so the meter counts too little."
    ),
    Means.NEUTRAL_BYPASS: mark("Current returns outside the meter: phase and neutral differ."),
    Means.METER_BYPASS: mark("Load is connected ahead of the meter and leaves no trace in it."),
    Means.REGISTER_ROLLBACK: mark("The meter's register went back, or counts less than its power."),
    Means.PARAMETER_CHANGE: mark("Ratio, tariff or clock changed without a work order."),
    Means.COVER_TAMPER: mark("The cover was opened, and the energy fell after it."),
    Means.MAGNETIC: mark("A strong magnetic field was reported at the meter."),
    Means.ZERO_USE: mark("The meter counts nothing although the supply is live."),
    Means.REVERSE_ENERGY: mark("Energy flows out although no own generation is registered."),
    Means.CONSUMPTION_DROP: mark("The energy fell, against the account's own past and its peers."),
    Means.IRREGULAR_USE: mark("The pattern of use is unlike that of comparable accounts."),
}

FAMILY_TITLES: dict[str, str] = {
    Family.WHITE_SCREEN: mark("White screen"),
    Family.CURRENT_SHUNT: mark("Current shunt"),
    Family.VOLTAGE_WIRING: mark("Voltage and wiring"),
    Family.REGISTER: mark("Register"),
    Family.TAMPER_EVENTS: mark("Tamper events"),
    Family.CONSUMPTION: mark("Consumption"),
    Family.ENERGY_BALANCE: mark("Energy balance"),
}

CHANGE_TITLES: dict[str, str] = {
    Change.NEW: mark("new"),
    Change.UP: mark("moved up"),
    Change.DOWN: mark("moved down"),
    Change.SAME: mark("as before"),
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


_RULED_OUT = Finding(mark("ruled out"), "against", "✗")
_POSSIBLE = Finding(mark("still possible"), "open", "?")
_APPLIES = Finding(mark("applies"), "open", "!")
_UNTESTED = Finding(mark("could not be tested"), "unknown", "–")
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
    return say(MEANS_TITLES[code]) if code in MEANS_TITLES else plain(code) or say("Unclear")


def means_meaning(code: str | None) -> str:
    """What the means is, in a sentence; empty for a code that is not in the vocabulary."""
    return say(MEANS_MEANINGS.get(code or "", ""))


def family_title(code: str) -> str:
    """Signature family in words."""
    return say(FAMILY_TITLES[code])


def change_title(code: str | None) -> str:
    """How a suspect moved against the list before, in words; other codes as they are."""
    return say(CHANGE_TITLES[code]) if code in CHANGE_TITLES else code or ""


def named(code: str | None) -> str:
    """Any other code in words of the spoken language: an explanation, event, status."""
    return say(plain(code))


def by_weight(tests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Order tested explanations: what may explain the case first, what is ruled out last."""
    order = ("open", "unknown", "against")
    return sorted(tests, key=lambda test: order.index(finding(test["outcome"]).tone))


def measured(piece: Mapping[str, Any]) -> str:
    """What a piece of evidence measured, and what is usual where that is known."""
    value = figures.quantity(piece["value"], piece["unit"])
    if not figures.is_known(piece["baseline"]):
        return say("measured {value}", value=value)
    usual = figures.quantity(piece["baseline"], piece["unit"])
    return say("measured {value}, usual {usual}", value=value, usual=usual)


def outcome_title(outcome: str | None) -> str:
    """How an innocent explanation came out, in words."""
    return finding(outcome).title


def finding(outcome: str | None) -> Finding:
    """How an innocent explanation came out; an unknown word is shown as it is."""
    word = (outcome or "").strip().lower().replace(" ", "_")
    found = _FINDINGS.get(word, Finding(plain(outcome) or mark("not stated"), "unknown", "·"))
    return replace(found, title=say(found.title))
