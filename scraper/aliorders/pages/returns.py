"""Read the list of returns and refunds, and the page of one refund: hashed class names.

What was returned, of which order, and what the site says of it. The page of one refund names no
order; its address names the order line.
"""

from __future__ import annotations

import re

from aliorders import selectors as css
from aliorders.blocking import blocked
from aliorders.dom import Document, Node
from aliorders.extract import Extraction
from aliorders.models import (
    Blocked,
    BlockedKind,
    Missing,
    Moment,
    PageKind,
    PageReading,
    ParseReport,
    ReverseOrder,
    Settled,
    not_found,
    not_on_this_page,
)
from aliorders.stores import read_store
from aliorders.text.dates import read_day
from aliorders.text.money import read_money


def read_returns(document: Document, url: str, settled: Settled) -> PageReading | Blocked:
    """The returns the page shows; LAYOUT_CHANGED where none of its cards names an order."""
    extraction = Extraction()
    entries: list[ReverseOrder] = []
    cards = document.select(css.RETURN_CARD)
    for card in cards:
        entry = _entry(card, extraction)
        if not isinstance(entry.order_id, Missing):
            entries.append(entry)
    if not cards:
        entries.append(_refund(document, url))
    report = ParseReport(fields=extraction.reports)
    if not entries:
        result = blocked(BlockedKind.LAYOUT_CHANGED, "returns without an order id")
        return result.model_copy(update={"report": report})
    return PageReading(
        kind=PageKind.RETURNS, orders=(), returns=tuple(entries), settled=settled, report=report
    )


def _entry(card: Node, extraction: Extraction) -> ReverseOrder:
    text = {
        name: extraction.text(card, name, candidates)
        for name, candidates in css.RETURN_FIELDS.items()
    }
    link = extraction.text(card, "store_url", css.RETURN_STORE_LINK)
    store = read_store(not_found(), link)
    status = text["status_text"]
    return ReverseOrder(
        return_id=not_on_this_page(),
        return_line_id=not_on_this_page(),
        order_id=text["order_id"],
        order_line_id=text["order_line_id"],
        status_code=not_on_this_page(),
        is_closed=not_on_this_page(),
        status_text=status,
        type_code=not_on_this_page(),
        business_type=not_on_this_page(),
        solution_type=not_on_this_page(),
        created=not_on_this_page(),
        stated_day=_day_in(status),
        store_id=store if isinstance(store, Missing) else store.store_id,
        store_name=text["store_name"],
        seller_id=not_on_this_page(),
        title=text["title"],
        actions=tuple(node.text for node in card.select(css.RETURN_ACTIONS) if node.text),
    )


def _day_in(status: str | Missing) -> Moment | Missing:
    """The day inside the status words ("2026-05-12")."""
    if isinstance(status, Missing):
        return status
    match = re.search(css.ISO_DAY, status)
    return read_day(match[0]) if match else not_found("no day in the words")


def _refund(document: Document, url: str) -> ReverseOrder:
    """What the page of one refund shows: its amount."""
    extraction = Extraction()
    text = extraction.text(document, "amount", css.RETURN_AMOUNT)
    line = re.search(css.ORDER_LINE_ID_IN_URL, url)
    return ReverseOrder(
        order_line_id=line[1] if line else not_found("no order line in the page's address"),
        amount=text if isinstance(text, Missing) else read_money(text),
    )
