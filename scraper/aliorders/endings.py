"""How an order ended, by the platform's own code for it.

A code needs no language and is finer than any word, so it outweighs the status word; where the two
say different things, the difference is recorded. No public capture of a buyer's page carries such
a code. It is read wherever the site gives it under one of its published names.
"""

from __future__ import annotations

from typing import NamedTuple

from aliorders.data import table
from aliorders.models import (
    Disagreement,
    EndCause,
    EndReason,
    Missing,
    Order,
    OrderStatus,
    not_found,
)

_OVER = frozenset({OrderStatus.FINISH, OrderStatus.ARCHIVE, OrderStatus.UNKNOWN})


def cause_of(code: str) -> EndCause | None:
    """What a code of the platform stands for; None for one that no table knows."""
    entry = table("end_codes")["codes"].get(code)
    return None if entry is None else EndCause(entry["cause"])


def end_of(cause: EndCause) -> EndReason:
    """The end that `cause` is one of."""
    return EndReason(table("end_codes")["ends"][cause.value])


class Ended(NamedTuple):
    """An order with its end code, and what is to be reported about it."""

    order: Order
    disagreements: tuple[Disagreement, ...] = ()
    unknown_types: tuple[str, ...] = ()


def with_end_code(order: Order, code: str | None) -> Ended:
    """`order` with what the site's end code says of it; as it is without a code.

    A code nobody knows is kept and reported. A known one ends an order whose status nobody knows,
    and no order that the page says is open.
    """
    if code is None:
        return Ended(order)
    cause = cause_of(code)
    if cause is None:
        why = not_found("an end code that no table knows")
        kept = order.model_copy(update={"end_code": code, "end_cause": why})
        return Ended(kept, unknown_types=(f"end_reason {code}",))
    values: dict[str, object] = {"end_code": code, "end_cause": cause}
    if order.status not in _OVER:
        return Ended(order.model_copy(update=values))
    if order.status is OrderStatus.UNKNOWN:
        values["status"] = OrderStatus.FINISH
    by_word, by_code = order.end_reason, end_of(cause)
    if isinstance(by_word, Missing) or by_code is not EndReason.UNSPECIFIED:
        values["end_reason"] = by_code
    return Ended(order.model_copy(update=values), _differing(order.order_id, by_word, by_code))


def _differing(
    order_id: str, by_word: EndReason | Missing, by_code: EndReason
) -> tuple[Disagreement, ...]:
    if isinstance(by_word, Missing) or EndReason.UNSPECIFIED in (by_word, by_code):
        return ()
    if by_word is by_code:
        return ()
    entry = Disagreement(
        field="end_reason",
        used=by_code.value,
        used_from="end code",
        other=by_word.value,
        other_from="status word",
        order_id=order_id,
    )
    return (entry,)
