"""Hands out what is due: to the paired browsers, to the desktop, and to an address."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cancelwindow import preferences
from cancelwindow.policy.book import PolicyBook
from cancelwindow.preferences import Preferences
from cancelwindow.protocol_notices import NoticeView
from cancelwindow.rejudging import Rejudge
from cancelwindow.reminders.due import KEPT, Decision, due, folded, is_same_deadline
from cancelwindow.reminders.wording import DIGEST, Known, Speaker, key_of
from cancelwindow.store import notices, queries
from cancelwindow.store.database import Database
from cancelwindow.store.notices import Alarm, Audience, Notice, NoticeKind
from cancelwindow.store.queries import OrderDeadline

LEASE = timedelta(minutes=5)
"""A notice that was not acknowledged for so long is offered again."""

AHEAD = timedelta(days=1)
"""How far the next check is looked for."""

_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who asks for what is due."""

    id: str
    audience: Audience
    accounts: Collection[str] | None = None
    """AliExpress accounts whose orders are told; None for all."""
    since: datetime | None = None
    """What became due before is not told; None for no such limit."""
    names_orders: bool = True
    """Whether products and stores may be named."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is now the claimant's to tell. `next_check_at` is aware UTC; None: nothing is known."""

    notices: tuple[NoticeView, ...]
    next_check_at: datetime | None


class NoticeDesk:
    """Hands out what is due in one store, in the words of one policy."""

    def __init__(
        self, database: Database, book: PolicyBook, rejudge: Rejudge, language: str
    ) -> None:
        """`language` is spoken where the person has chosen none."""
        self._database = database
        self._book = book
        self._rejudge = rejudge
        self._language = language

    def claim(self, claimant: Claimant, now: datetime) -> Claimed:
        """Give a claimant what is due and nobody else is about to tell.

        Orders that time may have changed are judged again first. What is handed out is written
        down as claimed in the same transaction.
        """
        self._rejudge.some(now)
        with self._database.read() as session:
            chosen = preferences.read(session)
            decision = self._decision(session, chosen, now)
        if decision.quiet_until is not None:
            return Claimed((), decision.quiet_until)
        with self._database.write() as session:
            notices.add_alarms(session, decision.alarms, now)
            told = self._hand_out(session, claimant, chosen, now)
        with self._database.read() as session:
            return Claimed(told, self._next_check(session, claimant, now))

    def done(self, claim_ids: Collection[str], claimant_id: str, now: datetime) -> int:
        """Note that claims of this claimant were told; how many were still its own."""
        with self._database.write() as session:
            return notices.finish(session, frozenset(claim_ids), claimant_id, now)

    def _decision(self, session: Session, chosen: Preferences, now: datetime) -> Decision:
        since = now - KEPT
        coming = queries.reminding(session, since, now + timedelta(microseconds=1))
        # One more day: an alarm of then may be another reading of one that is due now.
        return due(now, coming, notices.recorded(session, since - AHEAD), chosen)

    def _hand_out(
        self, session: Session, claimant: Claimant, chosen: Preferences, now: datetime
    ) -> tuple[NoticeView, ...]:
        since = now - KEPT if claimant.since is None else max(now - KEPT, claimant.since)
        free = notices.pending(
            session, claimant.audience, now, since=since, accounts=claimant.accounts
        )
        known = _known(session, free)
        by_key: dict[str, list[Notice]] = defaultdict(list)
        for one in free:
            if key_of(one) in known:
                by_key[key_of(one)].append(one)
        # An alarm that nobody told in time is told with the one that followed it.
        newest = sorted(
            (several[-1] for several in by_key.values()),
            key=lambda one: _urgency(one, known[key_of(one)]),
        )
        speaker = Speaker(
            self._book.catalogue(self._book.language(chosen.language or self._language)),
            chosen.zone,
            names_orders=claimant.names_orders,
        )
        views = []
        for together in folded(newest, chosen):
            claim_id = secrets.token_hex(_ID_BYTES)
            every = [notice for one in together for notice in by_key[key_of(one)]]
            notices.claim(session, every, claimant.audience, claimant.id, claim_id, now + LEASE)
            words = speaker.words(together, known, now)
            views.append(
                NoticeView(
                    id=claim_id,
                    kind=_kind(together),
                    name=together[0].name if len(together) == 1 else DIGEST,
                    title=words.title,
                    message=words.message,
                    order_id=together[0].order_id,
                    url=self._url(together),
                    due_at=min(one.due_at for one in together),
                )
            )
        return tuple(views)

    def _url(self, together: Sequence[Notice]) -> str:
        links = self._book.tables.steps.links
        orders = {one.order_id for one in together}
        name = "order_detail" if len(orders) == 1 else "order_list"
        return links[name].format(order_id=together[0].order_id)

    def _next_check(self, session: Session, claimant: Claimant, now: datetime) -> datetime | None:
        later = queries.reminding(session, now + timedelta(microseconds=1), now + AHEAD)
        alarms = [
            at
            for one in later
            if claimant.accounts is None or one.order.account_id in claimant.accounts
            for at in one.deadline.reminders
            if at > now
        ]
        lease = notices.next_lease_end(session, claimant.audience, now)
        return min([*alarms, *([] if lease is None else [lease])], default=None)


def _known(session: Session, free: Sequence[Notice]) -> dict[str, Known]:
    """The orders of notices that are still true: a date that has moved reminds by itself."""
    ids = list({one.order_id for one in free})
    orders = queries.orders_by_id(session, ids)
    deadlines = {
        f"{order_id}/{one.kind}": one
        for order_id, several in queries.deadlines_by_order(session, ids).items()
        for one in several
    }
    known: dict[str, Known] = {}
    for notice in free:
        order, deadline = orders.get(notice.order_id), deadlines.get(key_of(notice))
        if order is None:
            continue
        if notice.kind is NoticeKind.EVENT:
            known[key_of(notice)] = Known(order, None)
        elif deadline is not None and _is_of(notice, OrderDeadline(order, deadline)):
            known[key_of(notice)] = Known(order, deadline)
    return known


def _is_of(notice: Notice, one: OrderDeadline) -> bool:
    now_dated = Alarm(
        notice.account_id, notice.order_id, notice.name, notice.due_at, one.deadline.earliest
    )
    return is_same_deadline(notice.alarm, now_dated)


def _urgency(notice: Notice, known: Known) -> tuple[bool, datetime]:
    """The person's own deadlines first, the earliest first."""
    acts = known.deadline is not None and known.deadline.act_by
    return (not acts, notice.deadline or notice.due_at)


def _kind(together: Sequence[Notice]) -> NoticeKind:
    kinds = {one.kind for one in together}
    return NoticeKind.DEADLINE if NoticeKind.DEADLINE in kinds else NoticeKind.EVENT
