"""The answer of the returns list (json-and-seller.md A7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cancelwindow.replay import addresses, printed
from cancelwindow.replay.account import Account, ReturnEntry


def returns_list(account: Account, now: datetime) -> dict[str, Any]:
    """All returns of an account, each in a group of its shop. `pages` is 0 all the same."""
    return {"module": {"pages": 0, "items": [_group(account, one, now) for one in account.returns]}}


def _group(account: Account, entry: ReturnEntry, now: datetime) -> dict[str, Any]:
    order = account.order(entry.order_id)
    assert order is not None  # noqa: S101 - held by the account's validator
    store, line = account.stores[order.store], order.lines[0]
    return {
        "shopName": store.name,
        "reverseOrderLines": [
            {
                "reverseOrderId": entry.return_id,
                "reverseOrderLineId": entry.line_id,
                "tradeOrderId": order.order_id,
                "tradeOrderLineId": line.line_id,
                "reverseStatus": str(entry.status),
                "reverseType": "RETURN",
                "reverseBizType": "4pl",
                "solutionType": "return_and_refund",
                "reverseDetailStatusText": entry.text,
                "gmtCreate": str(printed.milliseconds(now, entry.opened)),
                "itemTitle": line.title,
                "seller": {
                    "storeId": store.store_id,
                    "storeUrl": addresses.store_url(store.store_id),
                },
            }
        ],
    }
