"""Orders put into a store the way the companion does it: observation, verdict and state in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aliorders.merge import combine
from aliorders.models import (
    Missing,
    Order,
    PageKind,
    PageReading,
    Parcel,
    SnapshotSource,
    Store,
)
from cancelwindow.assessment import stored_readings
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Verdict
from cancelwindow.store.database import Database
from cancelwindow.store.observations import Provenance, record
from cancelwindow.store.standing import Judged
from cancelwindow.store.states import StateSource, record_verdict
from cancelwindow.store.tables import DEFAULT_ACCOUNT, AccountRow
from policy_case import NOT_FOUND, OrderSeen, order


def order_seen(
    order_id: str,
    status: str,
    *,
    shop: str | None = None,
    titles: tuple[str, ...] = (),
    tracking: tuple[str, ...] = (),
    **more: Any,
) -> Order:
    """An order of which just this was seen; `more` are fields of `OrderSeen`."""
    seen = order(OrderSeen.model_validate({"status": status, "lines": [{}] * len(titles), **more}))
    lines = tuple(
        line.model_copy(update={"title": title})
        for line, title in zip(seen.lines, titles, strict=True)
    )
    store = seen.store
    if shop is not None:
        number = NOT_FOUND if isinstance(store, Missing) else store.store_id
        store = Store(store_id=number, name=shop, url=NOT_FOUND)
    return seen.model_copy(
        update={
            "order_id": order_id,
            "lines": lines,
            "store": store,
            "tracking_numbers": tracking,
        }
    )


@dataclass(frozen=True)
class Shelf:
    """Puts orders into a store."""

    database: Database

    def add_account(self, account_id: str, now: datetime) -> None:
        """Another AliExpress account."""
        with self.database.write() as session:
            session.add(AccountRow(id=account_id, name=account_id, created_at=now))

    def see(
        self,
        *orders: Order,
        at: datetime,
        kind: PageKind = PageKind.ORDER_DETAIL,
        parcels: tuple[Parcel, ...] = (),
        account_id: str = DEFAULT_ACCOUNT,
        now: datetime | None = None,
    ) -> tuple[Verdict, ...]:
        """Show a page of these orders, captured `at` an aware instant; `now` if it comes late."""
        reading = PageReading(kind=kind, orders=orders, parcels=parcels)
        verdicts = []
        with self.database.write() as session:
            provenance = Provenance(at, at, SnapshotSource.EXTENSION, None, account_id)
            observations = record(session, reading, provenance)
            for one in orders:
                stored = [
                    (earlier.reading, earlier.captured_at)
                    for earlier in stored_readings(session, one.order_id)
                    if not earlier.reading.orders
                ]
                [evidence] = [
                    found
                    for found in combine([(reading, at), *stored])
                    if found.order.order_id == one.order_id
                ]
                verdict = assess(evidence, load_policy(), now or at)
                source = StateSource(observations[one.order_id], at, account_id)
                record_verdict(session, Judged(evidence, verdict), source)
                verdicts.append(verdict)
        return tuple(verdicts)
