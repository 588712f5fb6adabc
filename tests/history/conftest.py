"""A served history site, and a walking browser on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Playwright

from aliorders import chromium
from aliorders.browser import Session, open_session
from aliorders.launch import Launch
from aliorders.order_pages import OrderPages
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.served import ServedSite
from history.shop import NOW, PATIENCE


@pytest.fixture(scope="session")
def launch() -> Launch:
    """A walking browser that reaches this machine alone."""
    return Launch(chromium.find(need_extension=True), walking=True, loopback_only=True)


@pytest.fixture(scope="session")
def walking(launch: Launch, playwright: Playwright) -> Iterator[Session]:
    """One browser for all tests that open pages."""
    with open_session(launch, driver=playwright, clock=lambda: NOW) as session:
        session.settling = {"quiet_ms": 200, "least_age_ms": 1, "full_age_ms": 1500}
        yield session


@dataclass
class Opened:
    """A served site, and the pages of a browser on it."""

    live: LiveSite
    pages: OrderPages


@pytest.fixture
def opened(walking: Session) -> Iterator[Callable[[LiveSite], Opened]]:
    """Serves a site and opens its pages."""
    served: list[ServedSite] = []
    pages: list[OrderPages] = []

    def serve(live: LiveSite) -> Opened:
        site = ServedSite(live.answer)
        site.__enter__()
        served.append(site)
        pages.append(OrderPages(walking, site.url, PATIENCE))
        return Opened(live, pages[-1])

    yield serve
    for one in pages:
        one.close()
    for site in served:
        site.__exit__()
