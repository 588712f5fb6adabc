"""Read one product line of a page."""

from __future__ import annotations

from aliorders.dom import Node
from aliorders.extract import Extraction
from aliorders.models import Missing, OrderLine, not_on_this_page
from aliorders.selectors import Candidate
from aliorders.text.money import read_money


def read_line(
    node: Node, fields: dict[str, tuple[Candidate, ...]], extraction: Extraction
) -> OrderLine:
    """One product of an order, from the element that holds it."""
    text = {
        name: extraction.text(node, f"line.{name}", candidates)
        for name, candidates in fields.items()
    }
    price, pieces = text["unit_price"], text["quantity"]
    return OrderLine(
        line_id=not_on_this_page(),
        item_id=text["item_id"],
        title=text["title"],
        variant=text["variant"],
        quantity=pieces if isinstance(pieces, Missing) else int(pieces),
        unit_price=price if isinstance(price, Missing) else read_money(price),
    )
