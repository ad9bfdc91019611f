"""Codes of a profile to canonical event codes.

A table a profile lies beside this module (`code,canonical,note`). Codes are matched as
they are, then by the part that names the kind of event, since devices add to it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode, EventProfile

_HEX = re.compile(r"^(0x)?([0-9a-f]+)(\.\d+)?$", re.IGNORECASE)


@cache
def event_map(profile: str) -> dict[str, str]:
    """Return the canonical code by code of `profile`; empty for a profile that is unknown."""
    if profile == EventProfile.CANONICAL:
        return {member.value: member.value for member in EventCode}
    if profile not in set(EventProfile):
        return {}
    text = files(__package__).joinpath(f"{profile}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: EventCode(row["canonical"]).value for row in rows}


@cache
def maps_digest() -> str:
    """Return a text that changes with any map: what was counted by them is out of date then."""
    digest = hashlib.sha256()
    for profile in sorted(EventProfile):
        table = sorted(event_map(profile).items())
        digest.update(repr((profile.value, table)).encode())
    return digest.hexdigest()


def canonical_codes(profile: NDArray[np.object_], code: NDArray[np.object_]) -> NDArray[np.str_]:
    """Return the canonical code of each event (n,), "" where no map knows it.

    `profile` (n,) and `code` (n,) hold text; each different pair is looked up once.
    """
    if not len(code):
        return np.empty(0, dtype=np.str_)
    pairs = pd.MultiIndex.from_arrays([profile, code])
    places, unique = pd.factorize(pairs)
    found = [_canonical(one, two) for one, two in unique]
    return np.array(found, dtype=np.str_)[places]


def _canonical(profile: str, code: str) -> str:
    known = event_map(profile)
    return next((known[key] for key in _keys(profile, str(code)) if key in known), "")


def _keys(profile: str, code: str) -> list[str]:
    """Return what to look for, the closest first."""
    text = code.strip()
    match profile:
        case EventProfile.CANONICAL:
            return [text.lower()]
        case EventProfile.CIM:
            # The first of four fields is the kind of device, and varies.
            return [".".join(text.split(".")[-3:])]
        case EventProfile.IDIS | EventProfile.C1219 | EventProfile.QGDW3761:
            bare = re.sub(r"^ERC\s*", "", text, flags=re.IGNORECASE)
            return [bare.lstrip("0") or "0"]
        case EventProfile.DLT698:
            # An OAD of eight digits: the first four are the object.
            whole = _upper(text)
            return [whole, whole[:4]] if len(whole) == 8 else [whole]
        case EventProfile.DLT645:
            # Eight digits: kind, part, and which of the last ten records.
            whole = _upper(text)
            return [whole[:6], whole[:4]]
        case _:
            return [_upper(text)]


def _upper(text: str) -> str:
    match = _HEX.match(text)
    return (match[2] + (match[3] or "")).upper() if match else text.upper()
