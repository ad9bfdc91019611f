"""The bytes of a text file as UTF-8: unpacked, and whole lines alone."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pipeline.sources.source_error import SourceError

CHUNK_BYTES = 1 << 20


class WholeLines(io.RawIOBase):
    """Reads `source` up to its end or its first damage, which `error` then tells.

    The line that is cut by the damage is left out: half a number is a wrong number.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._ready = b""
        self._rest = b""
        self._is_done = False
        self.error: str | None = None

    def readable(self) -> bool:
        """Whether there is anything to read from: always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; return the number of bytes, 0 at the end."""
        while not self._ready and not self._is_done:
            self._fetch()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _fetch(self) -> None:
        try:
            chunk = self._source.read1(CHUNK_BYTES)  # type: ignore[attr-defined]
        except (OSError, EOFError, zlib.error) as error:
            self.error, self._is_done = str(error), True
            return
        whole, newline, rest = (self._rest + chunk).rpartition(b"\n")
        self._ready, self._rest = whole + newline, rest
        if not chunk:
            self._ready, self._is_done = whole + newline + rest, True


class _Transcoded(io.RawIOBase):
    """Reads text of another encoding as UTF-8; broken bytes become U+FFFD."""

    def __init__(self, source: IO[bytes], encoding: str) -> None:
        self._text = codecs.getreader(encoding)(source, "replace")

    def read1(self, size: int) -> bytes:
        return self._text.read(size).encode()


@contextmanager
def opened(path: Path, encoding: str) -> Iterator[IO[bytes]]:
    """Open a text file, gzipped or not; SourceError at the end if it stops short."""
    try:
        plain = path.open("rb")
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror}") from error
    with plain:
        source: Any = plain
        if path.suffix.lower() == ".gz":
            source = gzip.GzipFile(fileobj=plain)
        if codecs.lookup(encoding).name != "utf-8":
            source = _Transcoded(source, encoding)
        lines = WholeLines(source)
        yield io.BufferedReader(lines, CHUNK_BYTES)
        if lines.error is not None:
            raise SourceError(f"stops short; the rows before that were taken: {lines.error}")
