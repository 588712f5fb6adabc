"""What goes wrong on the replay site, as data: which trouble is met where, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cancelwindow.replay.account import SampleOrder
from cancelwindow.replay.order_list import PAGE_SIZE


class Trouble(StrEnum):
    """What can go wrong with a visit."""

    REPEATED_ROWS = "repeated_rows"
    """From this page on, the list repeats the last rows of the page before."""
    SKIPPED_ROWS = "skipped_rows"
    """From this page on, some rows are missing: they have moved up meanwhile."""
    LATE_ROWS = "late_rows"
    """Half of the page's rows are drawn later."""
    STALE_BUTTON = "stale_button"
    """The page draws its button anew, and the new one does nothing at first."""
    EMPTY = "empty"
    """The list's paging succeeds with nothing in it."""
    CHALLENGE = "challenge"
    """A robot check stands before everything, until somebody solves it."""
    EXPIRY = "expiry"
    """The session has lapsed, until somebody signs in."""
    RATE_LIMIT = "rate_limit"
    """The call is refused because there were too many."""
    ERROR = "error"
    """A reply of the server's own, such as 502."""
    RESET = "reset"
    """The connection breaks."""
    RESTLESS = "restless"
    """The order's page never shows its order and never stops changing."""


OF_THE_ROWS = frozenset({Trouble.REPEATED_ROWS, Trouble.SKIPPED_ROWS})
"""They hold for the rest of a pass through the list."""

OF_THE_SCRIPT = frozenset({Trouble.LATE_ROWS, Trouble.STALE_BUTTON, Trouble.RESTLESS})
"""The page's own script does them."""

ROWS_IN_TROUBLE = 3


@dataclass(frozen=True)
class Fault:
    """One trouble, and where it is met.

    `page` is a page of the list, from 1; `order_id` that of a detail or tracking call; `opening`
    the pass through the list, from 1, where only one is to meet it; `times` how often it is met
    (troubles of the rows hold for the whole pass).
    """

    trouble: Trouble
    page: int | None = None
    order_id: str | None = None
    opening: int | None = None
    times: int = 1
    status: int = 502
    retry_after: str | None = None

    def is_at(self, page: int | None, order_id: str | None, opening: int) -> bool:
        """Whether a call meets this fault."""
        if order_id is not None:
            return order_id == self.order_id
        if page is None or self.page is None or self.opening not in (None, opening):
            return False
        return page >= self.page if self.trouble in OF_THE_ROWS else page == self.page


def rearranged(orders: tuple[SampleOrder, ...], fault: Fault) -> tuple[SampleOrder, ...]:
    """The orders as the pages from `fault.page` on have them."""
    start = ((fault.page or 1) - 1) * PAGE_SIZE
    if fault.trouble is Trouble.REPEATED_ROWS:
        return orders[:start] + orders[max(0, start - ROWS_IN_TROUBLE) : start] + orders[start:]
    return orders[:start] + orders[start + ROWS_IN_TROUBLE :]
