"""Every clock an order runs against, from printed dates and from cited lengths.

Reminders use the earliest reading, promises the latest. Where nothing shows when a clock started
the length is told and no date is made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aliorders.models import Missing, Moment, Order, Promise, found
from cancelwindow.policy.case import Case
from cancelwindow.policy.clock import Window, printed, reach
from cancelwindow.policy.parameters import Span
from cancelwindow.policy.tables import DeadlineRule, Row, StartField
from cancelwindow.policy.verdict import Citation, Deadline, DeadlineBasis
from cancelwindow.policy.voice import Values, Voice


def deadlines(case: Case, row: Row, voice: Voice) -> tuple[Deadline, ...]:
    """The clocks of an answer, next due first, then those without a date, then those passed."""
    rules = case.policy.tables.deadlines
    running = (_Clock(kind, rules[kind], case, voice).deadline() for kind in row.deadlines)
    return tuple(
        sorted((one for one in running if one is not None), key=lambda one: _due(one, case.now))
    )


def _due(deadline: Deadline, now: datetime) -> tuple[int, float]:
    if deadline.earliest is None or deadline.latest is None:
        return (1, 0)
    return (2 if deadline.latest <= now else 0, deadline.earliest.timestamp())


@dataclass(frozen=True, slots=True)
class _Clock:
    """One entry of deadlines.yaml on one case."""

    kind: str
    rule: DeadlineRule
    case: Case
    voice: Voice

    def deadline(self) -> Deadline | None:
        """None where a printed promise is needed and none was printed."""
        return self._started() if self.rule.promise is None else self._promised()

    def _started(self) -> Deadline:
        for start in self.rule.starts:
            moment = _start(self.case.order, start.field)
            window = None if moment is None else reach(moment, *self._lengths())
            if window is not None:
                return self._dated(start.basis, window, {})
        return self._undated(DeadlineBasis.ESTIMATE, {})

    def _promised(self) -> Deadline | None:
        """A printed promise; of several dates the earliest counts for reminders (O7)."""
        promises = [one for one in self.case.promises if one.kind is self.rule.promise]
        if not promises:
            return None
        basis = DeadlineBasis.SITE if self.rule.parameter is None else DeadlineBasis.RULE
        dated = [
            (window, promise.text)
            for promise in promises
            if (window := self._promise_window(promise)) is not None
        ]
        if not dated:
            return self._undated(basis, {"printed": promises[0].text})
        window, text = min(dated, key=lambda one: one[0].earliest)
        last = max((one for one, _ in dated), key=lambda one: one.latest)
        whole = Window(window.earliest, last.latest, window.first_day, last.last_day)
        return self._dated(basis, whole, {"printed": text})

    def _promise_window(self, promise: Promise) -> Window | None:
        if isinstance(promise.until, Missing):
            return None
        lengths = self._lengths()
        return reach(promise.until, *lengths) if lengths else printed(promise.until)

    def _lengths(self) -> tuple[Span, ...]:
        own = () if self.rule.parameter is None else (self.case.length(self.rule.parameter),)
        before = () if self.rule.after is None else (self.case.length(self.rule.after).at_most,)
        return (*before, *own)

    def _dated(self, basis: DeadlineBasis, window: Window, values: Values) -> Deadline:
        form = "passed" if window.latest <= self.case.now else "dated"
        when = self.voice.days(min(window.first_day, window.last_day), window.last_day)
        return Deadline(
            kind=self.kind,
            title=self.voice.say(f"deadline.{self.kind}.title"),
            text=self.voice.say(f"deadline.{self.kind}.{form}", {**values, "when": when}),
            basis=basis,
            earliest=window.earliest,
            latest=window.latest,
            citations=self._citations(),
        )

    def _undated(self, basis: DeadlineBasis, values: Values) -> Deadline:
        return Deadline(
            kind=self.kind,
            title=self.voice.say(f"deadline.{self.kind}.title"),
            text=self.voice.say(f"deadline.{self.kind}.undated", values),
            basis=basis,
            citations=self._citations(),
        )

    def _citations(self) -> tuple[Citation, ...]:
        own = self.voice.citations(self.rule.sources)
        if self.rule.parameter is None:
            return own
        return (*own, *self.voice.figure(self.rule.parameter).citations)


def _start(order: Order, field: StartField) -> Moment | None:
    starts: Mapping[StartField, Moment | Missing] = {
        StartField.PLACED: order.placed,
        StartField.PAID: order.paid,
        StartField.SHIPPED: order.shipped,
        StartField.COMPLETED: order.completed,
    }
    return found(starts[field])
