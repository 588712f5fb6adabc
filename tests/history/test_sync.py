"""Walks into the store: what is asked for again, what never, and when it stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from aliorders.history import Shortfall
from aliorders.models import OrderStatus
from cancelwindow.history.outcome import StopKind, StoppedError
from cancelwindow.history.scope import WalkScope
from cancelwindow.policy.loader import load_politeness
from cancelwindow.policy.politeness import manners
from cancelwindow.replay.faults import Fault, Trouble
from cancelwindow.replay.generated import UNDER_WAY, generated_account, order_number
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.site import Site
from cancelwindow.store import returns
from history.account_walks import AT_ONCE, AccountWalks, numbers, ones
from history.direct import DirectPages
from history.shop import ACCOUNT, LANGUAGES, NOW, live

SHIPPED = {order_number(place) for place in range(3, UNDER_WAY, 3)}
FULL = WalkScope(full=True)


@pytest.fixture
def walks(tmp_path: Path) -> Iterator[AccountWalks]:
    own = AccountWalks(tmp_path / "data")
    yield own
    own.database.close()


# --- everything once -------------------------------------------------------------------------


def test_the_first_walk_reads_the_list_and_the_orders_under_way(walks: AccountWalks) -> None:
    site = live(45)
    report = walks.walk(site)
    assert report.complete
    assert (report.orders, report.new, report.passes) == (45, 45, 2)
    assert walks.listed() == ones(numbers(45))
    assert walks.states().keys() == numbers(45)
    assert site.count("detail") == ones(numbers(UNDER_WAY))
    assert site.count("tracking") == ones(SHIPPED)
    assert site.count("list").total() == 2 * 5
    assert report.page_loads == 2 * 5 + UNDER_WAY + len(SHIPPED) + 1


def test_nothing_new_is_one_page_more(walks: AccountWalks) -> None:
    site = live(45)
    walks.walk(site)
    again = walks.walk(site)
    assert again.complete
    assert again.page_loads == 1
    assert not again.resumed


def test_open_orders_are_opened_again_when_their_reading_is_old(walks: AccountWalks) -> None:
    site = live(30)
    walks.walk(site)
    walks.hands.now += AT_ONCE.fresh.open_orders
    report = walks.walk(site)
    assert report.details == UNDER_WAY
    assert report.trackings == len(SHIPPED)


def test_ended_orders_are_opened_once_and_only_on_demand(walks: AccountWalks) -> None:
    site = live(40)
    walks.walk(site)
    assert walks.walk(site, FULL).details == 40 - UNDER_WAY
    walks.hands.now += timedelta(days=30)
    walks.walk(site, FULL)
    ended = numbers(40 - UNDER_WAY, UNDER_WAY)
    assert {order_id: site.count("detail")[order_id] for order_id in ended} == ones(ended)


def test_new_orders_and_changed_ones_come_first(walks: AccountWalks) -> None:
    site = live(30)
    walks.walk(site)
    orders = list(site.site.account.orders)
    ended = orders[-1].state
    orders[7] = orders[7].model_copy(update={"state": ended})
    newest = generated_account(ACCOUNT, LANGUAGES["en"], 1, first=-1).orders[0]
    account = site.site.account.model_copy(update={"orders": (newest, *orders)})
    changed = LiveSite(replace(site.site, account=account))
    walks.hands.now += AT_ONCE.fresh.open_orders
    report = walks.walk(changed)
    assert (report.new, report.changed) == (1, 1)
    asked = [one.which for one in changed.asked if one.what == "detail"]
    assert set(asked[:2]) == {newest.order_id, orders[7].order_id}
    assert walks.states()[orders[7].order_id] == OrderStatus.FINISH


def test_returns_are_kept_with_their_orders(walks: AccountWalks) -> None:
    site = live(100)
    assert walks.walk(site).returns == 1
    sent_back = site.site.account.returns[0]
    with walks.database.read() as session:
        [entry] = returns.of_order(session, sent_back.order_id)
    assert entry.is_closed is True
    assert entry.return_id == sent_back.return_id


def test_since_leaves_older_orders_out(walks: AccountWalks) -> None:
    since = (NOW - timedelta(days=20)).date()
    site = live(100)
    report = walks.walk(site, WalkScope(since=since))
    assert report.complete
    assert 0 < report.orders < 40
    assert max(int(page) for page in site.count("list")) < 10
    assert walks.walk(site).orders == 100


def test_since_an_earlier_day_than_all_orders_is_everything(walks: AccountWalks) -> None:
    assert walks.walk(live(30), WalkScope(since=date(2000, 1, 1))).orders == 30


def test_only_open_orders_are_found_by_their_tabs(walks: AccountWalks) -> None:
    site = live(60)
    report = walks.walk(site, WalkScope(only_open=True))
    assert report.complete
    assert report.orders == UNDER_WAY
    assert walks.listed() == ones(numbers(UNDER_WAY))
    assert site.count("detail") == ones(numbers(UNDER_WAY))
    assert site.count("returns").total() == 0


def test_a_tab_without_orders_is_no_failure(walks: AccountWalks) -> None:
    site = live(60)
    ended = site.site.account.orders[UNDER_WAY:]
    account = site.site.account.model_copy(update={"orders": ended})
    report = walks.walk(LiveSite(replace(site.site, account=account)), WalkScope(only_open=True))
    assert report.complete
    assert report.orders == 0


# --- what goes wrong -------------------------------------------------------------------------


def test_rows_that_move_and_repeat_make_no_order_missing_or_double(walks: AccountWalks) -> None:
    site = live(
        95,
        Fault(Trouble.REPEATED_ROWS, page=3, opening=1),
        Fault(Trouble.SKIPPED_ROWS, page=5, opening=2),
    )
    report = walks.walk(site)
    assert report.complete
    assert report.passes > 2
    assert walks.listed() == ones(numbers(95))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Trouble.ERROR, page=4, status=502),
        Fault(Trouble.RESET, page=4),
        Fault(Trouble.EMPTY, page=4),
        Fault(Trouble.ERROR, page=1, status=503, retry_after="30"),
    ],
)
def test_a_page_of_the_list_is_tried_again(walks: AccountWalks, fault: Fault) -> None:
    report = walks.walk(live(45, fault))
    assert report.complete
    assert report.retries == 1
    assert walks.listed() == ones(numbers(45))


def test_what_cannot_be_read_is_told_with_its_reason(walks: AccountWalks) -> None:
    restless, broken = order_number(4), order_number(5)
    site = live(
        30,
        Fault(Trouble.RESTLESS, order_id=restless, times=99),
        Fault(Trouble.ERROR, order_id=broken, times=99),
    )
    report = walks.walk(site)
    assert not report.complete
    assert report.stopped is None
    assert {(page.order_id, page.why.partition(":")[0]) for page in report.unread} == {
        (restless, "skeleton"),
        (broken, "the server answered 502"),
    }
    assert report.details == UNDER_WAY - 2
    healed = live(30)
    assert walks.walk(healed).details == 2
    assert healed.count("detail") == ones({restless, broken})


def test_a_list_that_cannot_be_opened_is_a_gap_and_no_end(walks: AccountWalks) -> None:
    report = walks.walk(live(45, Fault(Trouble.EMPTY, page=3, times=999)))
    assert not report.complete
    assert report.shortfalls == (Shortfall.NOT_OPENED,) or report.stopped is not None
    assert walks.walk(live(45)).complete
    assert walks.listed() == ones(numbers(45))


def test_page_after_page_that_fails_ends_the_walk(walks: AccountWalks) -> None:
    faults = [Fault(Trouble.RESET, order_id=order_number(n), times=9) for n in range(20)]
    report = walks.walk(live(30, *faults))
    assert report.stopped is not None
    assert report.stopped.why is StopKind.UNREACHABLE
    assert len(report.unread) == AT_ONCE.unread_in_a_row
    assert walks.is_cooling_down()


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (Trouble.CHALLENGE, StopKind.CHALLENGE),
        (Trouble.EXPIRY, StopKind.LOGIN),
        (Trouble.RATE_LIMIT, StopKind.RATE_LIMITED),
    ],
)
def test_when_the_site_says_stop_it_stops_at_once(
    walks: AccountWalks, trouble: Trouble, why: StopKind
) -> None:
    site = live(45, Fault(trouble, page=3))
    report = walks.walk(site)
    assert report.stopped is not None
    assert report.stopped.why is why
    assert report.stopped.until is not None
    assert report.stopped.until - walks.hands.now >= timedelta(minutes=30)
    assert report.stopped.advice
    assert report.page_loads == 3
    assert walks.listed() == ones(numbers(20))
    with pytest.raises(StoppedError):
        walks.walk(site)
    assert site.count("list").total() == 3
    walks.hands.now = report.stopped.until
    site.help()
    assert walks.walk(site).complete
    assert walks.listed() == ones(numbers(45))


def test_too_many_requests_rest_as_long_as_the_server_says(walks: AccountWalks) -> None:
    site = live(45, Fault(Trouble.ERROR, page=2, status=429, retry_after="7200"))
    stopped = walks.walk(site).stopped
    assert stopped is not None
    assert stopped.why is StopKind.RATE_LIMITED
    assert stopped.until == walks.hands.now + timedelta(hours=2)


def test_a_server_that_asks_to_come_back_later_is_left(walks: AccountWalks) -> None:
    site = live(45, Fault(Trouble.ERROR, page=2, status=503, retry_after="86400"))
    stopped = walks.walk(site).stopped
    assert stopped is not None
    assert stopped.until == walks.hands.now + timedelta(days=1)
    assert site.count("list") == {"1": 1}


# --- politeness ------------------------------------------------------------------------------


def test_pages_are_opened_at_a_polite_pace(walks: AccountWalks) -> None:
    polite = manners(load_politeness())
    site = live(25, Fault(Trouble.ERROR, page=2, status=503, retry_after="40"))
    start = walks.hands.now
    report = walks.walk(site, how=polite)
    pauses = (report.page_loads - 2) * polite.pause[0] + 40
    assert (walks.hands.now - start).total_seconds() == pytest.approx(pauses)


def test_a_day_has_a_limit_and_the_next_day_goes_on(walks: AccountWalks) -> None:
    few = replace(AT_ONCE, loads_a_day=40)
    site = live(45)
    report = walks.walk(site, how=few)
    assert report.stopped is not None
    assert report.stopped.why is StopKind.DAILY_LIMIT
    assert report.page_loads == 40
    assert walks.walk(site, how=few).page_loads == 0
    opened = set(site.count("detail"))
    walks.hands.now += timedelta(days=1)
    site.asked.clear()
    report = walks.walk(site, how=few)
    assert report.resumed
    assert report.complete
    asked = [one.which for one in site.asked if one.what == "detail"]
    assert set(asked[: UNDER_WAY - len(opened)]) == numbers(UNDER_WAY) - opened


# --- broken off and taken up -----------------------------------------------------------------


class PowerLossError(Exception):
    """The program is gone."""


def breaking_at(page: int, site: LiveSite, walks: AccountWalks) -> DirectPages:
    def break_at(number: int) -> None:
        if number == page:
            raise PowerLossError

    return DirectPages(site, walks.hands.clock, break_at)


@pytest.mark.parametrize("page", [2, 5, 6, 10, 11, 20, 41])
def test_a_walk_goes_on_where_it_was_broken_off(walks: AccountWalks, page: int) -> None:
    site = live(45)
    with pytest.raises(PowerLossError):
        walks.walk(breaking_at(page, site, walks))
    before = site.count("list").total()
    report = walks.walk(site)
    assert report.complete
    assert report.resumed
    assert walks.listed() == ones(numbers(45))
    assert site.count("detail") == ones(numbers(UNDER_WAY))
    assert site.count("tracking") == ones(SHIPPED)
    # A pass that was ended is not repeated, and a list whose passes agreed is not opened again.
    passes = 2 if page <= 5 else 1 if page <= 10 else 0
    assert site.count("list").total() - before == 5 * passes


def test_a_person_who_stops_it_finds_it_resumable(walks: AccountWalks) -> None:
    site = live(45)
    sync = walks.sync()
    pages = DirectPages(site, walks.hands.clock)
    sync.is_stopped = lambda: pages.opened >= 20
    report = sync.run(pages)
    assert report.stopped is not None
    assert report.stopped.why is StopKind.ASKED
    assert report.stopped.until is None
    assert not walks.is_cooling_down()
    assert walks.walk(site).complete
    assert site.count("detail") == ones(numbers(UNDER_WAY))


def test_a_walk_of_another_scope_begins_anew(walks: AccountWalks) -> None:
    site = live(45)
    with pytest.raises(PowerLossError):
        walks.walk(breaking_at(8, site, walks))
    report = walks.walk(site, FULL)
    assert not report.resumed
    assert report.passes == 2


def test_progress_is_told_after_every_page(walks: AccountWalks) -> None:
    told: list[tuple[int, int | None, int]] = []
    sync = walks.sync(told=lambda tally: told.append((tally.loads, tally.due, tally.opened)))
    sync.run(DirectPages(live(30), walks.hands.clock))
    assert [loads for loads, _, _ in told] == list(range(1, len(told) + 1))
    assert told[5] == (6, None, 0)
    assert told[-1][1:] == (UNDER_WAY, UNDER_WAY)


def test_an_account_without_orders_is_complete(walks: AccountWalks) -> None:
    site = live(1)
    nothing = site.site.account.model_copy(update={"orders": ()})
    report = walks.walk(LiveSite(Site(nothing, NOW)))
    assert report.complete
    assert report.orders == 0


def test_a_list_that_is_suddenly_empty_is_not_believed(walks: AccountWalks) -> None:
    site = live(30)
    walks.walk(site)
    nothing = site.site.account.model_copy(update={"orders": ()})
    report = walks.walk(LiveSite(Site(nothing, NOW)))
    assert not report.complete
    assert walks.listed() == ones(numbers(30))
