"""The journal on PostgreSQL, where this machine has one to start."""

from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.settings.review import ReviewSettings
from review.case_keys import account_of, remember_keys
from review.database import open_database, writing
from review.journal import EntryKind, StaleCaseError, append, entries_of, undo
from review.people import add_user, find_user
from review.roles import Role
from review.sessions import find_session, start_session
from review.stamp import Stamp

NOW = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
STAMP = Stamp("ana", NOW)

pytestmark = pytest.mark.skipif(
    shutil.which("initdb") is None or shutil.which("pg_ctl") is None,
    reason="no PostgreSQL on this machine",
)


def _as_server(words: list[str], folder: Path) -> None:
    """Run a command of the server, which refuses to run as root."""
    is_root = os.geteuid() == 0
    subprocess.run(
        words,
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        user="nobody" if is_root else None,
        group=pwd.getpwnam("nobody").pw_gid if is_root else None,
        timeout=60,
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = Path("/tmp") / f"wattsleuth-pg-{os.getpid()}"  # noqa: S108 - nobody must reach it
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        _as_server(["initdb", "-D", data, "-U", "ana", "-A", "trust"], folder)
        log = str(folder / "log")
        _as_server(["pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], folder)
        url = f"postgresql+psycopg://ana@127.0.0.1:{port}/postgres"
        opened = open_database(url, folder)
        yield opened
        opened.dispose()
        _as_server(["pg_ctl", "-D", data, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_of_writers_at_once_with_the_same_page_one_wins(engine: Engine) -> None:
    def attempt(_: int) -> bool:
        try:
            with writing(engine) as connection:
                content = {"decision": "inspect"}
                append(connection, "A1", EntryKind.DECISION, content, STAMP, seen=0)
        except StaleCaseError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 1


def test_entries_are_read_as_they_were_written_and_undone(engine: Engine) -> None:
    with writing(engine) as connection:
        note = append(connection, "A2", EntryKind.NOTE, {"text": "狗"}, STAMP, seen=None)
        undo(connection, note, "by mistake", STAMP)
    with engine.connect() as connection:
        first, second = entries_of(connection, "A2")
    assert (first.content, first.at, second.undoes) == ({"text": "狗"}, NOW, note)


def test_users_sessions_and_case_keys(engine: Engine) -> None:
    with writing(engine) as connection:
        add_user(connection, "bob", None, Role.LEAD, NOW, zones=["north"])
        token = start_session(connection, "bob", NOW)
        session = find_session(connection, token, NOW, ReviewSettings())
        bob = find_user(connection, "bob")
    assert session is not None
    assert bob is not None
    assert bob.zones == {"north"}
    keys = remember_keys(engine, b"secret", ["A1", "A2"])
    assert remember_keys(engine, b"secret", ["A2"]) == {"A2": keys["A2"]}
    with engine.connect() as connection:
        assert account_of(connection, keys["A1"]) == "A1"
