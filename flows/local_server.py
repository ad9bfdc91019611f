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


@contextmanager
def local_server(log: Path) -> Iterator[str]:
    """Run a Prefect server on a free loopback port; yield the address of its API.

    Only this process and its children know its password, so that other users of the
    machine can neither look nor start anything. What the server prints goes to `log`.
    PREFECT_API_URL and the password stand in the environment meanwhile.
    """
    port = _free_port()
    address = f"http://{HOST}:{port}/api"
    password = f"wattsleuth:{secrets.token_urlsafe(24)}"
    os.environ["PREFECT_SERVER_API_AUTH_STRING"] = password
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        server = _start(port, output.fileno())
        try:
            _wait_until_healthy(address, server, log)
            os.environ["PREFECT_API_URL"] = address
            os.environ["PREFECT_API_AUTH_STRING"] = password
            yield address
        finally:
            _stop(server)
            for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING"):
                os.environ.pop(name, None)


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
