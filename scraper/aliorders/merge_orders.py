"""One order out of two readings of it, with what they disagree on."""

from __future__ import annotations

from typing import NamedTuple

from aliorders.merge_lines import (
    all_actions,
    either,
    merge_lines,
    merge_price_rows,
    merge_store,
    merge_stores,
)
from aliorders.models import (
    Disagreement,
    EndReason,
    Missing,
    Moment,
    Money,
    Order,
    OrderStatus,
    Promise,
)

_TOGETHER = frozenset(
    {
        "order_id", "status", "status_word", "status_ends", "end_reason", "end_code", "end_cause",
        "actions", "promises", "lines", "store", "stores", "price_rows", "tracking_numbers",
        "refund_line",
    }
)  # fmt: skip
"""Fields that do not merge one by one."""


class Merged(NamedTuple):
    """An order out of two, and where they differed."""

    order: Order
    disagreements: tuple[Disagreement, ...]


class _Differences:
    """Collects what two sources say differently."""

    def __init__(self, first_from: str, second_from: str) -> None:
        self._from = (first_from, second_from)
        self._found: list[Disagreement] = []

    def compare(self, field: str, used: object, other: object, *, swapped: bool = False) -> None:
        """Record a field whose two values say different things; `swapped` where the second's is
        the one that is used."""
        used_from, other_from = reversed(self._from) if swapped else self._from
        if _said(used) != _said(other):
            self._found.append(
                Disagreement(
                    field=field,
                    used=_said(used),
                    used_from=used_from,
                    other=_said(other),
                    other_from=other_from,
                )
            )

    @property
    def found(self) -> tuple[Disagreement, ...]:
        """What was recorded, by field."""
        return tuple(sorted(self._found, key=lambda entry: entry.field))


def merge_orders(first: Order, first_from: str, second: Order, second_from: str) -> Merged:
    """One order from two readings of it; `first` wins wherever both say something, but for the
    quantities of a drawn page, which are weak."""
    differences = _Differences(first_from, second_from)
    compare = differences.compare
    values: dict[str, object] = {}
    for field in Order.model_fields.keys() - _TOGETHER:
        one, two = getattr(first, field), getattr(second, field)
        values[field] = two if _is_empty(one) else one
        if not _is_empty(one) and not _is_empty(two) and _comparable(one):
            compare(field, one, two)
    values |= _status(first, second, differences)
    lines = merge_lines(first.lines, second.lines, compare)
    values |= {
        "actions": all_actions(first.actions, second.actions),
        "promises": _all_promises(first.promises, second.promises),
        "lines": lines,
        "store": merge_store(first.store, second.store, compare),
        "stores": merge_stores(first.stores, second.stores),
        "price_rows": merge_price_rows(first.price_rows, second.price_rows, compare),
        "tracking_numbers": tuple(
            dict.fromkeys((*first.tracking_numbers, *second.tracking_numbers))
        ),
        "refund_line": either(first.refund_line, second.refund_line),
    }
    return Merged(first.model_copy(update=values), differences.found)


def _status(first: Order, second: Order, differences: _Differences) -> dict[str, object]:
    """Status and its word: those of the first, unless only the second knows any."""
    known, other = first, second
    if first.status is OrderStatus.UNKNOWN and second.status is not OrderStatus.UNKNOWN:
        known, other = second, first
    elif second.status is not OrderStatus.UNKNOWN:
        differences.compare("status", first.status, second.status)
    same = known.status is other.status
    return {
        "status": known.status,
        "status_word": known.status_word,
        "status_ends": either(known.status_ends, other.status_ends) if same else known.status_ends,
        **(_ending(first, second, differences) if same else _end(known)),
    }


def _ending(first: Order, second: Order, differences: _Differences) -> dict[str, object]:
    """How an order ended: by the reading that knows why, else by the first that says how."""
    swapped = isinstance(first.end_cause, Missing) and not isinstance(second.end_cause, Missing)
    known, other = (second, first) if swapped else (first, second)
    end_reason = either(known.end_reason, other.end_reason)
    if end_reason is EndReason.UNSPECIFIED:
        end_reason = either(other.end_reason, end_reason)
    elif other.end_reason is not EndReason.UNSPECIFIED and not _is_empty(other.end_reason):
        differences.compare("end_reason", end_reason, other.end_reason, swapped=swapped)
    return {
        "end_reason": end_reason,
        "end_code": either(known.end_code, other.end_code),
        "end_cause": known.end_cause,
    }


def _end(order: Order) -> dict[str, object]:
    return {name: getattr(order, name) for name in ("end_reason", "end_code", "end_cause")}


def _is_empty(value: object) -> bool:
    return isinstance(value, Missing) or value == ()


def _comparable(value: object) -> bool:
    return isinstance(value, str | int | Money | Moment)


def _said(value: object) -> str:
    """What a value says, without how it was written."""
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    return str(value.day) if isinstance(value, Moment) else str(value)


def _all_promises(first: tuple[Promise, ...], second: tuple[Promise, ...]) -> tuple[Promise, ...]:
    texts = {promise.text for promise in first}
    return first + tuple(promise for promise in second if promise.text not in texts)
