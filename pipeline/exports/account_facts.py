"""What is known of an account, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pipeline.case import Case
from pipeline.exports import figures, wording
from pipeline.language import mark, say

_FACTS: tuple[tuple[str, str, str], ...] = (
    ("account_id", mark("Account"), ""),
    ("meter_id", mark("Meter"), ""),
    ("customer_id", mark("Customer"), ""),
    ("zone", mark("Zone"), ""),
    ("tariff_class", mark("Class"), ""),
    ("wiring", mark("Wiring"), ""),
    ("meter_model", mark("Meter model"), ""),
    ("transformer_id", mark("Transformer"), ""),
    ("feeder_id", mark("Feeder"), ""),
    ("dedicated_transformer", mark("Own transformer"), ""),
    ("terminal_id", mark("Terminal"), ""),
    ("ct_ratio", mark("CT ratio"), ""),
    ("pt_ratio", mark("PT ratio"), ""),
    ("contract_kw", mark("Contracted"), "kW"),
    ("rated_voltage_v", mark("Rated voltage"), "V"),
    ("rated_current_a", mark("Rated current"), "A"),
    ("has_pv", mark("Own generation"), ""),
)


def account_facts(case: Case) -> Iterator[tuple[str, str]]:
    """What is known of the account as (name, text); what is not known is left out."""
    known: Mapping[str, Any] = {"customer_id": case.suspect.get("customer_id"), **case.account}
    for column, name, unit in _FACTS:
        value = known.get(column)
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            continue
        if isinstance(value, bool | np.bool_):
            yield say(name), say("yes") if value else say("no")
        elif isinstance(value, int | float | np.number):
            yield say(name), figures.quantity(float(value), unit)
        else:
            yield say(name), wording.named(value) if column == "tariff_class" else str(value)
