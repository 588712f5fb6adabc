"""Stored orders and their deadlines on a terminal, in the dashboard's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.table import Table
from rich.text import Text

from cancelwindow.dashboard.reader import Reader
from cancelwindow.protocol_orders import DeadlineView, OrderView
from cancelwindow.terminal import STYLES

_TITLE = 40
"""Characters of a title or a name; the whole one is in the JSON."""


def order_table(orders: Iterable[OrderView], reader: Reader) -> Table:
    """One row an order: number, answer, status, seller, day, next deadline, total."""
    table = _table(reader, "order", "answer", "status", "seller", "placed", "deadline")
    table.add_column(reader.say("column.total"), justify="right")
    for one in orders:
        has_total = one.total_minor is not None and one.currency is not None
        table.add_row(
            Text(one.order_id),
            Text(one.label, style=STYLES[one.answer]),
            Text(reader.say(f"status.{one.status.value}")),
            Text(_short(one.store_name, reader)),
            Text(reader.day(one.placed_day) if one.placed_day else reader.say("not_seen")),
            Text(_due(one.next_deadline_title, one.next_deadline_at, reader)),
            Text(
                reader.money(one.total_minor or 0, one.currency or "")
                if has_total
                else reader.say("not_seen")
            ),
        )
    return table


def deadline_table(deadlines: Iterable[DeadlineView], reader: Reader) -> Table:
    """One row a deadline: when, what, who has to act, which order of which seller."""
    table = _table(reader, "when", "what", "who", "order", "seller")
    for one in deadlines:
        table.add_row(
            Text(f"{reader.moment(one.earliest)} ({reader.distance(one.earliest)})"),
            Text(one.deadline),
            Text(reader.say("who.you" if one.act_by else "who.others")),
            Text(one.order_id),
            Text(_short(one.store_name, reader)),
        )
    return table


def _table(reader: Reader, *columns: str) -> Table:
    return Table(*(reader.say(f"column.{column}") for column in columns))


def _due(title: str | None, at: datetime | None, reader: Reader) -> str:
    return "-" if title is None or at is None else f"{title}: {reader.distance(at)}"


def _short(name: str | None, reader: Reader) -> str:
    if name is None:
        return reader.say("not_seen")
    return name if len(name) <= _TITLE else f"{name[: _TITLE - 1]}…"
