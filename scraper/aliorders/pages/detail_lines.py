"""Read the shops of an order detail page and their product lines."""

from __future__ import annotations

from typing import NamedTuple

from aliorders import selectors as css
from aliorders.dom import Document, Node
from aliorders.extract import Extraction
from aliorders.models import Missing, OrderLine, Store, not_found
from aliorders.pages.controls import read_actions
from aliorders.pages.lines import read_line
from aliorders.stores import read_store
from aliorders.text.vocabulary import without_label


class Goods(NamedTuple):
    """Shops and lines, both in page order; each line knows its shop."""

    stores: tuple[Store, ...]
    lines: tuple[OrderLine, ...]


def read_goods(document: Document, extraction: Extraction) -> Goods:
    """The shops of the page, one block each, and the lines inside them.

    A page whose lines stand outside such blocks is read as one shop.
    """
    stores: list[Store] = []
    lines: list[OrderLine] = []
    for block in _blocks(document):
        store = _store(block, extraction)
        if not isinstance(store, Missing) and store not in stores:
            stores.append(store)
        lines.extend(_line(node, store, extraction) for node in _line_nodes(block))
    return Goods(tuple(stores), tuple(lines))


def _blocks(document: Document) -> list[Node]:
    blocks = document.select(css.DETAIL_SHOP)
    inside = sum(len(_line_nodes(block)) for block in blocks)
    return blocks if blocks and inside == len(_line_nodes(document)) else [document]


def _line_nodes(block: Node) -> list[Node]:
    return block.select(css.DETAIL_LINE) or block.select(css.DETAIL_LINE_FALLBACK)


def _store(block: Node, extraction: Extraction) -> Store | Missing:
    text = {
        field: extraction.text(block, field, candidates)
        for field, candidates in css.DETAIL_SHOP_FIELDS.items()
    }
    return read_store(text["store_name"], text["store_url"])


def _line(node: Node, store: Store | Missing, extraction: Extraction) -> OrderLine:
    line = read_line(node, css.DETAIL_LINE_FIELDS, extraction, store)
    strip = {
        field: extraction.text(node, f"line.{field}", candidates)
        for field, candidates in css.DETAIL_LINE_STRIP.items()
    }
    estimate = strip["delivery_estimate"]
    buttons = node.first(css.DETAIL_LINE_BUTTONS)
    return line.model_copy(
        update={
            "actions": read_actions(buttons.select(css.BUTTONS), extraction.wording)
            if buttons
            else not_found(),
            "delivery_estimate": estimate
            if isinstance(estimate, Missing)
            else without_label(estimate),
            "tracking_text": strip["tracking_text"],
        }
    )
