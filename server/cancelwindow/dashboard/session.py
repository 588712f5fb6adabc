"""How a person gets into the dashboard: a one-time link, spent for a cookie.

The link carries its code behind a ``#``, the part of an address that a browser keeps to itself:
it is in no request, no log and no Referer. The page it opens sends the code in the body of a POST
and gets a cookie for it. Only hashes are stored; a code and a token have 128 and 256 random bits,
so that looking one up by its hash tells a guesser nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cancelwindow.store.clients import token_hash
from cancelwindow.store.database import Database
from cancelwindow.store.tables import DashboardLinkRow, DashboardSessionRow

LINK_LIFETIME = timedelta(minutes=2)
"""Time for a browser to start, or to copy a code from one window to another."""

IDLE = timedelta(hours=12)
"""A dashboard that nobody looks at for so long has to be opened again."""

USED_STEP = timedelta(minutes=10)
"""How exactly `used_at` is kept: reading a page need not write each time."""

OPEN_PATH = "/dashboard/open"

_CODE_BYTES = 16
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A one-time code to show to the person, once; only its hash is stored."""

    code: str
    expires_at: datetime

    def url(self, port: int) -> str:
        """The link for the companion that listens on `port`."""
        return f"http://127.0.0.1:{port}{OPEN_PATH}#{self.code}"


def open_link(database: Database, now: datetime) -> OpenedLink:
    """Make a new one-time link; earlier ones stay good until they run out."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    expires_at = now + LINK_LIFETIME
    with database.write() as session:
        session.execute(delete(DashboardLinkRow).where(DashboardLinkRow.expires_at <= now))
        session.add(DashboardLinkRow(code_hash=token_hash(code), expires_at=expires_at))
    return OpenedLink(code, expires_at)


def spend(database: Database, code: str, now: datetime) -> str | None:
    """Spend a code for a session's token; None for one that is unknown, spent or over."""
    with database.write() as session:
        spent = session.scalar(
            delete(DashboardLinkRow)
            .where(DashboardLinkRow.code_hash == token_hash(code))
            .returning(DashboardLinkRow.expires_at)
        )
        if spent is None or spent <= now:
            return None
        session.execute(
            delete(DashboardSessionRow).where(DashboardSessionRow.used_at <= now - IDLE)
        )
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session.add(DashboardSessionRow(token_hash=token_hash(token), created_at=now, used_at=now))
    return token


def is_alive(database: Database, token: str, now: datetime) -> bool:
    """Whether a cookie's token belongs to a session, which lives on from `now`."""
    with database.read() as session:
        row = _find(session, token)
        if row is None or row.used_at <= now - IDLE:
            return False
        fresh = now - row.used_at < USED_STEP
    if not fresh:
        with database.write() as session:
            row = _find(session, token)
            if row is not None:
                row.used_at = now
    return True


def end(database: Database, token: str) -> None:
    """Sign this browser out."""
    with database.write() as session:
        session.execute(
            delete(DashboardSessionRow).where(DashboardSessionRow.token_hash == token_hash(token))
        )


def end_others(database: Database, token: str) -> None:
    """Sign every other browser out, and make links that wait useless."""
    with database.write() as session:
        session.execute(
            delete(DashboardSessionRow).where(DashboardSessionRow.token_hash != token_hash(token))
        )
        session.execute(delete(DashboardLinkRow))


def how_many(session: Session, now: datetime) -> int:
    """Dashboards that are open."""
    alive = DashboardSessionRow.used_at > now - IDLE
    return session.scalar(select(func.count()).select_from(DashboardSessionRow).where(alive)) or 0


def form_token(token: str) -> str:
    """What every form of a session carries, so that no other page can send one for the person.

    Made from the cookie's secret, which no page can read, so nothing more has to be stored.
    """
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def _find(session: Session, token: str) -> DashboardSessionRow | None:
    return session.get(DashboardSessionRow, token_hash(token))
