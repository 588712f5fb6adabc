"""How long the overview and the list of orders take with few orders stored and with many.

The sample account is stored by the real parts; its states are then repeated under other numbers and
dates until there are as many orders as wanted, so that every answer, currency and refund occurs at
either size. Both sizes are asked in turn, in this one run: each row is a distribution over
`--rounds` requests of whole pages through the application, and the ratio of the two medians. The
goal is a ratio under 1.5 between 1,000 and 100,000 orders.

usage: python benchmarks/dashboard.py [--rounds N] [--few N] [--many N]
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import structlog
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from cancelwindow.store.tables import OrderDeadlineRow, OrderStateRow, OrderTallyRow
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from sample_orders import see_sample_account

PAGES = {
    "overview": "/dashboard/",
    "orders": "/dashboard/orders",
    "orders, second page": "/dashboard/orders?page=2",
    "orders, one answer": "/dashboard/orders?answer=no",
    "orders, next deadline": "/dashboard/orders?sort=deadline",
}

TARGET = 1.5

AT_ONCE = 5_000
FIRST_NUMBER = 8_400_000_000_000_000


def stock(app: CompanionApp, orders: int) -> None:
    """Store so many orders."""
    see_sample_account(app)
    with app.database.write() as session:
        states = [_values(row) for row in session.scalars(select(OrderStateRow))]
        deadlines = [_values(row) for row in session.scalars(select(OrderDeadlineRow))]
        added = list(_copies(states, deadlines, orders - len(states)))
        for start in range(0, len(added), AT_ONCE):
            part = added[start : start + AT_ONCE]
            session.execute(insert(OrderStateRow), [state for state, _ in part])
            dated = [deadline for _, mine in part for deadline in mine]
            # Of an empty list SQLAlchemy makes one row without values.
            if dated:
                session.execute(insert(OrderDeadlineRow), dated)
        _tally(session)


def _values(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def _copies(
    states: list[dict[str, Any]], deadlines: list[dict[str, Any]], wanted: int
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """States under other numbers, each a little older than the one before in all its dates."""
    for number in range(wanted):
        state = states[number % len(states)]
        order_id = str(FIRST_NUMBER + number)
        older = timedelta(minutes=5 * number)
        copy = _moved(state, older) | {
            "order_id": order_id,
            "search_text": state["search_text"].replace(state["order_id"], order_id),
            # Judging again is the companion's work between pages, and as much of it at any size.
            "recheck_at": None,
        }
        mine = [one for one in deadlines if one["order_id"] == state["order_id"]]
        yield copy, [_moved(one, older) | {"order_id": order_id} for one in mine]


def _moved(row: dict[str, Any], older: timedelta) -> dict[str, Any]:
    return {
        name: value - older if isinstance(value, datetime) else value for name, value in row.items()
    }


def _tally(session: Session) -> None:
    keys = (
        OrderStateRow.account_id,
        OrderStateRow.answer,
        OrderStateRow.money_state,
        func.coalesce(OrderStateRow.refund_state, ""),
        func.coalesce(OrderStateRow.currency, ""),
    )
    sums = (func.count(), func.coalesce(func.sum(OrderStateRow.total_minor), 0))
    session.execute(delete(OrderTallyRow))
    columns = [column.name for column in OrderTallyRow.__table__.columns]
    query = select(*keys, *sums).group_by(*keys)
    session.execute(insert(OrderTallyRow).from_select(columns, query))


def taken(visitors: list[Visitor], path: str, rounds: int) -> list[list[float]]:
    """Seconds of each request, for each visitor, asked in turn."""
    seconds: list[list[float]] = [[] for _ in visitors]
    for number in range(rounds + 1):
        for mine, visitor in zip(seconds, visitors, strict=True):
            request = visitor.request(path)
            start = time.perf_counter()
            answer = visitor.app.send(request)
            spent = time.perf_counter() - start
            assert answer.status == 200
            # The first compiles the templates.
            if number:
                mine.append(spent)
    return seconds


def row(name: str, few: list[float], many: list[float]) -> str:
    """One line of the table."""
    ratio = statistics.median(many) / statistics.median(few)
    cells = "".join(
        f"{figure * 1000:9.1f} ms"
        for seconds in (few, many)
        for figure in (statistics.median(seconds), max(seconds))
    )
    return f"{name:24}{cells}{ratio:9.2f}x"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time pages with few and with many orders.")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=100_000)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        apps = [CompanionApp(Path(folder) / str(size)) for size in (given.few, given.many)]
        for app, size in zip(apps, (given.few, given.many), strict=True):
            stock(app, size)
        visitors = [Visitor(app) for app in apps]
        print(f"{given.few:,} and {given.many:,} orders, {given.rounds} requests of each page\n")
        heads = (f"few: median{'slowest':>12}", f"many: median{'slowest':>11}")
        print(f"{'':25}{heads[0]}  {heads[1]}  ratio (under {TARGET})")
        for name, path in PAGES.items():
            print(row(name, *taken(visitors, path, max(2, given.rounds))))
        for app in apps:
            app.close()


if __name__ == "__main__":
    main()
