"""The AliExpress accounts of a household, whose orders stand side by side in one store."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cancelwindow.store.tables import DEFAULT_ACCOUNT, AccountRow

LONGEST_NAME = 60


class AccountError(ValueError):
    """An account cannot be called so; the text says why and what to do."""


def list_accounts(session: Session) -> list[AccountRow]:
    """All accounts, the oldest first; the default one is always there."""
    return list(session.scalars(select(AccountRow).order_by(AccountRow.created_at, AccountRow.id)))


def choices(session: Session) -> list[tuple[str, str]]:
    """Id and name of each account by name, to choose among; none where there is but one."""
    found = sorted((row.name, row.id) for row in list_accounts(session))
    return [(account_id, name) for name, account_id in found] if len(found) > 1 else []


def find(session: Session, named: str) -> AccountRow | None:
    """The account of this id or name."""
    return session.scalars(
        select(AccountRow)
        .where((AccountRow.id == named) | (AccountRow.name == named))
        .order_by(AccountRow.id != named)
        .limit(1)
    ).first()


def add(session: Session, name: str, now: datetime) -> AccountRow:
    """A new account. Raises AccountError for a name that is taken, too long or empty."""
    row = AccountRow(id=uuid.uuid4().hex, name=_fit(session, name), created_at=now)
    session.add(row)
    session.flush()
    return row


def rename(session: Session, row: AccountRow, name: str) -> None:
    """Call an account otherwise. Raises AccountError as `add` does."""
    row.name = _fit(session, name)
    session.flush()


def _fit(session: Session, name: str) -> str:
    tidy = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise AccountError(
            f"An account needs a name of 1 to {LONGEST_NAME} characters. Choose another one."
        )
    if tidy == DEFAULT_ACCOUNT or find(session, tidy) is not None:
        raise AccountError(f"There is an account {tidy} already. Choose another name.")
    return tidy


def account_named(session: Session, name: str) -> AccountRow | None:
    """The account of this name."""
    return session.scalar(select(AccountRow).where(AccountRow.name == name))


def add_account(session: Session, name: str, now: datetime) -> AccountRow:
    """The account of this name, added where there is none. `now` is aware UTC."""
    known = account_named(session, name)
    if known is not None:
        return known
    account = AccountRow(id=uuid.uuid4().hex, name=name, created_at=now)
    session.add(account)
    session.flush()
    return account
