"""The answer of the order list call (json-and-seller.md A4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aliorders.models import OrderStatus
from cancelwindow.replay import addresses, printed
from cancelwindow.replay.account import Account, Labels, SampleOrder
from cancelwindow.replay.components import component, graph
from cancelwindow.replay.order_parts import buttons, order_line

PAGE_SIZE = 10

TAB_CODES = ("all", "unpaid", "processing", "shipped", "completed")

_TAB_STATUSES = {
    "unpaid": {OrderStatus.PLACE_ORDER_SUCCESS},
    "processing": {
        OrderStatus.RISK_CONTROL,
        OrderStatus.WAIT_SELLER_SEND_GOODS,
        OrderStatus.SELLER_PART_SEND_GOODS,
        OrderStatus.IN_CANCEL,
    },
    "shipped": {OrderStatus.WAIT_BUYER_ACCEPT_GOODS},
    "completed": {OrderStatus.FINISH},
}

_OLDER = {"date": "Order date", "number": "Order ID", "details": "Order details"}
"""English labels until April 2026 (order-pages.md 1.3)."""

_PAGE, _HEADER, _BODY = "109694", "110551", "109702"
BODY_KEY = f"pc_om_list_body_{_BODY}"


def of_tab(account: Account, tab: str) -> tuple[SampleOrder, ...]:
    """The orders of a tab, in the account's order; all of them for an unknown tab, as the site
    does not refuse one."""
    statuses = _TAB_STATUSES.get(tab)
    if statuses is None:
        return account.orders
    return tuple(order for order in account.orders if order.state.status in statuses)


def order_list(account: Account, now: datetime, tab: str, page: int) -> dict[str, Any]:
    """Page `page` (from 1) of a tab."""
    orders = of_tab(account, tab)
    shown = orders[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    page_key = f"pc_om_list_page_{_PAGE}"
    header_key = f"pc_om_list_header_{_HEADER}"
    action_key = "pc_om_list_header_action_110846"
    footer_key = "pc_om_list_footer_recommend_116745"
    order_keys = {order.order_id: f"pc_om_list_order_{order.order_id}" for order in shown}
    body = {
        "hasMore": page * PAGE_SIZE < len(orders),
        "hasMoreText": account.language.words.more,
        "mergePayLimit": 20,
        "pageIndex": page,
        "pageSize": PAGE_SIZE,
    }
    parts = {
        page_key: component("pc_om_list_page", _PAGE, {"i18n": PAGE_WORDS}),
        header_key: component("pc_om_list_header", _HEADER, _header(account)),
        action_key: component(
            "pc_om_list_header_action",
            "110846",
            {"searchInput": "", "searchOption": "order", "statusTab": tab, "timeOption": "all"},
        ),
        BODY_KEY: component("pc_om_list_body", _BODY, body),
        footer_key: component("pc_om_list_footer_recommend", "116745", {}),
    } | {
        order_keys[order.order_id]: component(
            "pc_om_list_order", order.order_id, _card(account, order, now)
        )
        for order in shown
    }
    structure = {
        page_key: [header_key, BODY_KEY, footer_key],
        header_key: [action_key],
        BODY_KEY: list(order_keys.values()),
    }
    linkage = {"common": {}, "input": [], "request": [], "signature": {"replay": str(page)}}
    now_ms = printed.milliseconds(now, printed.NO_TIME)
    return graph(parts, page_key, structure, {"linkage": linkage, "global": {"curTime": now_ms}})


def counters(account: Account, *, signed_in: bool) -> dict[str, Any]:
    """Tab counters, as text; zeros when signed out, with SUCCESS all the same (A2)."""
    tabs = ("unpaid", "processing", "shipped")
    counts = {tab: str(len(of_tab(account, tab)) if signed_in else 0) for tab in tabs}
    return {"module": counts}


def _header(account: Account) -> dict[str, Any]:
    return {
        "pageTitle": "Orders",
        "disableSearch": False,
        "statusTabList": [
            {"code": code, "title": title}
            for code, title in zip(TAB_CODES, account.language.tabs, strict=True)
        ],
        "tailStatusTab": {"code": "recycle", "title": "Deleted orders"},
    }


def _card(account: Account, order: SampleOrder, now: datetime) -> dict[str, Any]:
    store = account.stores[order.store]
    arguments: dict[str, Any] = {"orderId": order.order_id, "isGuest": False}
    if order.state.number is not None:
        arguments["orderStatus"] = order.state.number
    fields: dict[str, Any] = {
        "orderId": order.order_id,
        "orderDateTitle": _label(account, order, "date"),
        "orderDateText": printed.day(now, order.placed, account.language),
        "orderIdTitle": _label(account, order, "number"),
        "orderDetailText": _label(account, order, "details"),
        "orderDetailUrl": addresses.detail_url(order.order_id),
        "statusTitle": "Status",
        "statusText": order.state.word,
        "storeName": store.name,
        "orderLineSize": len(order.lines),
        "orderLines": [order_line(account, order, line) for line in order.lines],
        "buttons": buttons(account, order, order.list_buttons),
        "hiddenOrderId": False,
        "showSelectBox": False,
        "utParams": {"args": arguments},
    }
    if len(order.lines) > 1:
        fields["moreItemText"] = "items"
    if store.choice:
        fields["shopIcon"] = addresses.CHOICE_ICON
    else:
        fields["storePageUrl"] = addresses.store_url(store.store_id)
    if order.total is not None:
        style = account.money[order.currency]
        fields |= {
            "totalPriceTitle": account.language.words.total,
            "totalPriceText": printed.money(order.total, style),
            "formatPriceInfo": printed.money_info(order.total, style),
            "currencyCode": order.currency,
        }
    return fields


def _label(account: Account, order: SampleOrder, name: str) -> str:
    older = (order.labels or account.labels) is Labels.OLDER
    return _OLDER[name] if older else str(getattr(account.language.words, name))


def requested_page(form: Sequence[tuple[str, str]]) -> tuple[str, int] | None:
    """Tab and page that a paging POST asks for.

    None without ``linkage``: the site then answers success with nothing in it (A2).
    """
    try:
        params = json.loads(json.loads(dict(form)["data"])["params"])
        components = json.loads(params["data"])
        page = int(components[BODY_KEY]["fields"]["pageIndex"])
    except (KeyError, TypeError, ValueError):
        return None
    if not params.get("linkage") or page < 1:
        return None
    action = components.get("pc_om_list_header_action_110846", {})
    return str(action.get("fields", {}).get("statusTab", "all")), page


PAGE_WORDS = {
    "cancel": "Cancel",
    "confirm": "Confirm",
    "copy": "Copy",
    "order_ID": "Ref. Number",
    "confirm_delivery": "Confirm received",
    "connect_seller": "Contact seller",
    "delete_confirm": "Delete the order?",
    "delete_tips": "You can't undo this action",
    "more_to_love": "More to love",
    "ol_empty_tracking": "Logistics information has not been updated yet.",
    "popup_order_confirm1": "Are you sure you want to confirm the receipt of your order?",
}
"""The list's string table (capture order-list-10-orders)."""
