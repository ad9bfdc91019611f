"""PDF: a finished page printed by headless Chromium, without network.

Scripts cannot be switched off, since printing itself is one of Chromium's own; the page
forbids them by its policy.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_AT_ONCE = 2
_SECONDS = 60.0
_SECONDS_IN_LINE = 120.0
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    # Nothing of the page may be fetched from anywhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)

_presses = threading.BoundedSemaphore(_AT_ONCE)


class NoPrinterError(RuntimeError):
    """There is no Chromium on this computer."""


class PrintError(RuntimeError):
    """The page could not be printed; the message says why."""


def find_chromium() -> str | None:
    """Return the browser that prints; None where there is none on PATH."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def print_pdf(page: str) -> bytes:
    """Return an HTML page, whole in itself, as PDF.

    NoPrinterError without Chromium; PrintError where it fails or takes too long.
    """
    chromium = find_chromium()
    if chromium is None:
        raise NoPrinterError("no Chromium on PATH")
    if not _presses.acquire(timeout=_SECONDS_IN_LINE):
        raise PrintError("too many sheets are printed at once")
    try:
        with tempfile.TemporaryDirectory(prefix="wattsleuth-print-") as folder:
            return _printed(chromium, page, Path(folder))
    finally:
        _presses.release()


def _printed(chromium: str, page: str, folder: Path) -> bytes:
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    command = [
        chromium,
        *_QUIET,
        # A browser of root has no sandbox to offer; the page is our own and runs no script.
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    _run(command)
    try:
        return target.read_bytes()
    except OSError as error:
        raise PrintError("Chromium printed nothing") from error


def _run(command: list[str]) -> None:
    """Run Chromium in a group of its own, so that none of its children outlives it."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - found on PATH, its arguments are ours
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            status = process.wait(_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise PrintError(f"Chromium took more than {_SECONDS:.0f} s") from error
        finally:
            _end(process.pid)
    if status != 0:
        raise PrintError(f"Chromium ended with status {status}")


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
