"""ERC9 of Q/GDW 376.1: one code for a short, an open and a turned current circuit.

Which it was stands in bits beside the phase. Systems write them behind the code ("ERC9/1",
"9.2") or in the text of the event; there they are looked for.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventProfile

_PLAIN = re.compile(r"(ERC)?\s*0*9", re.IGNORECASE)
_BITS = re.compile(r"\b(?:type|kind|flag|bits?|state)\W{0,3}([123])\b", re.IGNORECASE)
_WORDS = (
    (re.compile("short|短路", re.IGNORECASE), "1"),
    (re.compile("open|开路|断路", re.IGNORECASE), "2"),
    (re.compile("revers|反向|反极性", re.IGNORECASE), "3"),
)


def with_circuit_state(
    profile: NDArray[np.object_], code: NDArray[np.object_], detail: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the codes (n,), a plain ERC9 with the state that its detail names, if it does."""
    is_ours = profile == EventProfile.QGDW3761.value
    if not is_ours.any():
        return code
    places = np.flatnonzero(is_ours)
    pairs, unique = pd.factorize(pd.MultiIndex.from_arrays([code[places], detail[places]]))
    named = np.array([_named(one, text) for one, text in unique], dtype=object)
    out = code.copy()
    out[places] = named[pairs]
    return out


def _named(code: str, detail: object) -> str:
    if not _PLAIN.fullmatch(str(code).strip()) or not isinstance(detail, str):
        return code
    bits = _BITS.search(detail)
    state = bits[1] if bits else next((bit for word, bit in _WORDS if word.search(detail)), "")
    return f"9.{state}" if state else code
