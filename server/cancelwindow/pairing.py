"""Pairing: a one-time code shown by the companion, typed by the person, spent by one browser."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cancelwindow.errors import RefusedError
from cancelwindow.protocol import ErrorCode, PairReply
from cancelwindow.store.clients import token_hash
from cancelwindow.store.database import Database
from cancelwindow.store.tables import DEFAULT_ACCOUNT, ClientRow, PairingCodeRow

CODE_LIFETIME = timedelta(minutes=10)
"""Long enough to find the options page and type eight characters, short enough to be forgotten."""

MAX_TRIES = 5
"""Room for typing errors; five guesses in 24**8 codes are no attack."""

CODE_ALPHABET = "ACDEFGHJKMNPQRTVWXY34679"
"""No look-alikes: of 0/O, 1/I/L, 2/Z, 5/S, 8/B and U/V at most one is in."""

CODE_LENGTH = 8

TOKEN_BYTES = 32
"""256 bits."""

_CLIENT_ID_BYTES = 4
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """A pairing code to show to the person, once; only its hash is stored."""

    code: str
    """XXXX-XXXX."""
    expires_at: datetime


def open_pairing(
    database: Database, now: datetime, account_id: str = DEFAULT_ACCOUNT
) -> OpenedCode:
    """Make a new one-time code for a browser of that account. It replaces any earlier one."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    salt = secrets.token_hex(_SALT_BYTES)
    expires_at = now + CODE_LIFETIME
    with database.write() as session:
        session.add(
            PairingCodeRow(
                salt=salt,
                code_hash=_code_hash(letters, salt),
                opened_at=now,
                expires_at=expires_at,
                tries_left=MAX_TRIES,
                account_id=account_id,
            )
        )
    half = CODE_LENGTH // 2
    return OpenedCode(code=f"{letters[:half]}-{letters[half:]}", expires_at=expires_at)


def is_open(database: Database, now: datetime) -> bool:
    """Whether a code is waiting to be typed."""
    with database.read() as session:
        row = _newest(session)
        return row is not None and not _is_over(row, now) and row.tries_left > 0


def redeem(database: Database, code: str, name: str, origin: str, now: datetime) -> PairReply:
    """Spend a code: a new client for the extension at `origin`, and its token, told this once.

    Raises:
        RefusedError: `pairing_closed` when no code waits, `wrong_code` with the tries left,
            `too_many_tries` once the code is burnt.
    """
    with database.write() as session:
        outcome = _spend(session, code.replace("-", ""), now)
        if not isinstance(outcome, RefusedError):
            return _new_client(session, name, origin, outcome, now)
    # Raised outside the transaction, which has to keep the spent try.
    raise outcome


def _spend(session: Session, letters: str, now: datetime) -> RefusedError | str:
    """The account that the code is for, or why it is not spent."""
    row = _newest(session)
    if row is None or _is_over(row, now):
        return RefusedError(ErrorCode.PAIRING_CLOSED)
    if row.tries_left == 0:
        return RefusedError(ErrorCode.TOO_MANY_TRIES)
    if hmac.compare_digest(row.code_hash, _code_hash(letters, row.salt)):
        row.redeemed_at = now
        return row.account_id
    row.tries_left -= 1
    if row.tries_left == 0:
        return RefusedError(ErrorCode.TOO_MANY_TRIES)
    tries = "1 try is" if row.tries_left == 1 else f"{row.tries_left} tries are"
    return RefusedError(
        ErrorCode.WRONG_CODE, message=f"That is not the pairing code; {tries} left."
    )


def _new_client(
    session: Session, name: str, origin: str, account_id: str, now: datetime
) -> PairReply:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    client = ClientRow(
        id=secrets.token_hex(_CLIENT_ID_BYTES),
        name=name,
        origin=origin,
        token_hash=token_hash(token),
        created_at=now,
        account_id=account_id,
    )
    session.add(client)
    return PairReply(client_id=client.id, token=token, name=name)


def _newest(session: Session) -> PairingCodeRow | None:
    return session.scalars(
        select(PairingCodeRow).order_by(PairingCodeRow.id.desc()).limit(1)
    ).first()


def _is_over(row: PairingCodeRow, now: datetime) -> bool:
    return row.redeemed_at is not None or now >= row.expires_at


def _code_hash(letters: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}:{letters}".encode()).hexdigest()
