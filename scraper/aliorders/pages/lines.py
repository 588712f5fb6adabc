"""Read one product line of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from aliorders import selectors as css
from aliorders.dom import Node
from aliorders.extract import Extraction
from aliorders.items import item_numbers
from aliorders.models import (
    Missing,
    OrderLine,
    PromiseKind,
    Store,
    not_found,
    not_on_this_page,
)
from aliorders.selectors import Candidate
from aliorders.text.money import read_money
from aliorders.text.vocabulary import promise_kind

LINE = "line."
"""What the names of a line's fields begin with in the report."""


def read_line(
    node: Node,
    fields: Mapping[str, tuple[Candidate, ...]],
    extraction: Extraction,
    store: Store | Missing,
) -> OrderLine:
    """One product of an order of `store`, from the element that holds it."""
    text = {
        name: extraction.text(node, LINE + name, candidates) for name, candidates in fields.items()
    }
    return line_of(text, node.texts(css.LINE_TAGS), store)


def line_of(
    text: Mapping[str, str | Missing], tags: Iterable[str], store: Store | Missing
) -> OrderLine:
    """One product of an order of `store`, from its texts by field and the words of its tags."""
    price, pieces = text["unit_price"], text["quantity"]
    numbers = item_numbers(text["item_id"])
    words = tuple(dict.fromkeys(filter(None, tags)))
    return OrderLine(
        line_id=not_on_this_page(),
        item_id=numbers.item_id,
        regional_item_id=numbers.regional,
        title=text["title"],
        variant=text["variant"],
        quantity=pieces if isinstance(pieces, Missing) else int(pieces),
        unit_price=price if isinstance(price, Missing) else read_money(price),
        store_id=store if isinstance(store, Missing) else store.store_id,
        store_name=store if isinstance(store, Missing) else store.name,
        tags=words,
        free_return=True if _is_free(words) else not_found("no tag says so"),
    )


@lru_cache(maxsize=1024)
def _is_free(tags: tuple[str, ...]) -> bool:
    kinds = (promise_kind(tag) for tag in tags)
    return any(found is not None and found[0] is PromiseKind.FREE_RETURN for found in kinds)
