"""Codes of a profile to canonical event codes.

A table a profile lies beside this module (`code,canonical,note`); a utility adds lines of
its own, for all devices or some. Codes are matched as they are, then by the part that names
the kind of event, since devices add to it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.contract.vocabulary import EventCode, EventProfile
from pipeline.event_codes.own_codes import SILENT, OwnCode

_HEX = re.compile(r"^(0x)?([0-9a-f]+)(\.\d+)?$", re.IGNORECASE)


@cache
def event_map(profile: str) -> dict[str, str]:
    """Return the canonical code by code of `profile`; empty for a profile that is unknown.

    `SILENT` stands for a code that is known and says nothing by itself.
    """
    if profile == EventProfile.CANONICAL:
        return {member.value: member.value for member in EventCode}
    if profile not in set(EventProfile):
        return {}
    text = files(__package__).joinpath(f"{profile}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: _canonical_word(row["canonical"]) for row in rows}


@cache
def maps_digest(own: tuple[OwnCode, ...] = ()) -> str:
    """Return a text that changes with any map: what was counted by them is out of date then."""
    digest = hashlib.sha256()
    for profile in sorted(EventProfile):
        table = sorted(event_map(profile).items())
        digest.update(repr((profile.value, table)).encode())
    for line in own:
        digest.update(line.model_dump_json().encode())
    return digest.hexdigest()


def canonical_codes(
    profile: NDArray[np.object_],
    code: NDArray[np.object_],
    device: NDArray[np.object_] | None = None,
    own: tuple[OwnCode, ...] = (),
) -> NDArray[np.str_]:
    """Return the canonical code of each event (n,), "" where no map knows it.

    `profile` and `code` (n,) hold text; each different pair is looked up once. `own` goes
    before the bundled maps; `device` (n,) is needed where it names devices. `SILENT` stands
    for a code that is known and says nothing by itself.
    """
    if not len(code):
        return np.empty(0, dtype=np.str_)
    columns = [profile, code]
    if device is not None and any(line.device for line in own):
        columns.append(device)
    places, unique = pd.factorize(pd.MultiIndex.from_arrays(columns))
    found = [_canonical(one[0], one[1], "".join(one[2:]), own) for one in unique]
    return np.array(found, dtype=np.str_)[places]


def _canonical_word(word: str) -> str:
    return SILENT if word == SILENT else EventCode(word).value


def _canonical(profile: str, code: str, device: str, own: tuple[OwnCode, ...]) -> str:
    keys = _keys(profile, str(code))
    # A line for some devices goes before one for all of them.
    for line in sorted(own, key=lambda line: not line.device):
        is_asked = line.profile == profile and _keys(profile, line.code)[0] in keys
        if is_asked and fnmatchcase(str(device), line.device or "*"):
            return line.canonical
    known = event_map(profile)
    return next((known[key] for key in keys if key in known), "")


def _keys(profile: str, code: str) -> list[str]:
    """Return what to look for, the closest first."""
    text = code.strip()
    match profile:
        case EventProfile.CANONICAL:
            keys = [text.lower()]
        case EventProfile.CIM:
            # The first of four fields is the kind of device, and varies.
            keys = [".".join(text.split(".")[-3:])]
        case EventProfile.QGDW3761:
            keys = _numbers(text)
        case EventProfile.IDIS | EventProfile.C1219:
            keys = [text.lstrip("0") or "0"]
        case EventProfile.DLT698:
            # An OAD of eight digits: the first four are the object.
            whole = _upper(text)
            keys = [whole, whole[:4]] if len(whole) == 8 else [whole]
        case EventProfile.DLT645:
            # Eight digits: kind, part, and which of the last ten records.
            whole = _upper(text)
            keys = [whole[:6], whole[:4]]
        case _:
            keys = [_upper(text)]
    return keys


def _numbers(text: str) -> list[str]:
    """Number of an ERC with the state or phase that follows it, then without."""
    bare = re.sub(r"^ERC\s*", "", text, flags=re.IGNORECASE).lstrip("0") or "0"
    number, *state = re.split(r"\s*[./:-]\s*", bare, maxsplit=1)
    return [f"{number}.{state[0]}", number] if state else [number]


def _upper(text: str) -> str:
    match = _HEX.match(text)
    return (match[2] + (match[3] or "")).upper() if match else text.upper()
