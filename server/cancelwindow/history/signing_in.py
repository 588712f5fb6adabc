"""Signing in: the person does it in a real window; that it worked is proved by reading the list."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from aliorders.addresses import address_of
from aliorders.browser import Page, PlaywrightError, Session
from aliorders.models import BlockedKind, CapturedResponse, PageReading, Snapshot
from aliorders.reading import read
from aliorders.responses import order_list
from aliorders.traffic import called_api

_LOOK_MS = 250


class SignInError(Exception):
    """The list was not read; the text says why."""


def sign_in(
    session: Session,
    *,
    origin: str | None = None,
    patience: float,
    is_stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Open the order list, and wait until the person is signed in and it can be read.

    Nothing of the sign-in is looked at: no field of the form is read or filled in.

    Args:
        origin: another address for all of the site.
        patience: seconds.

    Returns:
        How many orders the first page of the list shows.

    Raises:
        SignInError: the window was closed, the time is over, or the person gave up.
    """
    page = session.context.pages[0] if session.context.pages else session.tab()
    overdue = time.monotonic() + patience
    try:
        page.goto(address_of("list", origin), wait_until="commit")
        while time.monotonic() < overdue and not is_stopped():
            for reading in _lists(session, page):
                return reading
            page.wait_for_timeout(_LOOK_MS)
    except PlaywrightError as error:
        if page.is_closed():
            raise SignInError("The window was closed before your order list was there.") from error
        raise SignInError(f"The order list could not be opened ({_first_line(error)}).") from error
    if is_stopped():
        raise SignInError("Given up.")
    raise SignInError(f"Your order list was not there after {patience / 60:.0f} minutes.")


def _lists(session: Session, page: Page) -> Iterator[int]:
    """Number of orders of each answer that shows the list of a signed-in person."""
    for response in list(session.traffic(page).answers):
        if called_api(response.url) != order_list.API:
            continue
        try:
            answer = CapturedResponse(
                url=response.url, status=response.status, body=response.text()
            )
        except PlaywrightError:  # the body is gone with its document
            continue
        reading = read(Snapshot(responses=(answer,), captured_at=session.clock()))
        if isinstance(reading, PageReading):
            yield len(reading.orders)
        elif reading.kind is BlockedKind.EMPTY_LIST:
            yield 0


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
