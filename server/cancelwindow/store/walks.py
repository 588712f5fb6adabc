"""Where the walk through an account stands: passes, completeness, cooldown, loads of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from cancelwindow.store.inserting import table_of
from cancelwindow.store.walk_tables import PageLoadRow, WalkPassRow, WalkRow


@dataclass(frozen=True, slots=True)
class Cooldown:
    """No walk until `until` (aware UTC); `why` as in `WalkRow.stopped_why`."""

    why: str
    until: datetime


def walk_of(session: Session, account_id: str) -> WalkRow:
    """The account's checkpoint; an empty one where it was never walked."""
    row = session.get(WalkRow, account_id)
    if row is None:
        row = WalkRow(account_id=account_id, scope="")
        session.add(row)
    return row


def begin(session: Session, account_id: str, scope: str) -> bool:
    """Begin a walk, or take up one of the same scope that was broken off; whether it was."""
    row = walk_of(session, account_id)
    if row.scope == scope:
        return True
    row.scope = scope
    _forget_passes(session, account_id)
    return False


def end(session: Session, account_id: str) -> None:
    """Note that the walk under way came to its end."""
    row = walk_of(session, account_id)
    row.scope = ""
    row.stopped_why = row.cooldown_until = None
    _forget_passes(session, account_id)


def _forget_passes(session: Session, account_id: str) -> None:
    session.execute(delete(WalkPassRow).where(WalkPassRow.account_id == account_id))


def pass_of(session: Session, account_id: str, tab: str) -> WalkPassRow | None:
    """The last pass through a tab that the walk under way has ended."""
    return session.get(WalkPassRow, (account_id, tab))


def end_pass(session: Session, account_id: str, tab: str, digest: str, orders: int) -> None:
    """Note the end of a pass: its digest, and how many orders it met."""
    session.merge(
        WalkPassRow(account_id=account_id, tab=tab, digest=digest, orders=orders, agreed_at=None)
    )


def stop(session: Session, account_id: str, why: str, until: datetime | None) -> None:
    """Note why a walk had to stop, and until when there is to be none."""
    row = walk_of(session, account_id)
    row.stopped_why, row.cooldown_until = why, until


def cooldown(session: Session, account_id: str, now: datetime) -> Cooldown | None:
    """Why and until when there is to be no walk; None where there may be one."""
    row = session.connection().execute(_COOLDOWN, {"account": account_id, "now": now}).first()
    return None if row is None else Cooldown(row.stopped_why or "", row.cooldown_until)


_WALKS = table_of(WalkRow)
_COOLDOWN = select(_WALKS.c.stopped_why, _WALKS.c.cooldown_until).where(
    _WALKS.c.account_id == bindparam("account"), _WALKS.c.cooldown_until > bindparam("now")
)
"""Built once: that takes longer than to ask."""


def warm_up(session: Session, account_id: str) -> None:
    """End a cooldown: a person has signed in, or has solved the check."""
    row = walk_of(session, account_id)
    row.stopped_why = row.cooldown_until = None


def loads_on(session: Session, account_id: str, day: date) -> int:
    """Pages opened on a day (UTC)."""
    row = session.get(PageLoadRow, (account_id, day.isoformat()))
    return 0 if row is None else row.loads


def count_load(session: Session, account_id: str, day: date) -> None:
    """Count one page that is opened on a day (UTC)."""
    row = session.get(PageLoadRow, (account_id, day.isoformat()))
    if row is None:
        session.add(PageLoadRow(account_id=account_id, day=day.isoformat(), loads=1))
    else:
        row.loads += 1
