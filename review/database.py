"""The workbench's own database: users, sessions, the journal of decisions, the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

METADATA = MetaData()
_WRITES = "wattsleuth_writes"
_INSTANT = DateTime(timezone=True)

USERS = Table(
    "users",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("password_hash", Text),
    Column("role", String(20), nullable=False),
    # Zones that the user may see; null is all.
    Column("zones", JSON),
    Column("is_active", Boolean, nullable=False),
    Column("added_at", _INSTANT, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    # The cookie's digest: who reads the database cannot take over a session.
    Column("token_sha256", String(64), primary_key=True),
    Column("user_name", String(200), nullable=False),
    Column("csrf_token", String(64), nullable=False),
    Column("started_at", _INSTANT, nullable=False),
    Column("seen_at", _INSTANT, nullable=False),
)

FAILED_SIGN_INS = Table(
    "failed_sign_ins",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Digest of a name or of an address.
    Column("key_sha256", String(64), nullable=False, index=True),
    Column("at", _INSTANT, nullable=False),
)

# Append-only: what is wrong is undone by a later entry.
JOURNAL = Table(
    "journal",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account_id", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("run_date", String(10)),
    Column("content", JSON, nullable=False),
    Column("user_name", String(200), nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("undoes", Integer, ForeignKey("journal.id"), unique=True),
    Index("journal_by_account", "account_id", "id"),
)

# Findings that have reached the lake.
DELIVERED = Table(
    "delivered",
    METADATA,
    Column("entry_id", Integer, ForeignKey("journal.id"), primary_key=True),
)

# Addresses of cases: account ids stay out of URLs, histories and logs of proxies.
CASE_KEYS = Table(
    "case_keys",
    METADATA,
    Column("key", String(32), primary_key=True),
    Column("account_id", String(200), nullable=False, unique=True),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", _INSTANT, nullable=False),
    Column("user_name", String(200), nullable=False),
    Column("action", String(40), nullable=False),
    Column("account_id", String(200)),
    Column("detail", Text, nullable=False),
    Index("audit_by_account", "account_id", "id"),
)


def open_database(url: str, default: Path) -> Engine:
    """Open the database at `url`, else SQLite in the file `default`, and make what it lacks."""
    if not url:
        default.parent.mkdir(parents=True, exist_ok=True)
    address = make_url(url) if url else URL.create("sqlite", database=str(default))
    engine = create_engine(address, pool_pre_ping=not _is_sqlite(address))
    if _is_sqlite(address):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    METADATA.create_all(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a connection for changes, which are all made at its end, or none of them.

    To read, `engine.connect()` is enough and waits for nobody.
    """
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def _is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late, and then fail where it could have waited.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A reader who turns writer midway could only fail: who will write says so at once.
    is_writer = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
