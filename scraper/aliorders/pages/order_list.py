"""Read the order list: one order per visible card. The list lags behind the detail page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

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
    Money,
    Order,
    PageKind,
    PageReading,
    ParseReport,
    RefundLine,
    Settled,
    not_found,
    not_on_this_page,
)
from aliorders.pages.controls import read_actions
from aliorders.pages.countdown import read_countdown
from aliorders.pages.lines import LINE, line_of
from aliorders.stores import read_store
from aliorders.text.dates import read_day
from aliorders.text.fold import fold
from aliorders.text.money import read_money
from aliorders.text.promises import read_promises
from aliorders.text.status import StatusReading, read_status
from aliorders.text.wording import ANY, Wording


def read_order_list(
    document: Document, settled: Settled, drawn_at: datetime, wording: Wording = ANY
) -> PageReading | Blocked:
    """The orders of the visible cards in page order, each id once (the list repeats rows).

    `drawn_at`: aware time at which the page was loaded, from which its countdowns count.
    """
    extraction = Extraction(wording)
    listing = _listing(document)
    unknown_words: list[str] = []
    orders: dict[str, Order] = {}
    status_of = cache(lambda word: read_status(word, wording))
    for card in _cards(document, extraction):
        status = status_of(card.word)
        unknown_words.extend(status.unknown_words)
        order = _order(card, status, listing, drawn_at, wording)
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
    more = visible(document.select(css.LIST_MORE))
    return Listing(
        tab=_tabs().get(title) or not_found("the tab's title names no one tab"),
        has_more=True if more else not_found("no button that loads more"),
    )


@cache
def _tabs() -> dict[str, str]:
    """The site's codes of the tabs by their folded titles; the first of those that share one."""
    tabs: dict[str, list[str]] = table("page_words")["tabs"]
    codes = [(fold(word), code) for code, words in tabs.items() for word in words]
    return dict(reversed(codes))


_COUNTER = re.compile(r"\s*\(\d+\+?\)$")
"""A tab's title carries the number of its orders."""


class _Line(NamedTuple):
    """What stands in one product line."""

    texts: dict[str, str | Missing]
    tags: list[str]


class _Card(NamedTuple):
    """What stands in one card."""

    node: Node
    order_id: str
    word: str
    texts: dict[str, str | Missing]
    stores: int
    """Lines that name a store."""
    pictures: int
    """Products of an order of several, which shows no lines."""
    lines: list[_Line]
    buttons: list[Node]
    promises: list[str]


_FIELDS = {
    **{name: entry for name, entry in css.CARD_FIELDS.items() if name != "order_id"},
    "refund_line": css.CARD_REFUND,
    "status_ends": css.COUNTDOWN,
}


def _cards(document: Document, extraction: Extraction) -> Iterator[_Card]:
    """The visible cards that have an order's number and a status, in page order.

    They are looked through field by field, and not card by card: that is far quicker.
    """
    cards = visible(document.select(css.CARD))
    pictures = document.count_in(cards, css.CARD_PRODUCT_IMAGES)
    columns = zip(
        cards,
        _order_ids(document, cards, extraction),
        extraction.table(document, cards, _FIELDS),
        document.count_in(cards, css.CARD_STORE),
        pictures,
        _lines(document, cards, pictures, extraction),
        document.select_in(cards, css.LIST_BUTTONS),
        document.texts_in(cards, css.CARD_PROMISES),
        strict=True,
    )
    for node, order_id, texts, *others in columns:
        word = texts["status"]
        if not isinstance(order_id, Missing) and not isinstance(word, Missing):
            yield _Card(node, order_id, word, texts, *others)


def _order_ids(
    document: Document, cards: list[Node], extraction: Extraction
) -> list[str | Missing]:
    """The orders' numbers; a mobile card is itself the link to its order."""
    links = [card.attr("href") for card in cards]
    own = [css.order_id_in(link) if link else None for link in links]
    others = [card for card, number in zip(cards, own, strict=True) if number is None]
    found = iter(extraction.column(document, others, "order_id", css.CARD_FIELDS["order_id"]))
    extraction.note("order_id", "the card's own link", 0, 1, len(cards) - len(others))
    return [next(found) if number is None else number for number in own]


def _lines(
    document: Document, cards: list[Node], pictures: list[int], extraction: Extraction
) -> list[list[_Line]]:
    """The product lines of each card that has no pictures of several products instead."""
    bodies = document.select_in(cards, css.CARD_LINE)
    lines = [
        (card, body) for card, images in enumerate(pictures) if not images for body in bodies[card]
    ]
    marks = document.count_in([body for _, body in lines], css.CARD_LINE_MARK)
    lines = [line for line, mark in zip(lines, marks, strict=True) if mark]
    marked = [body for _, body in lines]
    texts = extraction.table(document, marked, css.CARD_LINE_FIELDS, LINE)
    tags = document.texts_in(marked, css.LINE_TAGS)
    found: list[list[_Line]] = [[] for _ in cards]
    for (card, _), text, words in zip(lines, texts, tags, strict=True):
        found[card].append(_Line(text, words))
    return found


def _order(
    card: _Card, status: StatusReading, listing: Listing, drawn_at: datetime, wording: Wording
) -> Order:
    text, elsewhere = card.texts, not_on_this_page()
    store = read_store(text["store_name"], text["store_url"])
    lines = tuple([line_of(line.texts, line.tags, store) for line in card.lines])
    placed, total = text["placed"], text["total"]
    return Order(
        order_id=card.order_id,
        status=status.code,
        status_word=card.word,
        end_reason=status.end_reason,
        end_cause=status.end_cause,
        status_detail=elsewhere,
        placed=placed if isinstance(placed, Missing) else read_day(placed, wording),
        paid=elsewhere,
        shipped=elsewhere,
        completed=elsewhere,
        payment_method=elsewhere,
        total=total if isinstance(total, Missing) else read_money(total),
        is_choice=_is_choice(card),
        store=store,
        stores=() if isinstance(store, Missing) else (store,),
        refund_line=_refund_line(card),
        tab=listing.tab,
        is_deleted=_is_deleted(listing),
        lines=lines,
        line_count=card.pictures or len(lines) or not_found("no product"),
        actions=read_actions(card.buttons, wording),
        promises=read_promises(card.promises) if card.promises else (),
        delivery_estimate=elsewhere,
        last_tracking_text=elsewhere,
        status_ends=read_countdown(text["status_ends"], drawn_at),
    )


def _is_deleted(listing: Listing) -> bool | Missing:
    if listing.tab == table("response_tags")["list"]["deleted_tab"]:
        return True
    return not_found("not in the tab of deleted orders")


def _is_choice(card: _Card) -> bool | Missing:
    if not card.stores:
        return not_found("no store line")
    icon = card.texts["choice_icon"]
    return not isinstance(icon, Missing) and css.CHOICE_PICTURE in icon


def _refund_line(card: _Card) -> RefundLine | Missing:
    """The line about a refund or a dispute: words, and an amount in a span of its own."""
    text = card.texts["refund_line"]
    if isinstance(text, Missing):
        return text
    amount = read_money(text)
    for candidate in css.CARD_REFUND:
        line = card.node.first(candidate.css)
        spans = line.select(css.CARD_REFUND_AMOUNT) if line is not None else []
        amounts = (read_money(span.text) for span in spans)
        amount = next((one for one in amounts if isinstance(one, Money)), amount)
    return RefundLine(text=text, amount=amount)
