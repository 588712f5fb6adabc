"""The sample account's site, and its order pages as a real browser draws them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from aliorders import chromium
from aliorders.browser import Launch, close_tab, open_session
from aliorders.models import Snapshot
from cancelwindow.replay.account import Account
from cancelwindow.replay.addresses import detail_url
from cancelwindow.replay.site import Site
from replay.sample import (
    ACCOUNT,
    NOW,
    SETTLED_ORDERS,
    Stage,
    Visits,
    site_of,
    wait_until_drawn,
)


@pytest.fixture
def account() -> Account:
    """The sample account as it is served."""
    return ACCOUNT


@pytest.fixture
def site() -> Site:
    """The account's site with its own delays."""
    return Site(ACCOUNT, NOW)


@pytest.fixture(scope="session")
def launch() -> Launch:
    """A browser without a window; where there is none, these tests fail."""
    return Launch(chromium.find())


@pytest.fixture(scope="session")
def shared(launch: Launch, playwright: Playwright) -> Iterator[Visits]:
    """One browser for all tests that only look at pages."""
    stage = Stage(site_of(*SETTLED_ORDERS))
    with open_session(launch, replay=stage, clock=lambda: NOW, driver=playwright) as session:
        yield Visits(session, stage)


@pytest.fixture
def visits(shared: Visits) -> Iterator[Visits]:
    """The shared browser; its tabs are closed after the test."""
    yield shared
    for page in shared.session.context.pages[1:]:
        close_tab(page)
    refused = shared.session.refusals[:]
    shared.session.refusals.clear()
    assert refused == []


@pytest.fixture
def clocked(launch: Launch, playwright: Playwright) -> Iterator[Visits]:
    """A browser of the test's own, whose pages' clock the test moves."""
    stage = Stage(site_of(*SETTLED_ORDERS))
    with open_session(launch, replay=stage, clock=lambda: NOW, driver=playwright) as session:
        session.context.clock.install()
        yield Visits(session, stage)
        assert session.refusals == []


@pytest.fixture(scope="session")
def drawn(shared: Visits) -> dict[str, Snapshot]:
    """A snapshot of every order's page, by order number, taken in a real browser."""
    site = site_of(*SETTLED_ORDERS)
    pages = [(order, shared.open(site, detail_url(order.order_id))) for order in SETTLED_ORDERS]
    snapshots = {}
    for order, page in pages:
        wait_until_drawn(page, order)
        snapshots[order.order_id] = shared.session.snapshot(page, settled=False)
        close_tab(page)
    return snapshots
