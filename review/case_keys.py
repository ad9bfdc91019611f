"""Case keys: by what a case is addressed, so that no account id stands in a URL."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from review.database import CASE_KEYS, writing

_LENGTH = 20
_CHUNK = 500


def case_key(secret: bytes, account_id: str) -> str:
    """Return the key of an account; nobody without the secret can tell whose it is."""
    return hmac.new(secret, f"case:{account_id}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def remember_keys(engine: Engine, secret: bytes, account_ids: Iterable[str]) -> dict[str, str]:
    """Return account_id to key, after noting whose each key is."""
    keys = {account_id: case_key(secret, account_id) for account_id in account_ids}
    with engine.connect() as connection:
        known = _known(connection, list(keys.values()))
    fresh = [{"key": k, "account_id": a} for a, k in keys.items() if k not in known]
    for start in range(0, len(fresh), _CHUNK):
        _insert(engine, fresh[start : start + _CHUNK])
    return keys


def account_of(connection: Connection, key: str) -> str | None:
    """Return the account of a key; None where it is nobody's."""
    query = select(CASE_KEYS.c.account_id).where(CASE_KEYS.c.key == key)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def _known(connection: Connection, keys: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), _CHUNK):
        part = CASE_KEYS.c.key.in_(keys[start : start + _CHUNK])
        found |= set(connection.execute(select(CASE_KEYS.c.key).where(part)).scalars())
    return found


def _insert(engine: Engine, rows: list[dict[str, str]]) -> None:
    try:
        with writing(engine) as connection:
            connection.execute(insert(CASE_KEYS), rows)
    except IntegrityError:
        # Another process noted some of them meanwhile.
        if len(rows) > 1:
            for row in rows:
                _insert(engine, [row])
