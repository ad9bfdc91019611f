"""Codes of a profile to canonical event codes.

A table a profile lies beside this module (`code,canonical,note` and, where the list has codes
for ends, `ends`); a utility adds lines of its own, for all devices or some. Codes are matched
as they are, then by the part that names the kind of event, since devices add to it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable
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
    return {row["code"]: _canonical_word(row["canonical"]) for row in _lines(profile)}


@cache
def end_map(profile: str) -> dict[str, str]:
    """Return by code of `profile` the canonical event whose end it tells; others are left out."""
    if profile == EventProfile.CANONICAL:
        return {EventCode.POWER_UP.value: EventCode.POWER_DOWN.value}
    if profile not in set(EventProfile):
        return {}
    return {row["code"]: EventCode(row["ends"]).value for row in _lines(profile) if row.get("ends")}


@cache
def maps_digest(own: tuple[OwnCode, ...] = ()) -> str:
    """Return a text that changes with any map: what was counted by them is out of date then."""
    digest = hashlib.sha256()
    for profile in sorted(EventProfile):
        table = sorted(event_map(profile).items())
        digest.update(repr((profile.value, table)).encode())
    for line in own:
        # What a code ends changes no count.
        digest.update(line.model_dump_json(exclude={"ends"}).encode())
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
    return _each(profile, code, device, own, _canonical)


def ended_codes(
    profile: NDArray[np.object_],
    code: NDArray[np.object_],
    device: NDArray[np.object_] | None = None,
    own: tuple[OwnCode, ...] = (),
) -> NDArray[np.str_]:
    """Return the canonical event that each event (n,) ends, "" where it ends none.

    Arguments as for `canonical_codes`.
    """
    return _each(profile, code, device, own, _ended)


def _each(
    profile: NDArray[np.object_],
    code: NDArray[np.object_],
    device: NDArray[np.object_] | None,
    own: tuple[OwnCode, ...],
    look_up: Callable[[str, str, str, tuple[OwnCode, ...]], str],
) -> NDArray[np.str_]:
    """Look up each different pair, or triple where own lines name devices, once."""
    if not len(code):
        return np.empty(0, dtype=np.str_)
    columns = [profile, code]
    if device is not None and any(line.device for line in own):
        columns.append(device)
    places, unique = pd.factorize(pd.MultiIndex.from_arrays(columns))
    found = [look_up(one[0], one[1], "".join(one[2:]), own) for one in unique]
    return np.array(found, dtype=np.str_)[places]


def _lines(profile: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(f"{profile}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _canonical_word(word: str) -> str:
    return SILENT if word == SILENT else EventCode(word).value


def _canonical(profile: str, code: str, device: str, own: tuple[OwnCode, ...]) -> str:
    keys = _keys(profile, str(code))
    line = _own_line(profile, keys, device, own)
    return line.canonical if line is not None else _first(keys, event_map(profile))


def _ended(profile: str, code: str, device: str, own: tuple[OwnCode, ...]) -> str:
    keys = _keys(profile, str(code))
    line = _own_line(profile, keys, device, own)
    return line.ends if line is not None else _first(keys, end_map(profile))


def _first(keys: list[str], known: dict[str, str]) -> str:
    return next((known[key] for key in keys if key in known), "")


def _own_line(
    profile: str, keys: list[str], device: str, own: tuple[OwnCode, ...]
) -> OwnCode | None:
    # A line for some devices goes before one for all of them.
    for line in sorted(own, key=lambda line: not line.device):
        is_asked = line.profile == profile and _keys(profile, line.code)[0] in keys
        if is_asked and fnmatchcase(str(device), line.device or "*"):
            return line
    return None


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
