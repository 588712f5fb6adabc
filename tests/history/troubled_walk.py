"""A walk through an account in which everything goes wrong, and what must be left of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cancelwindow.history.outcome import StopKind, WalkReport
from cancelwindow.history.walker import Pages
from cancelwindow.replay.faults import Fault, Trouble
from cancelwindow.replay.generated import UNDER_WAY, order_number
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.order_list import PAGE_SIZE
from history.account_walks import AccountWalks, numbers, ones

RESTLESS, BROKEN, RESET = order_number(4), order_number(5), order_number(6)
CHALLENGED_AT, EXPIRED_AT = 0.4, 0.7
"""Shares of the list: orders 400 and 700 of 1,000."""

MOST_RUNS = 12


def faults(orders: int) -> list[Fault]:
    """What goes wrong with an account of so many orders, 100 or more."""
    pages = orders // PAGE_SIZE

    def page(share: float) -> int:
        return max(2, round(pages * share))

    return [
        Fault(Trouble.LATE_ROWS, page=page(0.1), times=2),
        Fault(Trouble.STALE_BUTTON, page=page(0.2), times=2),
        Fault(Trouble.ERROR, page=page(0.3), status=502),
        Fault(Trouble.CHALLENGE, page=page(CHALLENGED_AT)),
        Fault(Trouble.REPEATED_ROWS, page=page(0.5), opening=2),
        Fault(Trouble.RESET, page=page(0.6), times=2),
        Fault(Trouble.EXPIRY, page=page(EXPIRED_AT)),
        Fault(Trouble.SKIPPED_ROWS, page=page(0.5), opening=3),
        Fault(Trouble.EMPTY, page=page(0.8)),
        Fault(Trouble.ERROR, page=page(0.9), status=503, retry_after="1"),
        Fault(Trouble.RESTLESS, order_id=RESTLESS, times=99),
        Fault(Trouble.ERROR, order_id=BROKEN, status=502),
        Fault(Trouble.RESET, order_id=RESET, times=2),
    ]


@dataclass
class Ended:
    """The runs that an account took."""

    reports: list[WalkReport] = field(default_factory=list)

    @property
    def stops(self) -> list[StopKind]:
        return [one.stopped.why for one in self.reports if one.stopped is not None]

    @property
    def page_loads(self) -> int:
        return sum(report.page_loads for report in self.reports)


def walk_to_the_end(walks: AccountWalks, site: LiveSite, pages: Callable[[], Pages]) -> Ended:
    """Walk, and where the site says stop let a person help and wait out the rest, until a run ends
    by itself."""
    ended = Ended()
    for _ in range(MOST_RUNS):
        report = walks.walk(pages())
        ended.reports.append(report)
        if report.stopped is None:
            return ended
        assert walks.is_cooling_down()
        assert report.stopped.until is not None
        walks.hands.now = report.stopped.until
        site.help()
    raise AssertionError(f"no end after {MOST_RUNS} runs: {ended.stops}")


def hold_to_what_must_be_left(
    walks: AccountWalks, site: LiveSite, ended: Ended, orders: int
) -> None:
    """Every order exactly once, nothing asked again that was known, no endless loop."""
    last = ended.reports[-1]
    assert ended.stops == [StopKind.CHALLENGE, StopKind.LOGIN]
    assert [report.resumed for report in ended.reports] == [False, True, True]
    assert walks.listed() == ones(numbers(orders))
    assert walks.states().keys() == numbers(orders)
    assert last.shortfalls == ()
    unread = [page for page in last.unread if page.page != "list"]
    assert [page.order_id for page in unread] == [RESTLESS]
    assert unread[0].why.startswith("skeleton")
    read = numbers(UNDER_WAY) - {RESTLESS}
    assert walks.recorded("order_detail") == ones(read)
    assert {order_id: site.count("detail")[order_id] for order_id in read} == ones(read)
    assert site.count("write").total() == 0
    # Four passes and what was begun again after each fault, and no more.
    assert sum(site.count("list").values()) < 9 * orders / PAGE_SIZE
