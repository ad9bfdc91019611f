"""Sessions: who is signed in, by a cookie that only its digest is kept of."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.settings.review import ReviewSettings
from review.database import SESSIONS

# A session is marked as seen at most this often: a click need not write.
_MARK_EVERY = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Session:
    """A running session; `csrf_token` must come with every change."""

    user_name: str
    csrf_token: str


def start_session(connection: Connection, user_name: str, now: dt.datetime) -> str:
    """Begin a session; return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(SESSIONS).values(
            token_sha256=_digest(token),
            user_name=user_name,
            csrf_token=secrets.token_urlsafe(32),
            started_at=now,
            seen_at=now,
        )
    )
    return token


def find_session(
    connection: Connection, token: str, now: dt.datetime, settings: ReviewSettings
) -> Session | None:
    """Return the session of a cookie while it lasts; an expired one is removed."""
    place = SESSIONS.c.token_sha256 == _digest(token)
    row = connection.execute(select(SESSIONS).where(place)).one_or_none()
    if row is None:
        return None
    started, seen = _aware(row.started_at), _aware(row.seen_at)
    is_over = now - started > dt.timedelta(hours=settings.session_hours)
    if is_over or now - seen > dt.timedelta(minutes=settings.idle_minutes):
        connection.execute(delete(SESSIONS).where(place))
        return None
    if now - seen > _MARK_EVERY:
        connection.execute(update(SESSIONS).where(place).values(seen_at=now))
    return Session(row.user_name, row.csrf_token)


def end_session(connection: Connection, token: str) -> None:
    """End the session of a cookie."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == _digest(token)))


def end_sessions_of(connection: Connection, user_name: str) -> None:
    """End all sessions of a user, as when they leave or get another password."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.user_name == user_name))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _aware(instant: dt.datetime) -> dt.datetime:
    # SQLite keeps no time zone; what we write is UTC.
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
