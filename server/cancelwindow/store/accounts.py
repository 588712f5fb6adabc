"""The AliExpress accounts of this household, by the names the person gave them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cancelwindow.store.tables import AccountRow


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
