"""The workbench of a lake as a process of its own, as people start it."""

from __future__ import annotations

import datetime as dt
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx2

from pipeline.lake import Lake
from pipeline.settings import Settings
from review.database import writing
from review.office import Office, open_office
from review.people import add_user
from review.roles import Role

PASSWORD = "a load of reviewers"  # noqa: S105 - of users of a lake that is thrown away
_PATIENCE_S = 60.0


def office_of(lake: Lake, names: Sequence[str]) -> Office:
    """Add so many reviewers to a lake; return its office, to look into the journal later."""
    office = open_office(lake, Settings(), lambda: dt.datetime.now(tz=dt.UTC))
    for name in names:
        with writing(office.engine) as connection:
            add_user(connection, name, PASSWORD, Role.REVIEWER, office.clock())
    return office


@contextmanager
def serving(lake: Lake) -> Iterator[str]:
    """Run `wattsleuth review` on a free port of loopback; yield its address."""
    port = _free_port()
    words = ["-m", "flows.command_line.app", "review", "--lake", str(lake.root)]
    server = subprocess.Popen([sys.executable, *words, "--port", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(_PATIENCE_S)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + _PATIENCE_S
    while time.monotonic() < patience and server.poll() is None:
        try:
            httpx2.get(f"{address}/sign-in", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the workbench did not start")
