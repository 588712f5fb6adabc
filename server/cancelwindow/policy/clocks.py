"""Which clocks run on an order, from when to when, and when to remind: no words, no rules.

Reminders use the earliest reading, promises the latest. Where nothing shows when a clock started
it has a length and no date. An end of buyer protection is never computed, only repeated where the
page prints one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from aliorders.models import Missing, Moment, PromiseKind
from cancelwindow.policy.business_days import Gap, gaps
from cancelwindow.policy.case import Case
from cancelwindow.policy.clock import Window, days_later, reach
from cancelwindow.policy.deadline_table import DeadlineRule, Holidays, Start
from cancelwindow.policy.parameters import Span, Unit
from cancelwindow.policy.starts import moments
from cancelwindow.policy.verdict import DeadlineBasis

PRINTED = "printed"
"""What starts a clock whose date the page prints."""

COUNTED = "counted"
"""What starts a clock that the page itself counts down."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One entry of deadlines.yaml on one case.

    `window` is None where only lengths are known. `started_by` is a `StartField`, or
    `PRINTED` with the page's own sentence in `printed`, or `COUNTED` with the end of the site's
    countdown as `start`, or None where nothing seen started it.
    """

    kind: str
    rule: DeadlineRule
    basis: DeadlineBasis
    started_by: str | None = None
    start: Moment | None = None
    window: Window | None = None
    printed: str = ""
    reminders: tuple[datetime, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def is_over(self, now: datetime) -> bool:
        """Whether the time has certainly passed; False where no date is known."""
        return self.window is not None and self.window.latest <= now


def clocks(case: Case, kinds: Iterable[str]) -> tuple[Clock, ...]:
    """The clocks of an answer, next due first, then those without a date, then those passed."""
    rules = case.policy.tables.deadlines
    running = (_Running(kind, rules[kind], case).clock() for kind in kinds)
    return tuple(
        sorted((one for one in running if one is not None), key=lambda one: _due(one, case.now))
    )


def _due(one: Clock, now: datetime) -> tuple[int, float]:
    if one.window is None:
        return (1, 0)
    return (2 if one.is_over(now) else 0, one.window.earliest.timestamp())


@dataclass(frozen=True, slots=True)
class _Running:
    """One entry of deadlines.yaml, about to be applied to one case."""

    kind: str
    rule: DeadlineRule
    case: Case

    def clock(self) -> Clock | None:
        """None where the entry needs something printed, nothing printed, or another country."""
        needed, replaced_by = self.rule.only_with, self.rule.only_without
        if self.rule.region is not None and not self._goes_to(self.rule.region):
            return None
        if needed is not None and not _prints(self.case, needed):
            return None
        if replaced_by is not None and any(self._printed_windows(replaced_by, ())):
            return None
        if self.rule.promise is not None:
            return self._promised(self.rule.promise)
        counted = self._counted()
        if counted is not None or self.rule.parameter is None:
            return counted
        return self._started()

    def _counted(self) -> Clock | None:
        """By the site's own countdown of the present status (O12), which replaces all else."""
        end = self.case.countdown
        if end is None or self.case.order.status not in self.rule.counted_in:
            return None
        return self._clock(DeadlineBasis.SITE, started_by=COUNTED, start=end, window=reach(end))

    def _started(self) -> Clock:
        for seen in self._starts():
            readings = [
                (window, start, moment)
                for start, moment in seen
                if (window := self._reach(moment)) is not None
            ]
            if len(readings) < len(seen):
                continue
            _, start, moment = min(readings, key=lambda reading: reading[0].earliest)
            return self._clock(
                start.basis,
                started_by=start.field.value,
                start=moment,
                window=_whole([window for window, _, _ in readings]),
            )
        return self._clock(DeadlineBasis.ESTIMATE)

    def _starts(self) -> Iterator[list[tuple[Start, Moment]]]:
        """The starts that were seen, best first; together where each is a reading of one limit."""
        seen = [
            [(start, moment) for moment in moments(self.case, start.field)]
            for start in self.rule.starts
        ]
        known = [pairs for pairs in seen if pairs]
        if known and self.rule.every_start:
            yield [pair for pairs in known for pair in pairs]
        yield from known

    def _promised(self, kind: PromiseKind) -> Clock | None:
        """A printed promise; of several dates the earliest counts for reminders (O7)."""
        printed = [one for one in self.case.promises if one.kind is kind]
        if not printed:
            return None
        basis = DeadlineBasis.SITE if self.rule.parameter is None else DeadlineBasis.RULE
        dated = sorted(
            self._printed_windows(kind, self._lengths()), key=lambda one: one[0].earliest
        )
        if not dated:
            return self._clock(basis, printed=printed[0].text)
        _, until, text = dated[0]
        return self._clock(
            basis,
            started_by=PRINTED,
            start=until,
            window=_whole([window for window, _, _ in dated]),
            printed=text,
        )

    def _printed_windows(
        self, kind: PromiseKind, lengths: tuple[Span, ...]
    ) -> Iterator[tuple[Window, Moment, str]]:
        for one in self.case.promises:
            if one.kind is not kind or isinstance(one.until, Missing):
                continue
            window = reach(one.until, *lengths, country=self._country())
            if window is not None:
                yield window, one.until, one.text

    def _clock(
        self,
        basis: DeadlineBasis,
        *,
        started_by: str | None = None,
        start: Moment | None = None,
        window: Window | None = None,
        printed: str = "",
    ) -> Clock:
        counted = started_by == COUNTED
        return Clock(
            kind=self.kind,
            rule=self.rule,
            basis=basis,
            started_by=started_by,
            start=start,
            window=window if self.rule.dated else None,
            printed=printed,
            reminders=tuple(sorted(set(self._reminders(start, window)))),
            gaps=() if counted else self._gaps(start, window),
        )

    def _reminders(self, start: Moment | None, window: Window | None) -> Iterator[datetime]:
        """Also those that have passed: one that was slept through is still due."""
        wanted = self.rule.reminders
        if wanted is None or start is None or window is None:
            return
        before: Iterable[float] = wanted.days_before
        if wanted.parameter is not None:
            before = self.case.policy.figure(wanted.parameter).members
        wanted_at = [
            *(days_later(window.earliest, -days, start.zone) for days in before),
            *(days_later(start.earliest, days, start.zone) for days in wanted.days_after_start),
        ]
        yield from (at for at in wanted_at if at is not None)
        if wanted.when_over:
            yield window.latest

    def _gaps(self, start: Moment | None, window: Window | None) -> tuple[Gap, ...]:
        counted = any(span.unit is Unit.BUSINESS_DAYS for span in self._lengths())
        if not counted or start is None or window is None:
            return ()
        asked = self.rule.holidays is Holidays.BOTH
        return gaps(start.day, window.last_day, self.case.buyer.country, asked=asked)

    def _reach(self, start: Moment) -> Window | None:
        return reach(start, *self._lengths(), country=self._country())

    def _goes_to(self, region: str) -> bool:
        country = self.case.buyer.country
        return country is not None and country in self.case.policy.tables.rights.regions[region]

    def _country(self) -> str | None:
        return self.case.buyer.country if self.rule.holidays is Holidays.BOTH else None

    def _lengths(self) -> tuple[Span, ...]:
        own = () if self.rule.parameter is None else (self.case.length(self.rule.parameter),)
        before = () if self.rule.after is None else (self.case.length(self.rule.after).at_most,)
        return (*before, *own)


def _whole(windows: list[Window]) -> Window:
    """From the earliest reading to the latest."""
    first = min(windows, key=lambda one: one.earliest)
    last = max(windows, key=lambda one: one.latest)
    return Window(first.earliest, last.latest, first.first_day, last.last_day)


def _prints(case: Case, kind: PromiseKind) -> bool:
    """Whether the page shows such a promise, with or without a date, or as an item's tag."""
    if any(one.kind is kind for one in case.promises):
        return True
    return kind is PromiseKind.FREE_RETURN and any(
        line.free_return is True for line in case.order.lines
    )
