"""What seller data adds to an assessment: asking the store, judging, and putting it into words.

Each row is a distribution over `--looks` looks in this one run, at the store of one order page and
at the ten of a list. The store holds a year of readings of every seller from three kinds of page,
and `ORDERS` orders of the buyer, ten of them with the seller that is looked at. Times are those
of the processor; the store's file is in the memory of the system. The goal is a median under 2 ms
for an order page.

usage: python benchmarks/sellers.py [--looks N]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from aliorders.models import (
    OrderStatus,
    PageKind,
    ProfileSource,
    Settled,
    SnapshotSource,
    StoreProfile,
)
from cancelwindow.policy.loader import load_policy
from cancelwindow.sellers import seller_views
from cancelwindow.store.database import Database
from cancelwindow.store.profiles import record_profiles
from cancelwindow.store.seller_tables import OrderStayRow
from cancelwindow.store.tables import ReadingRow, WaitRow

DEFAULT_LOOKS = 300
STORES = 100
ORDERS = 2_000
OF_THE_SELLER = 10
DAYS_BETWEEN = 14
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCES = (ProfileSource.SELLER_PAGE, ProfileSource.BENEFITS, ProfileSource.STORE_PAGE)


def store_id(number: int) -> str:
    """The number of one of the stores; 0 is the one that is looked at."""
    return f"11000{number:05}"


def fill(database: Database) -> None:
    """A year of readings, and the buyer's orders."""
    with database.write() as session:
        for days in range(0, 365, DAYS_BETWEEN):
            at = NOW - timedelta(days=days)
            reading = ReadingRow(
                page_kind=PageKind.STORE.value,
                captured_at=at,
                received_at=at,
                source=SnapshotSource.EXTENSION.value,
                settled=Settled.YES.value,
                report_json="{}",
            )
            session.add(reading)
            session.flush()
            pages = (_page(number, source) for number in range(STORES) for source in SOURCES)
            record_profiles(session, reading.id, reading.captured_at, pages)
        for number in range(ORDERS):
            _order(session, number)


def _page(number: int, source: ProfileSource) -> StoreProfile:
    return StoreProfile(
        source=source,
        store_id=store_id(number),
        seller_id=f"22000{number:05}",
        name=f"Example Store {number}",
        positive_rate=Decimal("96.7"),
        rating_count=1960,
        followers=12_500,
        country="CN",
    )


def _order(session: Session, number: int) -> None:
    order_id, paid = f"82{number:014}", NOW - timedelta(days=number % 300 + 20)
    seller = 0 if number < OF_THE_SELLER else 1 + number % (STORES - 1)
    shipped = paid + timedelta(hours=30)
    session.add(
        WaitRow(
            order_id=order_id,
            store_id=store_id(seller),
            paid_earliest=paid,
            paid_latest=paid,
            shipped_by=shipped,
            shipped_earliest=shipped,
            shipped_latest=shipped,
            shipped_low=30.0,
            shipped_high=30.0,
        )
    )
    for state, seen_at in (
        (OrderStatus.WAIT_SELLER_SEND_GOODS, paid),
        (OrderStatus.IN_CANCEL, paid + timedelta(hours=12)),
        (OrderStatus.WAIT_BUYER_ACCEPT_GOODS, shipped),
    ):
        session.add(
            OrderStayRow(
                order_id=order_id,
                state=state.value,
                end_reason="",
                end_cause="",
                first_at=seen_at,
                last_at=seen_at,
                is_overdue=False,
                has_refund=False,
            )
        )


def taken(database: Database, stores: int, looks: int, language: str) -> list[float]:
    """Seconds of each look at that many stores."""
    book, named = load_policy(), {store_id(number): "" for number in range(stores)}
    seconds = []
    for _ in range(looks):
        with database.read() as session:
            start = time.process_time()
            views = seller_views(session, named, book, NOW, language)
            seconds.append(time.process_time() - start)
        assert len(views) == stores
    return seconds


def row(name: str, seconds: list[float]) -> str:
    """One line of the table."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    figures = [cuts[49], cuts[89], cuts[98], max(seconds)]
    return f"{name:24}" + "".join(f"{figure * 1000:9.3f} ms" for figure in figures)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time what seller data adds to an assessment.")
    parser.add_argument("--looks", type=int, default=DEFAULT_LOOKS)
    looks = max(10, parser.parse_args().looks)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "companion.sqlite3"
        path.touch()
        with Database(path) as database:
            fill(database)
            taken(database, 1, 10, "en")
            print(f"{looks} looks per row, {STORES} stores, {ORDERS} orders\n")
            print(f"{'':24}{'median':>12}{'90 %':>12}{'99 %':>12}{'slowest':>12}")
            print(row("an order page", taken(database, 1, looks, "en")))
            print(row("a list of ten stores", taken(database, 10, looks, "en")))
            print(row("a store never seen", _of_nobody(database, looks)))


def _of_nobody(database: Database, looks: int) -> list[float]:
    book, seconds = load_policy(), []
    for _ in range(looks):
        with database.read() as session:
            start = time.process_time()
            seller_views(session, {"9999": ""}, book, NOW)
            seconds.append(time.process_time() - start)
    return seconds


if __name__ == "__main__":
    main()
