"""What became worth telling of an order, once each, and who has been given it to tell.

A notice becomes due once: its key says what it is. Whoever tells it claims it under a lease, in the
transaction that hands it over, and says when it is done. A lease that runs out offers it again, so
that neither a crash nor a sleep loses one, and nobody tells one that another has told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from cancelwindow.store.events import EventName
from cancelwindow.store.notice_tables import NoticeDeliveryRow, NoticeRow
from cancelwindow.store.tables import ClientRow


class NoticeKind(StrEnum):
    """What a notice is about."""

    DEADLINE = "deadline"
    EVENT = "event"


class Audience(StrEnum):
    """Where a notice is told. Each is told every notice once."""

    SCREEN = "screen"
    """Of this computer: a paired browser, or the desktop while no browser asks."""
    ADDRESS = "address"
    """That the person has named."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One reminder of one deadline. Instants are aware UTC; `deadline` is its earliest reading."""

    account_id: str
    order_id: str
    name: str
    at: datetime
    deadline: datetime | None

    @property
    def key(self) -> str:
        """Which alarm of which date this is."""
        moments = (self.at, self.deadline)
        return "~".join("" if one is None else f"{one:%Y%m%dT%H%M%S}" for one in moments)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is due to be told."""

    id: int
    account_id: str
    order_id: str
    kind: NoticeKind
    name: str
    due_at: datetime
    deadline: datetime | None

    @property
    def alarm(self) -> Alarm:
        """The alarm it is of, where it is a deadline's."""
        return Alarm(self.account_id, self.order_id, self.name, self.due_at, self.deadline)


def recorded(session: Session, since: datetime) -> tuple[Alarm, ...]:
    """The alarms that became due since an instant, told or not."""
    rows = session.scalars(
        select(NoticeRow).where(
            NoticeRow.kind == NoticeKind.DEADLINE.value, NoticeRow.due_at >= since
        )
    )
    return tuple(_notice(row).alarm for row in rows)


def add_alarms(session: Session, alarms: Iterable[Alarm], now: datetime) -> None:
    """Note that alarms became due; one that is noted already stays as it is."""
    for one in alarms:
        _add(session, one, NoticeKind.DEADLINE, one.key, now)


def add_event(
    session: Session, account_id: str, order_id: str, name: EventName, now: datetime
) -> None:
    """Note that something happened to an order, the first time only."""
    event = Alarm(account_id, order_id, name.value, now, None)
    _add(session, event, NoticeKind.EVENT, "", now)


def _add(session: Session, one: Alarm, kind: NoticeKind, key: str, now: datetime) -> None:
    there = select(NoticeRow.id).where(
        NoticeRow.account_id == one.account_id,
        NoticeRow.order_id == one.order_id,
        NoticeRow.kind == kind.value,
        NoticeRow.name == one.name,
        NoticeRow.alarm == key,
    )
    if session.scalar(there) is None:
        session.add(
            NoticeRow(
                account_id=one.account_id,
                order_id=one.order_id,
                kind=kind.value,
                name=one.name,
                alarm=key,
                due_at=one.at,
                deadline_at=one.deadline,
                created_at=now,
            )
        )
        session.flush()


def pending(  # noqa: PLR0913 - whose, and which of them
    session: Session,
    audience: Audience,
    now: datetime,
    *,
    since: datetime,
    accounts: Collection[str] | None = None,
    limit: int = 200,
) -> tuple[Notice, ...]:
    """What this audience has not been told and nobody is about to tell it, earliest first.

    Args:
        since: what became due before is not told any more.
        accounts: only notices of these; None for all.
    """
    free = or_(
        NoticeDeliveryRow.notice_id.is_(None),
        (NoticeDeliveryRow.done_at.is_(None)) & (NoticeDeliveryRow.lease_until <= now),
    )
    query = (
        select(NoticeRow)
        .outerjoin(
            NoticeDeliveryRow,
            (NoticeDeliveryRow.notice_id == NoticeRow.id)
            & (NoticeDeliveryRow.audience == audience.value),
        )
        .where(NoticeRow.due_at >= since, free)
        .order_by(NoticeRow.due_at, NoticeRow.id)
        .limit(limit)
    )
    if accounts is not None:
        query = query.where(NoticeRow.account_id.in_(accounts))
    return tuple(_notice(row) for row in session.scalars(query))


def claim(  # noqa: PLR0913, PLR0917 - who tells what to whom, and until when
    session: Session,
    notices: Sequence[Notice],
    audience: Audience,
    claimant: str,
    claim_id: str,
    lease_until: datetime,
) -> None:
    """Give notices that are `pending` to a claimant, to be told together."""
    for one in notices:
        session.merge(
            NoticeDeliveryRow(
                notice_id=one.id,
                audience=audience.value,
                order_id=one.order_id,
                claim_id=claim_id,
                claimed_by=claimant,
                lease_until=lease_until,
                done_at=None,
            )
        )


def finish(session: Session, claim_ids: Collection[str], claimant: str, now: datetime) -> int:
    """Note that a claimant has told what it claimed; how many of its claims that ended."""
    mine = (
        NoticeDeliveryRow.claim_id.in_(claim_ids),
        NoticeDeliveryRow.claimed_by == claimant,
        NoticeDeliveryRow.done_at.is_(None),
    )
    ended = session.scalar(select(func.count(NoticeDeliveryRow.claim_id.distinct())).where(*mine))
    session.execute(update(NoticeDeliveryRow).where(*mine).values(done_at=now))
    return ended or 0


def next_lease_end(session: Session, audience: Audience, now: datetime) -> datetime | None:
    """When the first of the notices that are claimed now would be offered again."""
    return session.scalar(
        select(func.min(NoticeDeliveryRow.lease_until)).where(
            NoticeDeliveryRow.audience == audience.value,
            NoticeDeliveryRow.done_at.is_(None),
            NoticeDeliveryRow.lease_until > now,
        )
    )


def asked(session: Session, client_id: str, now: datetime) -> None:
    """Note that a paired browser asked for notices."""
    session.execute(update(ClientRow).where(ClientRow.id == client_id).values(notices_asked_at=now))


def accounts_asked_for(session: Session, since: datetime) -> frozenset[str]:
    """The accounts for which a paired browser asked for notices since an instant."""
    return frozenset(
        session.scalars(
            select(ClientRow.account_id).where(
                ClientRow.notices_asked_at >= since, ClientRow.revoked_at.is_(None)
            )
        )
    )


def _notice(row: NoticeRow) -> Notice:
    return Notice(
        id=row.id,
        account_id=row.account_id,
        order_id=row.order_id,
        kind=NoticeKind(row.kind),
        name=row.name,
        due_at=row.due_at,
        deadline=row.deadline_at,
    )
