"""The sample account at a fixed moment, and what its pages must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aliorders.browser import Page, Session
from cancelwindow.replay.account import SampleOrder, load_account
from cancelwindow.replay.site import Delays, Reply, Site

ROOT = Path(__file__).resolve().parents[2]

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
"""Clock of the replayed site in these tests."""

AT_ONCE = Delays(status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)

MUCH_LATER_MS = 3_600_000
"""Beyond every test's patience: only a test that moves the page's clock gets there."""

ACCOUNT = load_account((ROOT / "fixtures" / "account" / "account.yaml").read_text("utf-8"))


def settled(order: SampleOrder) -> SampleOrder:
    """The order as its page ends up, with nothing left to come."""
    state = order.then.state if order.then else order.state
    return order.model_copy(update={"state": state, "then": None, "cancel_after_ms": None})


SETTLED_ORDERS = tuple(settled(order) for order in ACCOUNT.orders)


def site_of(*orders: SampleOrder, delays: Delays = AT_ONCE) -> Site:
    """A site whose account has just these orders."""
    return Site(ACCOUNT.model_copy(update={"orders": orders}), NOW, delays)


def order_of(status_word: str) -> SampleOrder:
    """The account's first order with this status word, as its page ends up."""
    return next(order for order in SETTLED_ORDERS if order.state.word == status_word)


def wait_until_drawn(page: Page, order: SampleOrder) -> None:
    """Wait until an order page has its blocks and all of the order's controls."""
    page.locator(".order-recommend").wait_for()
    page.wait_for_function(
        "count => document.querySelectorAll('.order-status .comet-btn').length === count",
        arg=len(order.state.buttons),
    )


@dataclass
class Stage:
    """Answers with whatever site a test has put on it."""

    site: Site

    def serves(self, host: str) -> bool:
        return self.site.serves(host)

    def respond(self, method: str, url: str, body: str) -> Reply:
        return self.site.respond(method, url, body)


@dataclass
class Visits:
    """A browser that visits one site after the other."""

    session: Session
    stage: Stage

    def open(self, site: Site, url: str) -> Page:
        """A tab on `url` of `site`."""
        self.stage.site = site
        return self.session.open(url)
