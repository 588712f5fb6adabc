"""Read the order list: one order per visible card. The list lags behind the detail page."""

from __future__ import annotations

from aliorders import selectors as css
from aliorders.blocking import blocked
from aliorders.dom import Document, Node
from aliorders.extract import Extraction, visible
from aliorders.models import (
    Blocked,
    BlockedKind,
    FieldReport,
    Missing,
    Moment,
    Order,
    OrderLine,
    PageKind,
    PageReading,
    ParseReport,
    Settled,
    not_found,
    not_on_this_page,
)
from aliorders.pages.controls import read_actions
from aliorders.pages.lines import read_line
from aliorders.stores import read_store
from aliorders.text.dates import read_day
from aliorders.text.money import read_money
from aliorders.text.promises import read_promises
from aliorders.text.status import read_status


def read_order_list(document: Document, settled: Settled) -> PageReading | Blocked:
    """The orders of the visible cards in page order, each id once (the list repeats rows)."""
    orders: dict[str, Order] = {}
    fields: list[FieldReport] = []
    unknown_words: list[str] = []
    for card in visible(document.select(css.CARD)):
        extraction = Extraction()
        order = _order(card, extraction, unknown_words)
        fields.extend(extraction.reports)
        if order is not None:
            orders.setdefault(order.order_id, order)
    report = ParseReport(fields=tuple(fields), unknown_words=tuple(unknown_words))
    if not orders:
        result = blocked(BlockedKind.LAYOUT_CHANGED, "cards without an order id or a status")
        return result.model_copy(update={"report": report})
    return PageReading(
        kind=PageKind.ORDER_LIST, orders=tuple(orders.values()), settled=settled, report=report
    )


def _order(card: Node, extraction: Extraction, unknown_words: list[str]) -> Order | None:
    text = {
        name: extraction.text(card, name, candidates)
        for name, candidates in css.CARD_FIELDS.items()
        if name != "choice_icon"
    }
    order_id, word = _own_order_id(card) or text["order_id"], text["status"]
    if isinstance(order_id, Missing) or isinstance(word, Missing):
        return None
    status = read_status(word)
    unknown_words.extend(status.unknown_words)
    several = len(card.select(css.CARD_PRODUCT_IMAGES))
    lines = () if several else _lines(card, extraction)
    total = text["total"]
    return Order(
        order_id=order_id,
        status=status.code,
        status_word=word,
        end_reason=status.end_reason,
        status_detail=not_on_this_page(),
        placed=_placed(text["placed"]),
        paid=not_on_this_page(),
        shipped=not_on_this_page(),
        completed=not_on_this_page(),
        payment_method=not_on_this_page(),
        total=total if isinstance(total, Missing) else read_money(total),
        is_choice=_is_choice(card, extraction),
        store=read_store(text["store_name"], text["store_url"]),
        lines=lines,
        line_count=several or len(lines) or not_found("no product"),
        actions=read_actions(card.select(css.LIST_BUTTONS)),
        promises=read_promises(node.text for node in card.select(css.CARD_PROMISES)),
        delivery_estimate=not_on_this_page(),
        last_tracking_text=not_on_this_page(),
    )


def _own_order_id(card: Node) -> str | None:
    """The mobile card is itself the link to its order."""
    return css.order_id_in(card.attr("href") or "")


def _placed(text: str | Missing) -> Moment | Missing:
    return text if isinstance(text, Missing) else read_day(text)


def _is_choice(card: Node, extraction: Extraction) -> bool | Missing:
    if card.first(css.CARD_STORE) is None:
        return not_found("no store line")
    icon = extraction.text(card, "choice_icon", css.CARD_FIELDS["choice_icon"])
    return not isinstance(icon, Missing) and css.CHOICE_PICTURE in icon


def _lines(card: Node, extraction: Extraction) -> tuple[OrderLine, ...]:
    bodies = [body for body in card.select(css.CARD_LINE) if body.first(css.CARD_LINE_MARK)]
    return tuple(read_line(body, css.CARD_LINE_FIELDS, extraction) for body in bodies)
