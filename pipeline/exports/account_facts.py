"""What is known of an account, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pipeline.case import Case
from pipeline.exports import figures

_FACTS: tuple[tuple[str, str, str], ...] = (
    ("account_id", "Account", ""),
    ("meter_id", "Meter", ""),
    ("customer_id", "Customer", ""),
    ("zone", "Zone", ""),
    ("tariff_class", "Class", ""),
    ("wiring", "Wiring", ""),
    ("meter_model", "Meter model", ""),
    ("transformer_id", "Transformer", ""),
    ("feeder_id", "Feeder", ""),
    ("dedicated_transformer", "Own transformer", ""),
    ("terminal_id", "Terminal", ""),
    ("ct_ratio", "CT ratio", ""),
    ("pt_ratio", "PT ratio", ""),
    ("contract_kw", "Contracted", "kW"),
    ("rated_voltage_v", "Rated voltage", "V"),
    ("rated_current_a", "Rated current", "A"),
    ("has_pv", "Own generation", ""),
)


def account_facts(case: Case) -> Iterator[tuple[str, str]]:
    """What is known of the account as (name, text); what is not known is left out."""
    known: Mapping[str, Any] = {"customer_id": case.suspect.get("customer_id"), **case.account}
    for column, name, unit in _FACTS:
        value = known.get(column)
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            continue
        if isinstance(value, bool | np.bool_):
            yield name, "yes" if value else "no"
        elif isinstance(value, int | float | np.number):
            yield name, figures.quantity(float(value), unit)
        else:
            yield name, str(value)
