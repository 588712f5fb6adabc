"""Read the price block of an order detail page."""

from __future__ import annotations

from aliorders import selectors as css
from aliorders.dom import Document, Node
from aliorders.extract import Extraction
from aliorders.models import Missing, Money, PriceRow, not_found
from aliorders.text.fold import fold
from aliorders.text.money import read_money
from aliorders.text.vocabulary import labels


def read_total(document: Document, extraction: Extraction) -> Money | Missing:
    """The total: the row set in bold, else the row with that label."""
    text = extraction.text(document, "total", css.DETAIL["total"])
    if not isinstance(text, Missing):
        return read_money(text)
    for row in document.select(css.PRICE_ROW):
        value = row.first(css.PRICE_ROW_VALUE)
        if value is not None and _is_total(row):
            return read_money(value.text)
    return not_found("no total row")


def read_price_rows(document: Document) -> tuple[PriceRow, ...]:
    """The rows besides the total.

    All but the subtotal enter the page only when the arrow beside the total is clicked; rows the
    page has and does not show are marked as hidden.
    """
    rows = (_row(node) for node in document.select(css.PRICE_ROW) if not _is_total(node))
    return tuple(row for row in rows if row is not None)


def _is_total(row: Node) -> bool:
    title = row.first(css.PRICE_ROW_TITLE)
    if row.matches(css.PRICE_TOTAL_ROW):
        return True
    return title is not None and fold(title.text) in labels("total")


def _row(node: Node) -> PriceRow | None:
    title, value = node.first(css.PRICE_ROW_TITLE), node.first(css.PRICE_ROW_VALUE)
    hint = node.first(css.PRICE_ROW_NOTE)
    note = hint.text if hint is not None else ""
    if title is None or value is None or not value.text:
        return None
    name = title.text.removesuffix(note).strip()
    if not name:
        return None
    return PriceRow(
        title=name,
        text=value.text,
        money=read_money(value.text),
        hidden=node.hidden,
        note=note or not_found("no hint"),
    )
