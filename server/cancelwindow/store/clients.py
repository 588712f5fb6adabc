"""Paired clients: looking one up by its token, listing, and revoking."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cancelwindow.store.tables import ClientRow

LAST_USED_STEP = timedelta(minutes=1)
"""`last_used_at` is a help to the person, so a page that re-asks need not write each time."""


def token_hash(token: str) -> str:
    """SHA-256 of a token in hex. Tokens are 256 random bits, so no salt and no stretching."""
    return hashlib.sha256(token.encode()).hexdigest()


class KnownClient(NamedTuple):
    """What the guard has to know of a client."""

    token_hash: str
    id: str
    origin: str
    account_id: str
    revoked_at: datetime | None


_CLIENTS = select(*(getattr(ClientRow, name) for name in KnownClient._fields))


def find_by_token(session: Session, token: str) -> KnownClient | None:
    """The client, revoked or not, whose token this is.

    Every stored hash is compared in constant time, so that the answer's timing says nothing
    about how close a guess was.
    """
    presented = token_hash(token)
    found = None
    for client in map(KnownClient._make, session.connection().execute(_CLIENTS)):
        if hmac.compare_digest(client.token_hash, presented):
            found = client
    return found


def list_clients(session: Session) -> list[ClientRow]:
    """All clients, revoked ones included, oldest first."""
    return list(session.scalars(select(ClientRow).order_by(ClientRow.created_at, ClientRow.id)))


def revoke(session: Session, client_id: str, now: datetime) -> ClientRow | None:
    """Revoke a client from `now` on; None when no client has this id. Twice is harmless."""
    client = session.get(ClientRow, client_id)
    if client is not None and client.revoked_at is None:
        client.revoked_at = now
    return client


class LastUsed:
    """When clients were heard of, noted without asking the store at each of their pages."""

    def __init__(self) -> None:
        """Nobody was heard of yet."""
        self._noted: dict[str, datetime] = {}

    def note(self, session: Session, client_id: str, now: datetime) -> None:
        """Note that a client was heard of at `now`, once in `LAST_USED_STEP`."""
        before = self._noted.get(client_id)
        if before is None or abs(now - before) >= LAST_USED_STEP:
            touch(session, client_id, now)
            self._noted[client_id] = now


def touch(session: Session, client_id: str, now: datetime) -> None:
    """Note that a client was heard of at `now`."""
    used = ClientRow.last_used_at
    session.execute(
        update(ClientRow)
        .where(ClientRow.id == client_id, used.is_(None) | (used <= now - LAST_USED_STEP))
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )
