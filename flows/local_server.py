"""A Prefect server of our own on loopback, for as long as the schedule is served."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
STARTUP_SECONDS = 150
STOP_SECONDS = 10


class ServerStartError(RuntimeError):
    """The local Prefect server did not come up; the message says where its log is."""


class LocalServer:
    """A Prefect server on a free loopback port, not yet started.

    Only this process and its children know its password, so that other users of the
    machine can neither look nor start anything. Prefect reads its settings when it is first
    imported: `announce` before that, `running` when the server is needed.

    Parameters
    ----------
    log: file to which everything goes that the server prints.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self._port = _free_port()
        self._password = f"wattsleuth:{secrets.token_urlsafe(24)}"

    @property
    def address(self) -> str:
        """Address of its API."""
        return f"http://{HOST}:{self._port}/api"

    def announce(self) -> None:
        """Tell Prefect, here and in processes started from here, of address and password."""
        os.environ["PREFECT_API_URL"] = self.address
        os.environ["PREFECT_API_AUTH_STRING"] = self._password
        os.environ["PREFECT_SERVER_API_AUTH_STRING"] = self._password

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the server inside this block; ServerStartError if it does not come up."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as output:
            server = _start(self._port, output.fileno())
            try:
                _wait_until_healthy(self.address, server, self._log)
                yield
            finally:
                _stop(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _start(port: int, output: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "prefect", "server", "start", "--no-ui"]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and constant words
        [*command, "--host", HOST, "--port", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        # A Ctrl-C in the terminal must reach us first: we stop the server after its clients.
        start_new_session=True,
    )


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ServerStartError(f"the local Prefect server stopped at once; see {log}")
        if _is_healthy(address):
            return
        time.sleep(0.2)
    raise ServerStartError(f"no local Prefect server after {STARTUP_SECONDS} s; see {log}")


def _is_healthy(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
