"""Product lines and shops of one order, from two readings of it.

Lines are paired by their own number, else by item and variant; never by position, because pages
and answers leave lines out. A line that could be two others is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from aliorders.models import (
    Action,
    Missing,
    MissingReason,
    Money,
    OrderLine,
    PriceRow,
    Store,
)
from aliorders.text.fold import fold

Compare = Callable[[str, object, object], None]
"""Records where two sources differ: field, what is used, what the other says."""

T = TypeVar("T")

_NAMES = frozenset({"store_name", "title", "variant", "tracking_text", "delivery_estimate"})
"""Texts that differ by cut, by language or by age, and mean the same."""
_APART = frozenset({"actions", "tags", "quantity", *_NAMES})


def either(one: T | Missing, two: T | Missing) -> T | Missing:
    """The first that is there."""
    return two if isinstance(one, Missing) else one


def all_actions(
    first: tuple[Action, ...] | Missing, second: tuple[Action, ...] | Missing
) -> tuple[Action, ...] | Missing:
    """Everything either source offers: a control arrives late in one of them.

    A control is known by its label, so that one with a type code comes before the same without.
    """
    if isinstance(first, Missing):
        return second
    if isinstance(second, Missing):
        return first
    labels = {action.label for action in first}
    return first + tuple(action for action in second if action.label not in labels)


def merge_lines(
    first: tuple[OrderLine, ...], second: tuple[OrderLine, ...], compare: Compare
) -> tuple[OrderLine, ...]:
    """The lines of `first`, filled from their partners in `second`.

    Where `first` has none, those of `second`. A line only `second` has is recorded, not added: it
    may be one that could not be paired.
    """
    if not first or not second:
        return first or second
    partners = _pairs(first, second)
    merged = tuple(
        line if index not in partners else _merged(line, second[partners[index]], compare)
        for index, line in enumerate(first)
    )
    alone = [line for index, line in enumerate(second) if index not in partners.values()]
    for line in alone:
        compare("lines", "no such line", name_of(line))
    return merged


def _pairs(first: Sequence[OrderLine], second: Sequence[OrderLine]) -> dict[int, int]:
    """Index in `second` by index in `first`, by the strictest likeness that is unambiguous."""
    pairs: dict[int, int] = {}
    for alike in (_same_line, _same_product, _same_item):
        left = [index for index in range(len(first)) if index not in pairs]
        right = [index for index in range(len(second)) if index not in pairs.values()]
        for one in left:
            others = [two for two in right if alike(first[one], second[two])]
            if len(others) != 1:
                continue
            partner = second[others[0]]
            if [rival for rival in left if alike(first[rival], partner)] == [one]:
                pairs[one] = others[0]
    return pairs


def _same_line(one: OrderLine, two: OrderLine) -> bool:
    return _equal(one.line_id, two.line_id)


def _same_product(one: OrderLine, two: OrderLine) -> bool:
    if _differ(one.line_id, two.line_id) or _differ(one.sku_id, two.sku_id):
        return False
    return _equal(one.item_id, two.item_id) and _variant(one) == _variant(two)


def _same_item(one: OrderLine, two: OrderLine) -> bool:
    """The same item where one side does not tell its variant."""
    if _differ(one.line_id, two.line_id) or _differ(one.sku_id, two.sku_id):
        return False
    untold = isinstance(one.variant, Missing) or isinstance(two.variant, Missing)
    return _equal(one.item_id, two.item_id) and untold


def _variant(line: OrderLine) -> str:
    return "" if isinstance(line.variant, Missing) else fold(line.variant)


def _equal(one: object, two: object) -> bool:
    return not isinstance(one, Missing) and one == two


def _differ(one: object, two: object) -> bool:
    return not isinstance(one, Missing) and not isinstance(two, Missing) and one != two


def _merged(first: OrderLine, second: OrderLine, compare: Compare) -> OrderLine:
    values: dict[str, object] = {
        field: either(getattr(first, field), getattr(second, field))
        for field in OrderLine.model_fields.keys() - {"actions", "tags", "quantity"}
    }
    where = f"lines[{name_of(first)}]"
    for field in sorted(OrderLine.model_fields.keys() - _APART):
        one, two = getattr(first, field), getattr(second, field)
        if not isinstance(one, Missing) and not isinstance(two, Missing):
            compare(f"{where}.{field}", one, two)
    strong, weak = _by_quantity(first, second)
    if not isinstance(strong, Missing) and not isinstance(weak, Missing):
        compare(f"{where}.quantity", strong, weak)
    values |= {
        "quantity": either(strong, weak),
        "actions": all_actions(first.actions, second.actions),
        "tags": tuple(dict.fromkeys((*first.tags, *second.tags))),
    }
    return first.model_copy(update=values)


def _by_quantity(first: OrderLine, second: OrderLine) -> tuple[int | Missing, int | Missing]:
    """Quantities, the one to be used first: that of a drawn page is weak (order-pages.md 2.1)."""
    if is_from_page(first) and not is_from_page(second):
        return second.quantity, first.quantity
    return first.quantity, second.quantity


def is_from_page(line: OrderLine) -> bool:
    """Whether only a drawn page gave the line: pages carry no line number, answers do."""
    number = line.line_id
    return isinstance(number, Missing) and number.missing is MissingReason.NOT_ON_THIS_PAGE


def name_of(line: OrderLine) -> str:
    """What to call a line in a report."""
    for value in (line.item_id, line.line_id, line.title):
        if not isinstance(value, Missing):
            return value
    return "?"


def merge_store(
    first: Store | Missing, second: Store | Missing, compare: Compare
) -> Store | Missing:
    """One shop out of two; two different ones are a difference, and the first stays whole."""
    if isinstance(first, Missing) or isinstance(second, Missing):
        return either(first, second)
    if _differ(first.store_id, second.store_id):
        compare("store.store_id", first.store_id, second.store_id)
        return first
    values = {field: either(getattr(first, field), getattr(second, field)) for field in _STORE}
    return first.model_copy(update=values)


_STORE = ("store_id", "name", "url", "seller_id")


def merge_stores(first: tuple[Store, ...], second: tuple[Store, ...]) -> tuple[Store, ...]:
    """Every shop of either source, each once: by its id, else by its name."""
    merged = list(first)
    for store in second:
        place = next((i for i, known in enumerate(merged) if _is_same(known, store)), None)
        if place is None:
            merged.append(store)
            continue
        both = merge_store(merged[place], store, _nothing)
        merged[place] = merged[place] if isinstance(both, Missing) else both
    return tuple(merged)


def _is_same(one: Store, two: Store) -> bool:
    if not isinstance(one.store_id, Missing) and not isinstance(two.store_id, Missing):
        return one.store_id == two.store_id
    return _equal(one.name, two.name)


def _nothing(field: str, used: object, other: object) -> None:
    """Records nothing."""


def merge_price_rows(
    first: tuple[PriceRow, ...], second: tuple[PriceRow, ...], compare: Compare
) -> tuple[PriceRow, ...]:
    """The rows of `first`, completed from those of `second` with the same title."""
    by_title = {fold(row.title): row for row in second}
    merged: list[PriceRow] = []
    for row in first:
        other = by_title.pop(fold(row.title), None)
        merged.append(row if other is None else _merged_row(row, other, compare))
    return (*merged, *by_title.values())


def _merged_row(first: PriceRow, second: PriceRow, compare: Compare) -> PriceRow:
    if isinstance(first.money, Money) and isinstance(second.money, Money):
        compare(f"price_rows[{first.title}]", first.money, second.money)
    values = {
        "money": either(first.money, second.money),
        "note": either(first.note, second.note),
        "hidden": first.hidden and second.hidden,
    }
    return first.model_copy(update=values)
