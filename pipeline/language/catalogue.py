"""Catalogues: gettext .po files, read as they are, so that a language is one file of text."""

from __future__ import annotations

import ast
import gettext
import io
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

_MAGIC = 0x950412DE
_KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


class CatalogueError(ValueError):
    """A catalogue cannot be read; the message names the file and the line."""


def read_catalogue(path: Path) -> gettext.GNUTranslations:
    """Read a .po file (UTF-8); what is marked fuzzy or not translated yet is left out.

    CatalogueError where a line is none of a catalogue.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        compiled = _compiled(_messages(lines, path))
        return gettext.GNUTranslations(io.BytesIO(compiled))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}") from error


def _messages(lines: Iterable[str], path: Path) -> dict[str, str]:
    """Return translations by message, in the form in which gettext keeps them."""
    found = {}
    for entry in _entries(lines, path):
        source = entry.get("msgid", "")
        plural = entry.get("msgid_plural")
        texts = [text for name, text in entry.items() if name.startswith("msgstr")]
        if "fuzzy" in entry or not all(texts) or not texts:
            continue
        key = f"{entry['msgctxt']}\x04{source}" if "msgctxt" in entry else source
        found[key if plural is None else f"{key}\0{plural}"] = "\0".join(texts)
    return found


def _entries(lines: Iterable[str], path: Path) -> Iterator[dict[str, str]]:
    """Split a catalogue into entries: texts by keyword, `fuzzy` where it is marked so."""
    entry: dict[str, str] = {}
    field = ""
    for place, raw in enumerate([*lines, ""], start=1):
        line = raw.strip()
        if line.startswith("#"):
            if line.startswith("#,") and "fuzzy" in line:
                entry["fuzzy"] = ""
            continue
        keyword, _, rest = line.partition(" ")
        if not line:
            if field:
                yield entry
            entry, field = {}, ""
        elif line.startswith('"') and field:
            entry[field] += _unquoted(line, path, place)
        elif keyword.partition("[")[0] in _KEYWORDS:
            field = keyword
            entry[field] = _unquoted(rest, path, place)
        else:
            raise CatalogueError(f"{path}: line {place} is none of a catalogue: {line}")


def _unquoted(quoted: str, path: Path, place: int) -> str:
    try:
        text = ast.literal_eval(quoted)
    except (SyntaxError, ValueError) as error:
        raise CatalogueError(f"{path}: line {place} is no quoted text: {quoted}") from error
    return str(text)


def _heading(written: str) -> str:
    """Return the heading of a catalogue with the one encoding that we read and hand on."""
    lines = [line for line in written.splitlines() if not line.startswith("Content-Type")]
    return "\n".join([*lines, "Content-Type: text/plain; charset=utf-8", ""])


def _compiled(messages: dict[str, str]) -> bytes:
    """Return the messages in the binary form (.mo) that Python's gettext reads."""
    messages = messages | {"": _heading(messages.get("", ""))}
    keys = sorted(messages, key=lambda key: key.encode())
    sources = [key.encode() for key in keys]
    targets = [messages[key].encode() for key in keys]
    head = 7 * 4
    data = head + 16 * len(keys)
    tables = []
    for texts in (sources, targets):
        for text in texts:
            tables += [len(text), data]
            data += len(text) + 1
    numbers = [_MAGIC, 0, len(keys), head, head + 8 * len(keys), 0, 0, *tables]
    body = b"".join(text + b"\0" for text in (*sources, *targets))
    return struct.pack(f"<{len(numbers)}I", *numbers) + body
