"""Purchases and refunds as bookings, in the text forms of hledger and of beancount.

Only money that was seen to move is booked. A refund is marked as pending, because no page shows
that it arrived; what may still come, or was never paid, is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from babel.numbers import get_currency_precision

from cancelwindow.exports.rows import Exported, amount
from cancelwindow.store.standing import MoneyState

SPENT = "Expenses:AliExpress"

PAID_FROM = "Assets:AliExpress:Payments"
"""What the payment method was charged with; rename it to your own account."""

_SEPARATORS = re.compile(r"[\s;|]+")
"""White space, and what ends a description in a journal."""

_LONGEST = 120
_UNNAMED = "AliExpress"


@dataclass(frozen=True, slots=True)
class Booking:
    """Money that moved: positive when it was spent, negative when it came back."""

    day: date
    order_id: str
    payee: str
    note: str
    amount: Decimal
    currency: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """An order, or a part of its money, that is not booked, and why."""

    day: date
    order_id: str
    why: str


Entry = Booking | Remark


def entries(orders: Iterable[Exported]) -> list[Entry]:
    """Bookings and remarks, the oldest first."""
    found = [entry for one in orders for entry in _of_order(one)]
    return sorted(found, key=lambda entry: (entry.day, entry.order_id))


def _of_order(one: Exported) -> Iterator[Entry]:
    seen = one.summary
    printed = seen.paid_day or seen.placed_day
    day = seen.first_seen_at.date() if printed is None else date.fromisoformat(printed)
    if not _was_paid(one):
        yield Remark(day, seen.order_id, "not booked: it was not seen to be paid")
        return
    if one.total is None or seen.currency is None:
        yield Remark(day, seen.order_id, "not booked: its amount was not seen")
        return
    payee, note = _plain(seen.store_name or "") or _UNNAMED, _plain(seen.title or "")
    yield Booking(day, seen.order_id, payee, note, one.total, seen.currency, is_certain=True)
    if seen.money_state is not MoneyState.COMING_BACK and one.refunded is None:
        return
    back = (seen.refund_from or seen.last_seen_at).date()
    if one.refunded is None:
        yield Remark(back, seen.order_id, "a refund is expected: its amount was not seen")
        return
    sum_ = amount(one.refunded.amount, one.refunded.currency) or Decimal(0)
    yield Booking(back, seen.order_id, payee, note, -sum_, one.refunded.currency, is_certain=False)


def _was_paid(one: Exported) -> bool:
    seen = one.summary
    if seen.money_state is MoneyState.NOT_PAID:
        return False
    return (
        seen.paid_day is not None
        or seen.money_state in {MoneyState.AT_RISK, MoneyState.COMING_BACK}
        or seen.end_reason == "received"
    )


def write_hledger(orders: Iterable[Exported], out: BinaryIO) -> None:
    """Write a journal of hledger."""
    found = entries(orders)
    lines = ["; AliExpress orders, from Cancel Window. Days as the site printed them.", ""]
    lines += ["decimal-mark .", *(f"commodity {_sample(one)}" for one in _currencies(found))]
    lines += [f"account {PAID_FROM}", f"account {SPENT}", ""]
    for entry in found:
        if isinstance(entry, Remark):
            lines += [f"; {entry.day} order:{entry.order_id} {entry.why}", ""]
            continue
        # In brackets at its start, a description would be a code.
        payee = entry.payee.lstrip("(*! ") or _UNNAMED
        mark = "*" if entry.is_certain else "!"
        lines += [
            f"{entry.day} {mark} {payee} | {entry.note}  ; order:{entry.order_id}",
            *_postings(entry, "    "),
            "",
        ]
    out.write("\n".join(lines).encode())


def write_beancount(orders: Iterable[Exported], out: BinaryIO) -> None:
    """Write a file of beancount."""
    found = entries(orders)
    lines = ["; AliExpress orders, from Cancel Window. Days as the site printed them.", ""]
    lines += [f'option "operating_currency" "{one}"' for one in _currencies(found)]
    booked = [entry.day for entry in found if isinstance(entry, Booking)]
    if booked:
        lines += ["", *(f"{min(booked)} open {account}" for account in (PAID_FROM, SPENT)), ""]
    for entry in found:
        if isinstance(entry, Remark):
            lines += [f"; {entry.day} {entry.order_id} {entry.why}", ""]
            continue
        mark = "*" if entry.is_certain else "!"
        lines += [
            f"{entry.day} {mark} {_quoted(entry.payee)} {_quoted(entry.note)}",
            f'  order: "{entry.order_id}"',
            *_postings(entry, "  "),
            "",
        ]
    out.write("\n".join(lines).encode())


def _postings(entry: Booking, indent: str) -> Iterator[str]:
    width = max(len(SPENT), len(PAID_FROM))
    yield f"{indent}{SPENT:<{width}}  {entry.amount:f} {entry.currency}"
    yield f"{indent}{PAID_FROM:<{width}}  {-entry.amount:f} {entry.currency}"


def _currencies(found: Iterable[Entry]) -> list[str]:
    return sorted({entry.currency for entry in found if isinstance(entry, Booking)})


def _sample(currency: str) -> str:
    """An amount that shows how many decimals a currency has; its mark stands even without any."""
    return f"1000.{'0' * get_currency_precision(currency)} {currency}"


def _plain(text: str) -> str:
    printable = "".join(mark if mark.isprintable() else " " for mark in text)
    return _SEPARATORS.sub(" ", printable).strip()[:_LONGEST]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
