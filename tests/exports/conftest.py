"""Stored orders to export, in several currencies, with texts that a spreadsheet would run."""

from __future__ import annotations

import pytest

from aliorders.models import Money, PageKind, RefundLine
from cancelwindow.store.database import Database
from companion_app import NOON
from stored_orders import Shelf, order_seen

UNPAID, TO_SHIP, RECEIVED, REFUNDED, YEN, DINAR = (
    f"82400000000020{number:02}" for number in range(6)
)
HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\tx", "\rx")


def money(amount: int, currency: str) -> Money:
    return Money(amount=amount, currency=currency, raw=f"{amount} {currency}")


@pytest.fixture
def shelf(database: Database) -> Shelf:
    """Six orders of two accounts."""
    shelf = Shelf(database)
    shelf.add_account("partner", NOON)
    shelf.see(order_seen(UNPAID, "PLACE_ORDER_SUCCESS", total=money(300, "USD")), at=NOON)
    shelf.see(
        order_seen(
            TO_SHIP,
            "WAIT_SELLER_SEND_GOODS",
            placed="2026-11-18",
            paid="2026-11-18",
            total=money(1_230, "USD"),
            store="1101",
            shop='=Zoë "; | Shop',
            titles=HOSTILE,
            tracking=("LP00000000002001",),
        ),
        at=NOON,
    )
    shelf.see(
        order_seen(
            RECEIVED,
            "FINISH",
            end="received",
            placed="2026-09-01",
            total=money(5_000, "EUR"),
            titles=("Cup",),
        ),
        at=NOON,
        account_id="partner",
    )
    refunded = order_seen(
        REFUNDED,
        "FINISH",
        end="cancelled",
        placed="2026-10-01",
        paid="2026-10-02",
        total=money(2_000, "USD"),
    )
    line = RefundLine(text="Refunded", amount=money(1_550, "USD"))
    shelf.see(refunded.model_copy(update={"refund_line": line}), at=NOON, kind=PageKind.ORDER_LIST)
    for order_id, total in ((YEN, money(1_200, "JPY")), (DINAR, money(1_234, "KWD"))):
        shelf.see(
            order_seen(
                order_id,
                "WAIT_BUYER_ACCEPT_GOODS",
                placed="2026-11-01",
                paid="2026-11-01",
                total=total,
                titles=("Fan",),
            ),
            at=NOON,
        )
    return shelf
