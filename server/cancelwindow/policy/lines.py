"""What was seen of each order line: its parcels, its own tracking line, its own buttons.

A line's state is only ever something that was seen of this line, or of all the others: that no
parcel names it counts where every parcel was read and says what is in it, and is never a "no".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aliorders.models import (
    Action,
    ActionKind,
    Evidence,
    Missing,
    OrderLine,
    OrderStatus,
    Parcel,
    ParcelItem,
    ParcelStage,
    found,
)
from aliorders.stages import SCANNED, stage_of_text
from aliorders.text.fold import fold


class LineState(StrEnum):
    """What a line's own evidence shows; `by_line.yaml` has the answer of each."""

    DELIVERED = "delivered"
    RETURNING = "returning"
    SCANNED = "scanned"
    """A carrier has its parcel."""
    BETWEEN_PARCELS = "between_parcels"
    """In several parcels, of which only some were scanned."""
    IN_RETURN = "in_return"
    """A return or refund names it."""
    CANCEL_OFFERED = "cancel_offered"
    """Its own Cancel button was seen."""
    ANNOUNCED = "announced"
    """Declared as shipped, and no carrier has scanned it."""
    LABELLED = "labelled"
    """A label exists, on an order that is not declared as shipped."""
    IN_NO_PARCEL = "in_no_parcel"
    """Nothing shows that it has left, where others have."""
    DECLARED_IN_NO_PARCEL = "declared_in_no_parcel"
    """The same on an order that is declared as shipped as a whole."""
    NOT_SEEN = "not_seen"
    """Nothing was seen that tells."""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """One line with its state, and the words or codes it was read from."""

    line: OrderLine
    state: LineState
    basis: str = ""
    by_words: bool = False
    """Read from words without a code, which is weaker."""


_OPEN = frozenset(
    {
        OrderStatus.WAIT_SELLER_SEND_GOODS,
        OrderStatus.SELLER_PART_SEND_GOODS,
        OrderStatus.WAIT_BUYER_ACCEPT_GOODS,
    }
)
"""Statuses in which one line may stand differently from another."""


def lines_of(evidence: Evidence, parcels: Sequence[Parcel]) -> tuple[LineSeen, ...]:
    """The lines of an open order of several, in page order; none where no line shows anything.

    `parcels` are those of the tracking page that still count (`case.Tracking`).
    """
    order = evidence.order
    if order.status not in _OPEN or len(order.lines) < 2:
        return ()
    seen = _Reader(evidence, parcels).all()
    return seen if any(one.state is not LineState.NOT_SEEN for one in seen) else ()


class _Reader:
    """Reads the lines of one order, which tell of each other."""

    def __init__(self, evidence: Evidence, parcels: Sequence[Parcel]) -> None:
        self._evidence = evidence
        self._status = evidence.order.status
        self._lines = evidence.order.lines
        self._parcels = parcels
        self._signs = [self._sign(line) for line in self._lines]

    def all(self) -> tuple[LineSeen, ...]:
        """Every line, from its own evidence first and then from that of the others."""
        pairs = zip(self._lines, self._signs, strict=True)
        return tuple(own or self._by_the_others(line) for line, own in pairs)

    def _by_the_others(self, line: OrderLine) -> LineSeen:
        if not self._is_left_out(line):
            return LineSeen(line, LineState.NOT_SEEN)
        if self._status is OrderStatus.WAIT_BUYER_ACCEPT_GOODS:
            return LineSeen(line, LineState.DECLARED_IN_NO_PARCEL)
        return LineSeen(line, LineState.IN_NO_PARCEL)

    def _sign(self, line: OrderLine) -> LineSeen | None:
        """What was seen of this line itself: a scan, a return, a button, an announcement."""
        signs = [one for one in (self._by_parcels(line), self._by_strip(line)) if one is not None]
        left = [one for one in signs if one.state in _HAS_LEFT]
        if left:
            return left[0]
        returns = self._evidence.returns
        back = next((one for one in returns if _equal(one.order_line_id, line.line_id)), None)
        if back is not None:
            return LineSeen(line, LineState.IN_RETURN, found(back.status_text) or "")
        button = _label(line.actions, ActionKind.CANCEL)
        if button is not None:
            return LineSeen(line, LineState.CANCEL_OFFERED, button)
        return next(iter(signs), None)

    def _by_parcels(self, line: OrderLine) -> LineSeen | None:
        named = [
            parcel
            for parcel in self._parcels
            if any(self._lines_of(item) == [line] for item in parcel.items)
        ]
        stages = {parcel.stage for parcel in named}
        if stages & SCANNED and not stages <= SCANNED:
            return LineSeen(line, LineState.BETWEEN_PARCELS, named[0].stage_basis)
        return self._at(line, stages, named[0].stage_basis) if named else None

    def _by_strip(self, line: OrderLine) -> LineSeen | None:
        text = found(line.tracking_text) or ""
        seen = self._at(line, {stage_of_text(text)}, text)
        return None if seen is None else LineSeen(line, seen.state, text, by_words=True)

    def _at(self, line: OrderLine, stages: set[ParcelStage], basis: str) -> LineSeen | None:
        if stages <= SCANNED:
            whole = _WHOLE.get(next(iter(stages))) if len(stages) == 1 else None
            return LineSeen(line, whole or LineState.SCANNED, basis)
        if stages != {ParcelStage.ANNOUNCED}:
            return None
        declared = self._status is not OrderStatus.WAIT_SELLER_SEND_GOODS
        return LineSeen(line, LineState.ANNOUNCED if declared else LineState.LABELLED, basis)

    def _is_left_out(self, line: OrderLine) -> bool:
        """Whether every parcel was read, says what is in it, and names other lines only.

        That other lines have a tracking line and this one has none is no sign: nobody has
        published where the page draws them.
        """
        if not self._parcels or (found(self._evidence.parcel_count) or 0) > len(self._parcels):
            return False
        told = all(parcel.items for parcel in self._parcels)
        items = (item for parcel in self._parcels for item in parcel.items)
        return told and all(line not in self._lines_of(item) for item in items)

    def _lines_of(self, item: ParcelItem) -> list[OrderLine]:
        """The lines an item of a parcel can be: by its sku, else by item and variant.

        An item that nothing is known of can be any of them.
        """
        if isinstance(item.sku_id, Missing) and isinstance(item.item_id, Missing):
            return list(self._lines)
        by_sku = [line for line in self._lines if _equal(item.sku_id, line.sku_id)]
        if by_sku:
            return by_sku
        alike = [
            line
            for line in self._lines
            if _equal(item.item_id, line.item_id) and not _differ(item.sku_id, line.sku_id)
        ]
        same = [line for line in alike if _is_variant(item.variant, line.variant)]
        return same or alike


_WHOLE = {
    ParcelStage.DELIVERED: LineState.DELIVERED,
    ParcelStage.RETURNING: LineState.RETURNING,
}

_HAS_LEFT = frozenset(
    {
        LineState.DELIVERED,
        LineState.RETURNING,
        LineState.SCANNED,
        LineState.BETWEEN_PARCELS,
    }
)


def _label(actions: tuple[Action, ...] | Missing, kind: ActionKind) -> str | None:
    return next((one.label for one in found(actions) or () if one.kind is kind), None)


def _equal(one: str | Missing, two: str | Missing) -> bool:
    return not isinstance(one, Missing) and one == two


def _differ(one: str | Missing, two: str | Missing) -> bool:
    return not isinstance(one, Missing) and not isinstance(two, Missing) and one != two


def _is_variant(one: str | Missing, two: str | Missing) -> bool:
    if isinstance(one, Missing) or isinstance(two, Missing):
        return False
    return fold(one) == fold(two)
