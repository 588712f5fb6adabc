"""The walk through an account's orders: what to open next, and when the history is complete.

Pure: the walk asks for one page at a time and is told what was read there; who opens the page, in
what pace, and where the reading is kept, is its caller's. The list repeats and leaves out rows
between its pages, so that it is gone through until two passes agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self

from aliorders.data import table

# --- what is asked for, and what comes back --------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenList:
    """The first page of the list, in a tab of it (the site's own code)."""

    tab: str


@dataclass(frozen=True, slots=True)
class ShowMore:
    """The next page of the list that is open."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order's own page."""

    order_id: str


@dataclass(frozen=True, slots=True)
class OpenTracking:
    """An order's tracking page."""

    order_id: str


@dataclass(frozen=True, slots=True)
class OpenReturns:
    """The list of returns and refunds."""


Ask = OpenList | ShowMore | OpenOrder | OpenTracking | OpenReturns


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list that was read.

    `has_more` is None where the page does not say; `has_news` tells that it held an order that was
    new or had changed since the history was last complete; `is_older` that all its orders are older
    than asked for.
    """

    order_ids: tuple[str, ...]
    has_more: bool | None
    has_news: bool
    is_older: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A page of an order, or the list of returns, was read."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A page could not be read, although it was tried again; why is the caller's to tell."""


Answer = ListPage | Done | Unread


class Ledger(Protocol):
    """What is known of the account, and how far this walk has come."""

    def was_complete(self) -> bool:
        """Whether an earlier walk knew the whole list."""

    def is_complete(self) -> None:
        """Note that the whole list is known from now on."""

    def last_pass(self, tab: str) -> str | None:
        """`digest` of the last pass through a tab that this walk, broken off since, had ended."""

    def end_pass(self, tab: str, passed: str, orders: int) -> None:
        """Note that a pass has come to its end: its `digest`, and how many orders it met."""

    def tab_is_done(self, tab: str) -> bool:
        """Whether this walk, broken off since, had gone through a tab until two passes agreed."""

    def end_tab(self, tab: str) -> None:
        """Note that two passes through a tab agreed."""

    def returns_are_due(self) -> bool:
        """Whether the list of returns has to be opened."""

    def due_orders(self) -> Iterable[str]:
        """Numbers of the orders to open, new and changed ones first."""

    def detail_is_due(self, order_id: str) -> bool:
        """Whether the order's own page has to be opened."""

    def tracking_is_due(self, order_id: str) -> bool:
        """Whether the order's tracking page has to be opened."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a walk goes.

    `whole_list` goes to the end of the list even where all of it is known; `only_open` looks at the
    tabs of open orders alone; `returns` also opens the list of returns.
    """

    whole_list: bool = False
    only_open: bool = False
    returns: bool = False

    @property
    def tabs(self) -> tuple[str, ...]:
        """The tabs to go through."""
        names = table("history")
        return tuple(names["open_tabs"]) if self.only_open else (names["every_tab"],)


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps a walk from going on for ever.

    `passes` through one tab until two agree; `reopenings` of the list within a pass;
    `idle_pages` in a row that hold no order new to the pass; `pages` of one pass.
    """

    passes: int
    reopenings: int
    idle_pages: int
    pages: int

    @classmethod
    def usual(cls) -> Self:
        """Those of `history.toml`."""
        return cls(**table("history")["limits"])


class Shortfall(StrEnum):
    """Why the list is not known to be complete."""

    NOT_OPENED = "not_opened"
    """A page of it could not be opened, however often it was begun again."""
    REPEATS = "repeats"
    """Page after page repeated rows, and promised more."""
    TOO_LONG = "too_long"
    """It has more pages than a pass may open."""
    NOT_AT_REST = "not_at_rest"
    """No two passes agreed."""


@dataclass(slots=True)
class Course:
    """What became of a walk; complete once the generator has ended without a shortfall."""

    shortfalls: list[Shortfall] = field(default_factory=list)
    passes: int = 0


Walk = Generator[Ask, Answer, Course]


def digest(order_ids: Iterable[str]) -> str:
    """A set of orders as a short text: equal for equal sets, whatever their order."""
    return hashlib.sha256("\n".join(sorted(order_ids)).encode()).hexdigest()


def walk(scope: Scope, limits: Limits, ledger: Ledger) -> Walk:
    """Ask for page after page; what is sent back is the answer to the last one."""
    course = Course()
    for tab in scope.tabs:
        if not ledger.tab_is_done(tab):
            yield from _until_two_passes_agree(tab, scope, limits, ledger, course)
    yield from _orders(ledger)
    if scope.returns and ledger.returns_are_due():
        yield OpenReturns()
    return course


def _until_two_passes_agree(
    tab: str, scope: Scope, limits: Limits, ledger: Ledger, course: Course
) -> Generator[Ask, Answer, None]:
    before = ledger.last_pass(tab)
    knew_all = ledger.was_complete() and not scope.whole_list
    for _ in range(limits.passes):
        passing = _Pass(tab, limits, stops_at_known=knew_all)
        yield from passing.run()
        course.passes += 1
        if passing.shortfall is not None:
            course.shortfalls.append(passing.shortfall)
            return
        passed = digest(passing.met)
        ledger.end_pass(tab, passed, len(passing.met))
        # Where the history was complete, a pass without news agrees with all earlier ones.
        if passed == before or (knew_all and not passing.has_news):
            if tab == table("history")["every_tab"] and not passing.was_cut_short:
                ledger.is_complete()
            ledger.end_tab(tab)
            return
        before = passed
    course.shortfalls.append(Shortfall.NOT_AT_REST)


class _Pass:
    """One pass through the list, from its top as far as it has to go."""

    def __init__(self, tab: str, limits: Limits, *, stops_at_known: bool) -> None:
        self.met: set[str] = set()
        self.has_news = False
        self.was_cut_short = False
        """Older orders were not wanted, and what they are is not known."""
        self.shortfall: Shortfall | None = None
        self._tab = tab
        self._limits = limits
        self._stops_at_known = stops_at_known

    def run(self) -> Generator[Ask, Answer, None]:
        """Go through the list; begin it again where a page of it cannot be read."""
        for _ in range(1 + self._limits.reopenings):
            ended = yield from self._from_the_top()
            if ended:
                return
        self.shortfall = Shortfall.NOT_OPENED

    def _from_the_top(self) -> Generator[Ask, Answer, bool]:
        """Whether the pass is over; otherwise the list has to be opened again."""
        answer = yield OpenList(self._tab)
        here: set[str] = set()
        idle = 0
        for _ in range(self._limits.pages):
            if not isinstance(answer, ListPage):
                return False
            idle = idle + 1 if here.issuperset(answer.order_ids) else 0
            here.update(answer.order_ids)
            self.met.update(answer.order_ids)
            self.has_news = self.has_news or answer.has_news
            if self._is_over(answer):
                return True
            if idle > self._limits.idle_pages:
                self.shortfall = Shortfall.REPEATS
                return True
            answer = yield ShowMore()
        self.shortfall = Shortfall.TOO_LONG
        return True

    def _is_over(self, page: ListPage) -> bool:
        if page.has_more is False or (self._stops_at_known and not page.has_news):
            return True
        self.was_cut_short = page.is_older
        return page.is_older


def _orders(ledger: Ledger) -> Generator[Ask, Answer, None]:
    for order_id in ledger.due_orders():
        if ledger.detail_is_due(order_id):
            answer = yield OpenOrder(order_id)
            if not isinstance(answer, Done):
                continue
        if ledger.tracking_is_due(order_id):
            yield OpenTracking(order_id)
