"""People: users of the workbench, with their roles and the zones that they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, insert, select, update

from review.database import USERS
from review.roles import Role

SHORTEST_PASSWORD = 12
_HASHER = PasswordHasher()
# Checked where there is no such user, so that an answer takes as long as for one who is there.
_NOBODYS_HASH = _HASHER.hash("nobody has this password")


class PeopleError(ValueError):
    """A user cannot be added or changed; the message says why."""


@dataclass(frozen=True)
class User:
    """Who is at the desk. zones: what they may see; None is everything."""

    name: str
    role: Role
    zones: frozenset[str] | None = None

    def may_see(self, zone: str | None) -> bool:
        """Tell whether accounts of `zone` may be shown; those without one need all zones."""
        return self.zones is None or (zone is not None and zone in self.zones)


def add_user(
    connection: Connection,
    name: str,
    password: str | None,
    role: Role,
    now: dt.datetime,
    *,
    zones: Sequence[str] | None = None,
) -> None:
    """Add a user; without a password they can come through a proxy or provider alone.

    PeopleError where the name is taken or empty, or the password too short.
    """
    if not name.strip() or name != name.strip():
        raise PeopleError(f"{name!r} is no name; give one without spaces around it")
    if find_row(connection, name) is not None:
        raise PeopleError(f"there is a user {name!r} already")
    connection.execute(
        insert(USERS).values(
            name=name,
            password_hash=None if password is None else hashed(password),
            role=role.value,
            zones=None if zones is None else sorted(zones),
            is_active=True,
            added_at=now,
        )
    )


def change_user(
    connection: Connection,
    name: str,
    *,
    password: str | None = None,
    role: Role | None = None,
    zones: Sequence[str] | None = None,
    all_zones: bool = False,
    is_active: bool | None = None,
) -> None:
    """Change what is given of a user; PeopleError where there is none of that name."""
    values: dict[str, object] = {}
    if password is not None:
        values["password_hash"] = hashed(password)
    if role is not None:
        values["role"] = role.value
    if zones is not None or all_zones:
        values["zones"] = None if all_zones else sorted(zones or ())
    if is_active is not None:
        values["is_active"] = is_active
    if find_row(connection, name) is None:
        raise PeopleError(f"there is no user {name!r}")
    if values:
        connection.execute(update(USERS).where(USERS.c.name == name).values(values))


def find_user(connection: Connection, name: str) -> User | None:
    """Return the active user of that name."""
    row = find_row(connection, name)
    if row is None or not row.is_active:
        return None
    zones = None if row.zones is None else frozenset(row.zones)
    return User(row.name, Role(row.role), zones)


def find_row(connection: Connection, name: str) -> Row[Any] | None:
    """Return the row of a user, active or not."""
    return connection.execute(select(USERS).where(USERS.c.name == name)).one_or_none()


def has_users(connection: Connection) -> bool:
    """Tell whether anybody was ever added; before that nobody can sign in."""
    return connection.execute(select(USERS.c.name).limit(1)).first() is not None


def list_people(connection: Connection) -> list[Row[Any]]:
    """Return the rows of all users, active or not, by name."""
    return list(connection.execute(select(USERS).order_by(USERS.c.name)).all())


def hashed(password: str) -> str:
    """Return the argon2 hash of a password; PeopleError where it is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise PeopleError(f"a password needs {SHORTEST_PASSWORD} characters or more")
    return _HASHER.hash(password)


def is_password(connection: Connection, name: str, password: str) -> bool:
    """Tell whether `password` is that of the active user `name`; takes as long if there is none."""
    row = find_row(connection, name)
    known = row is not None and row.is_active and row.password_hash is not None
    try:
        _HASHER.verify(row.password_hash if known and row else _NOBODYS_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return known
