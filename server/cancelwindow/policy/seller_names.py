"""Which stores an order was placed with: the stores that get rated for it."""

from __future__ import annotations

from collections.abc import Iterator

from aliorders.models import Missing, Order


def store_ids(order: Order) -> tuple[str, ...]:
    """The store ids that the order itself names, in page order; none for a Choice order."""
    return tuple(dict.fromkeys(_ids(order)))


def _ids(order: Order) -> Iterator[str]:
    shops = (*(() if isinstance(order.store, Missing) else (order.store,)), *order.stores)
    for shop in shops:
        if not isinstance(shop.store_id, Missing):
            yield shop.store_id
    for line in order.lines:
        if not isinstance(line.store_id, Missing):
            yield line.store_id
