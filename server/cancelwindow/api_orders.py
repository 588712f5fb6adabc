"""The versioned JSON API, continued: what is stored. Each handler answers one operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from cancelwindow import preferences
from cancelwindow.assessment import Assessor
from cancelwindow.config import Config
from cancelwindow.errors import RefusedError
from cancelwindow.guard import paired_client
from cancelwindow.openapi import document
from cancelwindow.order_desk import OrderDesk
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import Buyer
from cancelwindow.preferences import Preferences
from cancelwindow.protocol import ErrorCode
from cancelwindow.protocol_orders import (
    AccountView,
    DeadlinesReply,
    DeadlinesRequest,
    OpenApiReply,
    OpenApiRequest,
    OrderReply,
    OrderRequest,
    OrdersReply,
    OrdersRequest,
    OrderView,
    OverviewReply,
    OverviewRequest,
    QuietHours,
    SellerNotesReply,
    SellerNotesRequest,
    SellersReply,
    SellersRequest,
    SettingsChange,
    SettingsReply,
    SettingsRequest,
    SightingView,
    StoreView,
    SumView,
    VerdictsReply,
    VerdictsRequest,
    WithdrawReply,
    WithdrawRequest,
)
from cancelwindow.rejudging import Rejudge
from cancelwindow.sellers import seller_views
from cancelwindow.store import accounts, charts, clients, notes, queries
from cancelwindow.store.database import Database
from cancelwindow.store.queries import OrderFilter
from cancelwindow.store.standing import MoneyState, RefundProgress
from cancelwindow.store.timeline import timeline

AHEAD = timedelta(days=30)
"""How far deadlines are told where no end is named."""

SHOWN = 20
"""Orders in each part of the overview."""


@dataclass(frozen=True, slots=True)
class StoredOrders:
    """Answers what is asked of one store. Every list is preceded by judging what is due."""

    config: Config
    database: Database
    book: PolicyBook
    assessor: Assessor
    rejudge: Rejudge

    def language(self) -> str:
        """What is answered in where a client names no language."""
        return self._chosen().language or self.config.language

    def orders(self, wanted: OrdersRequest) -> OrdersReply:
        """A part of the orders."""
        chosen = OrderFilter(
            search=wanted.search,
            answers=wanted.answers,
            statuses=wanted.statuses,
            money=wanted.money,
            refunds=wanted.refunds,
            account_id=wanted.account_id,
            store_id=wanted.store_id,
            is_open=wanted.is_open,
            placed_from=_iso(wanted.placed_from),
            placed_to=_iso(wanted.placed_to),
        )
        desk = self._desk(wanted.language)
        self.rejudge.some(self.config.clock())
        with self.database.read() as session:
            found = queries.orders(
                session,
                chosen,
                sort=wanted.sort,
                descending=wanted.descending,
                limit=wanted.limit,
                offset=wanted.offset,
            )
        return OrdersReply(
            orders=tuple(desk.order(one) for one in found.orders),
            total=found.total,
            is_exact=found.is_exact,
        )

    def order(self, wanted: OrderRequest) -> OrderReply:
        """All about one order."""
        desk, now = self._desk(wanted.language), self.config.clock()
        self.rejudge.some(now)
        with self.database.read() as session:
            found = queries.order(session, wanted.order_id)
            verdict = desk.verdict(session, wanted.order_id, now)
            if found is None or verdict is None:
                raise RefusedError(ErrorCode.UNKNOWN_ORDER)
            sightings = timeline(session, wanted.order_id)
        return OrderReply(
            order=desk.order(found),
            verdict=verdict,
            timeline=tuple(
                SightingView.model_validate(one, from_attributes=True) for one in sightings
            ),
        )

    def verdicts(self, wanted: VerdictsRequest) -> VerdictsReply:
        """Several orders judged as they stand now."""
        desk, now = self._desk(wanted.language), self.config.clock()
        with self.database.read() as session:
            judged = {
                order_id: desk.verdict(session, order_id, now)
                for order_id in dict.fromkeys(wanted.order_ids)
            }
        return VerdictsReply(
            verdicts=tuple(one for one in judged.values() if one is not None),
            not_seen=tuple(order_id for order_id, one in judged.items() if one is None),
        )

    def overview(self, wanted: OverviewRequest) -> OverviewReply:
        """What matters now."""
        desk, now, mine = self._desk(wanted.language), self.config.clock(), wanted.account_id
        until = now + timedelta(days=wanted.days)
        self.rejudge.some(now)
        with self.database.read() as session:
            coming = queries.deadlines(session, now, until, account_id=mine, limit=SHOWN)
            acting = queries.act_now(session, now, until, account_id=mine, limit=SHOWN)
            return OverviewReply(
                counts=queries.counts(session, account_id=mine),
                act_now=tuple(desk.order(one) for one in acting),
                deadlines=desk.dated(coming),
                at_risk=tuple(
                    SumView.model_validate(one)
                    for one in queries.money(session, MoneyState.AT_RISK, account_id=mine)
                ),
                refunds_running=self._refunds(session, desk, RefundProgress.RUNNING, mine),
                refunds_late=self._refunds(session, desk, RefundProgress.LATE, mine),
            )

    def deadlines(self, wanted: DeadlinesRequest) -> DeadlinesReply:
        """Deadlines of a span of time."""
        desk, now = self._desk(wanted.language), self.config.clock()
        start = wanted.start or now
        self.rejudge.some(now)
        with self.database.read() as session:
            found = queries.deadlines(
                session,
                start,
                wanted.end or start + AHEAD,
                account_id=wanted.account_id,
                act_by=wanted.act_by,
                limit=wanted.limit,
            )
        return DeadlinesReply(deadlines=desk.dated(found))

    def sellers(self, wanted: SellersRequest) -> SellersReply:
        """The shops of the stored orders."""
        with self.database.read() as session:
            found = charts.stores(session, account_id=wanted.account_id, limit=wanted.limit)
        return SellersReply(stores=tuple(StoreView.model_validate(one) for one in found))

    def seller_notes(self, wanted: SellerNotesRequest) -> SellerNotesReply:
        """One seller after a tick."""
        unknown = set(wanted.behaviours).difference(self.book.tables.sellers.behaviours)
        if unknown:
            raise RefusedError(ErrorCode.UNKNOWN_BEHAVIOUR)
        now, language = self.config.clock(), wanted.language or self.language()
        with self.database.write() as session:
            notes.tick(session, wanted.store_id, wanted.behaviours, now)
            [seller] = seller_views(session, {wanted.store_id: ""}, self.book, now, language)
        return SellerNotesReply(seller=seller)

    def settings(self, wanted: SettingsRequest) -> SettingsReply:
        """The settings, after a change if one is asked for."""
        if wanted.change is not None and wanted.change.model_fields_set:
            self._change(wanted.change)
        with self.database.read() as session:
            rows = accounts.list_accounts(session)
        return SettingsReply(
            country=self.assessor.buyer.country,
            language=self.book.language(self.language()),
            quiet_hours=_quiet_hours(self._chosen()),
            accounts=tuple(AccountView.model_validate(row) for row in rows),
            store=self.database.kind,
        )

    def withdraw(self, _: WithdrawRequest) -> WithdrawReply:
        """The browser that asks is paired no more."""
        client = paired_client()
        with self.database.write() as session:
            clients.revoke(session, client.id, self.config.clock())
        return WithdrawReply(client_id=client.id)

    def openapi(self, _: OpenApiRequest) -> OpenApiReply:
        """The API, described."""
        return OpenApiReply(document=document())

    def _desk(self, language: str | None) -> OrderDesk:
        return OrderDesk(self.book, self.assessor.buyer, language or self.language())

    def _chosen(self) -> Preferences:
        with self.database.read() as session:
            return preferences.read(session)

    def _change(self, wanted: SettingsChange) -> None:
        with self.database.write() as session:
            chosen = preferences.read(session).model_copy(update=_chosen_in(wanted))
            preferences.write(session, chosen)
        buyer = Buyer(country=chosen.country or self.config.country)
        self.assessor.buyer = self.rejudge.buyer = buyer
        self.rejudge.start(self.config.clock())

    def _refunds(
        self, session: Session, desk: OrderDesk, progress: RefundProgress, account_id: str | None
    ) -> tuple[OrderView, ...]:
        found = queries.refunds(session, progress, account_id=account_id, limit=SHOWN)
        return tuple(desk.order(one) for one in found)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _chosen_in(wanted: SettingsChange) -> dict[str, str | None]:
    """The preferences that a change names."""
    named = wanted.model_dump(exclude_unset=True)
    if "quiet_hours" in named:
        quiet = named.pop("quiet_hours") or {}
        named |= {"quiet_from": quiet.get("start"), "quiet_to": quiet.get("end")}
    return named


def _quiet_hours(chosen: Preferences) -> QuietHours | None:
    if chosen.quiet_from is None or chosen.quiet_to is None:
        return None
    return QuietHours(start=chosen.quiet_from, end=chosen.quiet_to)
