"""Stored orders for whoever asks: as lists show them, with their words, and judged as of now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from aliorders.merge import combine
from cancelwindow.assessment import history_for, stored_readings, with_observations
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.engine import assess
from cancelwindow.policy.verdict import Verdict
from cancelwindow.protocol_orders import DeadlineView, OrderView
from cancelwindow.store.queries import OrderDeadline, OrderSummary


class OrderDesk:
    """Tells of stored orders in one language; reads with a session of the caller's."""

    def __init__(self, book: PolicyBook, buyer: Buyer, language: str) -> None:
        """`language` is any tag; the nearest one of the catalogues is taken."""
        self._book = book
        self._buyer = buyer
        self.language = book.language(language)
        self._catalogue = book.catalogue(self.language)

    def verdict(self, session: Session, order_id: str, now: datetime) -> Verdict | None:
        """The answer for a stored order as of `now`; None for one that was never seen.

        It rests on the newest page of the order and on the newest word on each of its parcels.
        """
        stored = stored_readings(session, order_id)
        readings = [(one.reading, one.captured_at) for one in stored]
        evidence = [one for one in combine(readings) if one.order.order_id == order_id]
        if not evidence:
            return None
        verdict = assess(
            evidence[0],
            self._book,
            now,
            self.language,
            self._buyer,
            history=history_for(session, evidence),
        )
        known = {(one.reading.kind.value, one.captured_at): one.observation for one in stored}
        return with_observations(verdict, known)

    def order(self, one: OrderSummary) -> OrderView:
        """An order with the words of its answer and of its next deadlines."""
        values = {name: value for name, value in asdict(one).items() if name in _SHOWN}
        return OrderView(
            **values,
            label=self._catalogue.say(f"label.answer.{one.answer}"),
            next_deadline_title=self._title(one.next_deadline_kind),
            next_act_title=self._title(one.next_act_kind),
        )

    def deadline(self, one: OrderDeadline) -> DeadlineView | None:
        """A deadline with its title; None for one without a date."""
        known = one.deadline
        if known.earliest is None or known.latest is None:
            return None
        return DeadlineView(
            order_id=one.order.order_id,
            store_name=one.order.store_name,
            title=one.order.title,
            kind=known.kind,
            deadline=self._title(known.kind) or known.kind,
            basis=known.basis,
            earliest=known.earliest,
            latest=known.latest,
            act_by=known.act_by,
            reminders=known.reminders,
        )

    def dated(self, found: Iterable[OrderDeadline]) -> tuple[DeadlineView, ...]:
        """The deadlines that have a date, with their titles."""
        views = (self.deadline(one) for one in found)
        return tuple(one for one in views if one is not None)

    def _title(self, kind: str | None) -> str | None:
        key = f"deadline.{kind}.title"
        return self._catalogue.say(key) if kind is not None and key in self._catalogue else kind


_SHOWN = frozenset(OrderView.model_fields)
