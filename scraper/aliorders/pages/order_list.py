"""Read the order list: one order per visible card. The list lags behind the detail page."""

from __future__ import annotations

import re
from datetime import datetime

from aliorders import selectors as css
from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.dom import Document, Node
from aliorders.extract import Extraction, visible
from aliorders.models import (
    Blocked,
    BlockedKind,
    Listing,
    Missing,
    Moment,
    Money,
    Order,
    OrderLine,
    PageKind,
    PageReading,
    ParseReport,
    RefundLine,
    Settled,
    Store,
    not_found,
    not_on_this_page,
)
from aliorders.pages.controls import read_actions
from aliorders.pages.countdown import read_countdown
from aliorders.pages.lines import read_line
from aliorders.stores import read_store
from aliorders.text.dates import read_day
from aliorders.text.fold import fold
from aliorders.text.money import read_money
from aliorders.text.promises import read_promises
from aliorders.text.status import read_status
from aliorders.text.wording import ANY, Wording


def read_order_list(
    document: Document, settled: Settled, drawn_at: datetime, wording: Wording = ANY
) -> PageReading | Blocked:
    """The orders of the visible cards in page order, each id once (the list repeats rows).

    `drawn_at`: aware time at which the page was loaded, from which its countdowns count.
    """
    orders: dict[str, Order] = {}
    extraction = Extraction(wording)
    unknown_words: list[str] = []
    listing = _listing(document)
    for card in visible(document.select(css.CARD)):
        order = _order(card, listing, drawn_at, extraction, unknown_words)
        if order is not None:
            orders.setdefault(order.order_id, order)
    report = ParseReport(fields=extraction.reports, unknown_words=tuple(unknown_words))
    if not orders:
        result = blocked(BlockedKind.LAYOUT_CHANGED, "cards without an order id or a status")
        return result.model_copy(update={"report": report})
    return PageReading(
        kind=PageKind.ORDER_LIST,
        orders=tuple(orders.values()),
        settled=settled,
        report=report,
        listing=listing,
    )


def _listing(document: Document) -> Listing:
    """Which tab this is, where its title still means one thing, and whether more can be loaded.

    A button that is not there proves no end: it also vanishes while the page redraws.
    """
    active = document.first(css.LIST_ACTIVE_TAB)
    title = fold(_COUNTER.sub("", active.text)) if active is not None else ""
    tabs: dict[str, list[str]] = table("page_words")["tabs"]
    named = (code for code, words in tabs.items() if title in {fold(word) for word in words})
    more = visible(document.select(css.LIST_MORE))
    return Listing(
        tab=next(named, None) or not_found("the tab's title names no one tab"),
        has_more=True if more else not_found("no button that loads more"),
    )


_COUNTER = re.compile(r"\s*\(\d+\+?\)$")
"""A tab's title carries the number of its orders."""


def _order(
    card: Node,
    listing: Listing,
    drawn_at: datetime,
    extraction: Extraction,
    unknown_words: list[str],
) -> Order | None:
    text = {
        name: extraction.text(card, name, candidates)
        for name, candidates in css.CARD_FIELDS.items()
        if name not in _APART
    }
    order_id, word = _order_id(card, extraction), text["status"]
    if isinstance(order_id, Missing) or isinstance(word, Missing):
        return None
    status = read_status(word, extraction.wording)
    unknown_words.extend(status.unknown_words)
    several = len(card.select(css.CARD_PRODUCT_IMAGES))
    store = read_store(text["store_name"], text["store_url"])
    lines = () if several else _lines(card, store, extraction)
    total = text["total"]
    in_deleted = listing.tab == table("response_tags")["list"]["deleted_tab"]
    return Order(
        order_id=order_id,
        status=status.code,
        status_word=word,
        end_reason=status.end_reason,
        end_cause=status.end_cause,
        status_detail=not_on_this_page(),
        placed=_placed(text["placed"], extraction.wording),
        paid=not_on_this_page(),
        shipped=not_on_this_page(),
        completed=not_on_this_page(),
        payment_method=not_on_this_page(),
        total=total if isinstance(total, Missing) else read_money(total),
        is_choice=_is_choice(card, extraction),
        store=store,
        stores=() if isinstance(store, Missing) else (store,),
        refund_line=_refund_line(card, extraction),
        tab=listing.tab,
        is_deleted=True if in_deleted else not_found("not in the tab of deleted orders"),
        lines=lines,
        line_count=several or len(lines) or not_found("no product"),
        actions=read_actions(card.select(css.LIST_BUTTONS), extraction.wording),
        promises=read_promises(node.text for node in card.select(css.CARD_PROMISES)),
        delivery_estimate=not_on_this_page(),
        last_tracking_text=not_on_this_page(),
        status_ends=read_countdown(card, drawn_at, extraction),
    )


_APART = frozenset({"order_id", "choice_icon"})
"""Fields of a card with a reader of their own."""


def _order_id(card: Node, extraction: Extraction) -> str | Missing:
    """The order's number; the mobile card is itself the link to its order."""
    own = css.order_id_in(card.attr("href") or "")
    if own is None:
        return extraction.text(card, "order_id", css.CARD_FIELDS["order_id"])
    extraction.note("order_id", "the card's own link", 0, 1)
    return own


def _placed(text: str | Missing, wording: Wording) -> Moment | Missing:
    return text if isinstance(text, Missing) else read_day(text, wording)


def _is_choice(card: Node, extraction: Extraction) -> bool | Missing:
    if card.first(css.CARD_STORE) is None:
        return not_found("no store line")
    icon = extraction.text(card, "choice_icon", css.CARD_FIELDS["choice_icon"])
    return not isinstance(icon, Missing) and css.CHOICE_PICTURE in icon


def _refund_line(card: Node, extraction: Extraction) -> RefundLine | Missing:
    """The line about a refund or a dispute: words, and an amount in a span of its own."""
    text = extraction.text(card, "refund_line", css.CARD_REFUND)
    if isinstance(text, Missing):
        return text
    amount = read_money(text)
    for candidate in css.CARD_REFUND:
        line = card.first(candidate.css)
        spans = line.select(css.CARD_REFUND_AMOUNT) if line is not None else []
        amounts = (read_money(span.text) for span in spans)
        amount = next((one for one in amounts if isinstance(one, Money)), amount)
    return RefundLine(text=text, amount=amount)


def _lines(card: Node, store: Store | Missing, extraction: Extraction) -> tuple[OrderLine, ...]:
    bodies = [body for body in card.select(css.CARD_LINE) if body.first(css.CARD_LINE_MARK)]
    return tuple(read_line(body, css.CARD_LINE_FIELDS, extraction, store) for body in bodies)
