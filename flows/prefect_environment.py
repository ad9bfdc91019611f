"""What Prefect finds in its environment: quiet, no telemetry, nothing in the user's home.

Prefect reads its settings when it is first imported, so this comes before that import.
Whatever the user has set already stays as it is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_CLI_PROMPT": "false",
}
LOCAL = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # A busy machine with two cores has taken a minute to import the server.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "150",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}
LOOPBACK = "127.0.0.1,localhost"


def is_server_configured() -> bool:
    """Tell whether the user names a Prefect server of their own (PREFECT_API_URL)."""
    return bool(os.environ.get("PREFECT_API_URL"))


def prepare_prefect(home: Path | None = None, *, shows_errors: bool = True) -> None:
    """Set Prefect's environment; call before anything imports Prefect.

    `home` is where Prefect keeps its state; None is a temporary folder that goes away with
    this process. `shows_errors` False is for a caller that reports a failed run itself.
    PREFECT_HOME, and every other variable that is set already, wins.
    """
    variables = QUIET if is_server_configured() else QUIET | LOCAL
    if not (shows_errors or is_server_configured()):
        variables = variables | {"PREFECT_LOGGING_LEVEL": "CRITICAL"}
    for name, value in variables.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ:
        os.environ["PREFECT_HOME"] = str(home or _temporary_home())
    _reach_loopback_directly()


def _temporary_home() -> Path:
    home = tempfile.mkdtemp(prefix="wattsleuth-prefect-")
    # Registered first, so it runs after Prefect has stopped its server.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return Path(home)


def _reach_loopback_directly() -> None:
    """Keep a proxy that the machine is set up with out of the way to our own server."""
    for name in ("NO_PROXY", "no_proxy"):
        named = os.environ.get(name)
        os.environ[name] = f"{named},{LOOPBACK}" if named else LOOPBACK
