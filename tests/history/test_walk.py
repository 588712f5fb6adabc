"""The walk alone: what it asks for next, against lists that repeat, skip, move and never end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliorders.history import (
    Answer,
    Ask,
    Course,
    Done,
    Limits,
    ListPage,
    OpenList,
    OpenOrder,
    OpenReturns,
    OpenTracking,
    Scope,
    Shortfall,
    ShowMore,
    Unread,
    digest,
    walk,
)

LIMITS = Limits(passes=5, reopenings=2, idle_pages=3, pages=200)
ORDINARY = Scope()
PAGE = 10
MANY = 10_000


def orders(count: int, first: int = 0) -> list[str]:
    return [str(8_400_000_000_000_000 + number) for number in range(first, first + count)]


@dataclass
class Notebook:
    """A ledger in memory."""

    complete: bool = False
    known: set[str] = field(default_factory=set)
    news: set[str] = field(default_factory=set)
    """Orders that are new or have changed since the history was last complete."""
    ended_pass: dict[str, str] = field(default_factory=dict)
    due: list[str] = field(default_factory=list)
    tracked: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    returns: bool = True
    completions: int = 0

    def was_complete(self) -> bool:
        return self.complete

    def is_complete(self) -> None:
        self.complete = True
        self.completions += 1
        self.news.clear()

    def last_pass(self, tab: str) -> str | None:
        return self.ended_pass.get(tab)

    def end_pass(self, tab: str, passed: str, orders: int) -> None:
        self.ended_pass[tab] = passed

    def tab_is_done(self, tab: str) -> bool:
        return tab in self.done

    def end_tab(self, tab: str) -> None:
        self.done.add(tab)

    def returns_are_due(self) -> bool:
        return self.returns

    def due_orders(self) -> Sequence[str]:
        return list(self.due)

    def detail_is_due(self, order_id: str) -> bool:
        return order_id in self.due

    def tracking_is_due(self, order_id: str) -> bool:
        return order_id in self.tracked

    def meet(self, order_ids: Sequence[str]) -> bool:
        new = set(order_ids) - self.known
        self.known |= new
        self.news |= new
        return bool(self.news & set(order_ids))


class BrokenOffError(Exception):
    """The walk is broken off from outside."""


@dataclass
class Shop:
    """A list of orders, shown in pages; `rows` gives the rows of a pass (from 1)."""

    rows: Callable[[int], list[str]]
    notebook: Notebook = field(default_factory=Notebook)
    unread: dict[tuple[int, int], int] = field(default_factory=dict)
    """How often a page of a pass cannot be read."""
    breaks_at: int = MANY
    """Ask at which the walk is broken off."""
    asked: list[Ask] = field(default_factory=list)
    openings: int = 0
    page: int = 0

    def run(self, scope: Scope = ORDINARY, limits: Limits = LIMITS) -> Course:
        machine = walk(scope, limits, self.notebook)
        answer: Answer | None = None
        while True:
            try:
                ask = machine.send(answer) if answer else next(machine)
            except StopIteration as stop:
                course: Course = stop.value
                return course
            self.asked.append(ask)
            if len(self.asked) == self.breaks_at:
                machine.close()
                raise BrokenOffError
            answer = self.answer(ask)

    def answer(self, ask: Ask) -> Answer:
        if isinstance(ask, OpenOrder):
            self.notebook.due.remove(ask.order_id)
            return Done()
        if isinstance(ask, OpenTracking | OpenReturns):
            return Done()
        if isinstance(ask, OpenList):
            self.openings += 1
            self.page = 0
        self.page += 1
        place = (self.openings, self.page)
        if self.unread.get(place, 0):
            self.unread[place] -= 1
            return Unread()
        rows = self.rows(self.openings)
        shown = rows[(self.page - 1) * PAGE : self.page * PAGE]
        news = self.notebook.meet(shown)
        return ListPage(tuple(shown), self.page * PAGE < len(rows), news)

    @property
    def loads(self) -> int:
        return sum(isinstance(ask, OpenList | ShowMore) for ask in self.asked)


def settled(rows: list[str]) -> Callable[[int], list[str]]:
    return lambda _opening: rows


# --- two passes ------------------------------------------------------------------------------


def test_two_equal_passes_are_enough() -> None:
    shop = Shop(settled(orders(95)))
    course = shop.run()
    assert course == Course(shortfalls=[], passes=2)
    assert shop.notebook.known == set(orders(95))
    assert shop.loads == 2 * 10
    assert shop.notebook.completions == 1


def test_a_row_that_one_pass_missed_takes_a_third() -> None:
    shop = Shop(lambda opening: orders(95)[3:] if opening == 1 else orders(95))
    assert shop.run().passes == 3
    assert shop.notebook.known == set(orders(95))


def test_rows_that_move_between_pages_are_met_all_the_same() -> None:
    everything = orders(60)
    moved = [everything[40], *everything[:40], *everything[41:]]
    shop = Shop(lambda opening: moved[:45] if opening == 1 else moved)
    assert shop.run().passes == 3
    assert shop.notebook.known == set(everything)


def test_repeated_rows_are_one_order() -> None:
    rows = orders(40)
    shop = Shop(settled([*rows[:20], *rows[10:]]))
    assert shop.run().passes == 2
    assert shop.notebook.known == set(rows)


def test_a_list_that_is_never_the_same_is_given_up() -> None:
    shop = Shop(lambda opening: orders(20) + orders(3, first=100 * opening))
    course = shop.run()
    assert course.shortfalls == [Shortfall.NOT_AT_REST]
    assert course.passes == LIMITS.passes
    assert shop.notebook.completions == 0


def test_an_empty_list_is_complete() -> None:
    shop = Shop(settled([]))
    assert shop.run() == Course(shortfalls=[], passes=2)
    assert shop.loads == 2


# --- no endless loop -------------------------------------------------------------------------


def test_a_list_that_repeats_itself_for_ever_is_left() -> None:
    shop = Shop(settled(orders(10) * MANY))
    course = shop.run()
    assert course.shortfalls == [Shortfall.REPEATS]
    assert shop.loads == 1 + LIMITS.idle_pages + 1


def test_a_list_without_end_is_left() -> None:
    shop = Shop(settled(orders(MANY)))
    assert shop.run().shortfalls == [Shortfall.TOO_LONG]
    assert shop.loads == LIMITS.pages + 1


def test_a_page_that_cannot_be_read_has_the_list_opened_again() -> None:
    shop = Shop(settled(orders(50)), unread={(1, 3): 1})
    course = shop.run()
    assert course == Course(shortfalls=[], passes=2)
    assert [type(ask) for ask in shop.asked[:4]] == [OpenList, ShowMore, ShowMore, OpenList]
    assert shop.notebook.known == set(orders(50))


def test_a_list_that_never_opens_is_given_up_and_the_orders_are_not() -> None:
    shop = Shop(settled(orders(50)), unread={(opening, 1): 1 for opening in range(9)})
    shop.notebook.due = orders(2)
    course = shop.run()
    assert course.shortfalls == [Shortfall.NOT_OPENED]
    assert shop.openings == 1 + LIMITS.reopenings
    assert shop.asked[-2:] == [OpenOrder(number) for number in orders(2)]


# --- what is known already -------------------------------------------------------------------


def complete(rows: list[str]) -> Notebook:
    return Notebook(complete=True, known=set(rows))


def test_nothing_new_is_one_page() -> None:
    shop = Shop(settled(orders(95)), complete(orders(95)))
    assert shop.run() == Course(shortfalls=[], passes=1)
    assert shop.loads == 1


def test_news_are_followed_as_far_as_they_go() -> None:
    shop = Shop(settled(orders(95)), complete(orders(95)[25:]))
    course = shop.run()
    assert course == Course(shortfalls=[], passes=2)
    assert shop.notebook.known == set(orders(95))
    assert shop.loads == 2 * 4


def test_the_whole_list_is_gone_through_on_demand() -> None:
    shop = Shop(settled(orders(95)), complete(orders(95)))
    assert shop.run(Scope(whole_list=True)).passes == 2
    assert shop.loads == 2 * 10


def test_older_orders_that_are_not_wanted_leave_the_history_open() -> None:
    notebook = Notebook()
    shop = Shop(settled(orders(95)), notebook)
    real = shop.answer

    def answer(ask: Ask) -> Answer:
        page = real(ask)
        assert isinstance(page, ListPage)
        return ListPage(page.order_ids, page.has_more, page.has_news, shop.page == 3)

    shop.answer = answer  # type: ignore[method-assign]
    assert shop.run() == Course(shortfalls=[], passes=2)
    assert shop.loads == 2 * 3
    assert notebook.completions == 0


def test_open_orders_are_looked_for_in_their_tabs() -> None:
    shop = Shop(settled(orders(15)))
    shop.run(Scope(only_open=True))
    tabs = [ask.tab for ask in shop.asked if isinstance(ask, OpenList)]
    assert list(dict.fromkeys(tabs)) == ["unpaid", "processing", "shipped"]
    assert shop.notebook.completions == 0


# --- broken off and taken up -----------------------------------------------------------------


def test_a_walk_that_is_taken_up_does_not_repeat_a_finished_pass() -> None:
    shop = Shop(settled(orders(95)), breaks_at=13)
    with pytest.raises(BrokenOffError):
        shop.run()
    again = Shop(settled(orders(95)), shop.notebook)
    assert again.run() == Course(shortfalls=[], passes=1)
    assert again.loads == 10


def test_news_that_a_broken_walk_has_met_still_lead_to_the_older_ones() -> None:
    notebook = complete(orders(95)[25:])
    with pytest.raises(BrokenOffError):
        Shop(settled(orders(95)), notebook, breaks_at=2).run()
    assert notebook.known != set(orders(95))
    Shop(settled(orders(95)), notebook).run()
    assert notebook.known == set(orders(95))


@given(st.lists(st.integers(1, 30), max_size=6), st.integers(0, 120))
def test_however_often_it_is_broken_off_every_order_is_met(breaks: list[int], count: int) -> None:
    notebook = Notebook()
    for at in breaks:
        try:
            Shop(settled(orders(count)), notebook, breaks_at=at).run()
        except BrokenOffError:
            continue
    course = Shop(settled(orders(count)), notebook).run()
    assert course.shortfalls == []
    assert notebook.known == set(orders(count))
    assert notebook.complete


# --- orders ----------------------------------------------------------------------------------


def test_each_due_order_is_opened_once_and_its_tracking_where_it_is_due() -> None:
    first, second = orders(2)
    notebook = Notebook(complete=True, due=[first, second], tracked={second})
    shop = Shop(settled([]), notebook)
    shop.run()
    assert shop.asked[1:] == [OpenOrder(first), OpenOrder(second), OpenTracking(second)]


def test_an_order_read_before_it_was_broken_off_is_tracked_without_being_read_again() -> None:
    [only] = orders(1)

    class HalfDone(Notebook):
        def detail_is_due(self, order_id: str) -> bool:
            return False

    shop = Shop(settled([]), HalfDone(complete=True, due=[only], tracked={only}))
    shop.run()
    assert shop.asked[1:] == [OpenTracking(only)]


def test_an_unread_order_is_not_tracked_and_does_not_stop_the_others() -> None:
    first, second = orders(2)
    shop = Shop(settled([]), Notebook(complete=True, due=[first, second], tracked={first}))
    real = shop.answer
    shop.answer = (  # type: ignore[method-assign]
        lambda ask: Unread() if ask == OpenOrder(first) else real(ask)
    )
    shop.run()
    assert shop.asked[1:] == [OpenOrder(first), OpenOrder(second)]


def test_a_tab_that_was_gone_through_is_not_gone_through_again() -> None:
    [only] = orders(1)
    shop = Shop(settled(orders(95)), Notebook(due=[only]))
    with pytest.raises(BrokenOffError):
        Shop(settled(orders(95)), shop.notebook, breaks_at=21).run()
    shop.run()
    assert shop.asked == [OpenOrder(only)]


@pytest.mark.parametrize(
    ("wanted", "due", "asked"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_returns_are_looked_at_last_and_only_where_they_are_due(
    wanted: bool, due: bool, asked: int
) -> None:
    shop = Shop(settled(orders(1)), Notebook(due=orders(1), returns=due))
    shop.run(Scope(returns=wanted))
    assert shop.asked.count(OpenReturns()) == asked
    assert isinstance(shop.asked[-1], OpenReturns if asked else OpenOrder)


def test_a_digest_is_of_the_set() -> None:
    assert digest(orders(3)) == digest(reversed(orders(3)))
    assert digest(orders(3)) != digest(orders(4))
