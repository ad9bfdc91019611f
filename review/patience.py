"""Patience: how long a name or an address must wait after failed sign-ins."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import Connection, delete, func, insert, select

from pipeline.settings.review import ReviewSettings
from review.database import FAILED_SIGN_INS

# Many people can share an address.
_ADDRESS_ALLOWANCE = 10


def must_wait(
    connection: Connection, name: str, address: str, now: dt.datetime, settings: ReviewSettings
) -> bool:
    """Tell whether the name, or the address, has failed too often of late."""
    of_name = _count(connection, _key("name", name), now, settings)
    of_address = _count(connection, _key("address", address), now, settings)
    most = settings.failed_sign_ins
    return of_name >= most or of_address >= most * _ADDRESS_ALLOWANCE


def note_failure(
    connection: Connection, name: str, address: str, now: dt.datetime, settings: ReviewSettings
) -> None:
    """Remember a failed sign-in, and forget those that count no longer."""
    at = FAILED_SIGN_INS.c.at
    connection.execute(delete(FAILED_SIGN_INS).where(at < _since(now, settings)))
    keys = (_key("name", name), _key("address", address))
    connection.execute(insert(FAILED_SIGN_INS), [{"key_sha256": key, "at": now} for key in keys])


def _count(connection: Connection, key: str, now: dt.datetime, settings: ReviewSettings) -> int:
    failed = FAILED_SIGN_INS.c
    of_key = (failed.key_sha256 == key) & (failed.at >= _since(now, settings))
    counted = connection.execute(select(func.count()).where(of_key)).scalar_one()
    return int(counted)


def _since(now: dt.datetime, settings: ReviewSettings) -> dt.datetime:
    return now - dt.timedelta(minutes=settings.wait_minutes)


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value.casefold()}".encode()).hexdigest()
