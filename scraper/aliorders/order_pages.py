"""The site's order pages in a browser: open one, wait until it has arrived, and take it.

It waits for what a page is made of (the site's answer, what is drawn from it, a control that may
still come), and for a stretch of time only as long as a page that never comes may take.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aliorders import selectors as css
from aliorders.addresses import on_its_host
from aliorders.browser import Page, PlaywrightError, Response, Session, Traffic, close_tab
from aliorders.data import table
from aliorders.models import CapturedResponse, Snapshot, SnapshotSource
from aliorders.responses import order_detail, order_list, returns, tracking
from aliorders.responses.envelope import NotSiteJsonError, unwrap
from aliorders.traffic import called_api

T = TypeVar("T")

_LOOK_MS = 10
"""Between two looks at what has arrived: far below what any page takes."""

_FAILED = 400
"""HTTP statuses from here on are errors (RFC 9110, section 15.5)."""

_ORDER_ID = re.compile(r'"orderId"\s*:\s*"(\d{14,19})"')

_COUNT = "card => document.querySelectorAll(card).length"

_LISTED = """([card, before, ids]) => {
  const drawn = [...document.querySelectorAll(card)].slice(before);
  const links = drawn.flatMap((one) => [...one.querySelectorAll('a[href]')].map((a) => a.href));
  return ids.every((id) => links.some((href) => href.includes(id)));
}"""

_PRESS = """selector => {
  const buttons = [...document.querySelectorAll(selector)];
  const shown = buttons.find((one) => one.getClientRects().length > 0);
  shown?.click();
  return shown !== undefined;
}"""

_PRESS_TAB = """([selector, title]) => {
  const words = (one) => one.textContent.replace(/\\s*\\(\\d+\\+?\\)\\s*$/, '').trim();
  const tab = [...document.querySelectorAll(selector)].find((one) => words(one) === title);
  tab?.click();
  return tab !== undefined;
}"""
"""A tab's title carries the number of its orders."""

_NEW_ROWS = """([card, before, others]) => {
  const { lang, className } = document.documentElement;
  const part = (selector, from) =>
    [...document.querySelectorAll(selector)].slice(from).map((one) => one.outerHTML).join('');
  const parts = [...others.map((selector) => part(selector, 0)), part(card, before)];
  return [lang, className, parts.join(''), performance.now()];
}"""
"""The new cards alone: with all of them, each page of the list would weigh more than the last."""

_ROWS = '<html lang="{language}" class="{names}"><body>{rows}</body></html>'

_DRAWN = "selectors => selectors.every((one) => document.querySelector(one))"


class HitchKind(StrEnum):
    """Why a page did not come."""

    NETWORK = "network"
    """The connection broke, or was not made."""
    STATUS = "status"
    """The server answered with an error."""
    SILENCE = "silence"
    """Nothing came in time."""
    NO_BUTTON = "no_button"
    """There is no button that shows more."""
    BROWSER = "browser"
    """The browser itself has gone."""


@dataclass(frozen=True)
class Hitch:
    """A page that did not come; `retry_after` is the server's own word on when to come back."""

    kind: HitchKind
    evidence: str
    status: int | None = None
    retry_after: str | None = None


Loaded = Snapshot | Hitch


class OrderPages:
    """One tab that goes from page to page.

    Args:
        session: a walking one.
        origin: another address for all of the site, without a slash at the end.
        patience: as in `settling.toml`.
    """

    def __init__(
        self,
        session: Session,
        origin: str | None = None,
        patience: Mapping[str, Any] | None = None,
    ) -> None:
        self._session = session
        self._pages: Mapping[str, str] = table("site_api")["pages"]
        self._origin = origin
        self._patience = patience or table("settling")["patience"]
        self._tab: Page | None = None

    # --- the five pages ----------------------------------------------------------------------

    def open_list(self, tab: str) -> Loaded:
        """The first page of the order list, in one of its tabs (by the site's own code)."""
        return self._surviving(lambda: self._open_list(tab))

    def show_more(self) -> Loaded:
        """The next page of the list, by the page's own button."""
        return self._surviving(self._show_more)

    def open_order(self, order_id: str, is_enough: Callable[[Snapshot], bool]) -> Loaded:
        """An order's own page.

        Args:
            is_enough: whether what is there now will do; otherwise it is waited until the page has
                come to rest, because a control may still be drawn.
        """
        return self._surviving(lambda: self._open_detail(order_id, is_enough))

    def open_tracking(self, order_id: str) -> Loaded:
        """An order's tracking page."""
        path = self._pages["tracking"].format(order_id=order_id)
        return self._surviving(
            lambda: self._open_drawn(path, tracking.API, (css.TRACKING_MARKERS,))
        )

    def open_returns(self) -> Loaded:
        """The list of returns and refunds, which lies on another host."""
        return self._surviving(
            lambda: self._open_drawn(
                self._pages["returns"],
                returns.LIST_API,
                (f"{css.RETURNS_MARKERS}, {css.RETURNS_PAGER}",),
            )
        )

    def close(self) -> None:
        """Close the tab."""
        if self._tab is not None and not self._tab.is_closed():
            close_tab(self._tab)
        self._tab = None

    def _surviving(self, load: Callable[[], Loaded]) -> Loaded:
        """What was loaded; where the tab or the browser went away meanwhile, which of them."""
        try:
            loaded = load()
        except PlaywrightError as error:
            loaded = Hitch(HitchKind.NETWORK, _first_line(error))
        if isinstance(loaded, Hitch) and not self._has_tab():
            return Hitch(HitchKind.BROWSER, loaded.evidence)
        return loaded

    def _has_tab(self) -> bool:
        try:
            return not self._page.is_closed()
        except PlaywrightError:
            return False

    # --- their loading -----------------------------------------------------------------------

    def _open_list(self, tab: str) -> Loaded:
        loaded = self._open(self._pages["list"], order_list.API)
        if not isinstance(loaded, CapturedResponse):
            return loaded
        if tab == table("history")["every_tab"]:
            return self._rows(0, loaded)
        return self._choose_tab(tab, loaded)

    def _show_more(self) -> Loaded:
        before = int(self._page.evaluate(_COUNT, css.CARD))
        self._traffic.clear()
        for _ in range(self._patience["presses"]):
            if not self._wait(lambda: self._press(css.LIST_MORE), "drawing_ms"):
                return Hitch(HitchKind.NO_BUTTON, "no button that shows more orders")
            if self._wait(lambda: bool(self._traffic.asked), "pressing_ms"):
                loaded = self._arrived(order_list.API, self._pages["list"])
                if isinstance(loaded, CapturedResponse):
                    return self._rows(before, loaded)
                return loaded
        return Hitch(HitchKind.SILENCE, "the button that shows more orders does nothing")

    def _open_detail(self, order_id: str, is_enough: Callable[[Snapshot], bool]) -> Loaded:
        path = self._pages["detail"].format(order_id=order_id)
        loaded = self._open_drawn(path, order_detail.API, (css.DETAIL_MARKERS, css.DETAIL_BODY))
        if isinstance(loaded, Hitch) or is_enough(loaded):
            return loaded
        return self._session.snapshot(self._page)

    # --- opening -----------------------------------------------------------------------------

    @property
    def _page(self) -> Page:
        if self._tab is None or self._tab.is_closed():
            self._tab = self._session.tab()
            self._tab.on("crash", lambda page: page.close())
        return self._tab

    @property
    def _traffic(self) -> Traffic:
        return self._session.traffic(self._page)

    def _open_drawn(self, path: str, api: str, drawn: tuple[str, ...]) -> Loaded:
        loaded = self._open(path, api)
        if not isinstance(loaded, CapturedResponse):
            return loaded
        self._wait_for_drawing(_DRAWN, list(drawn))
        return self._session.snapshot(self._page, settled=False)

    def _open(self, path: str, api: str) -> CapturedResponse | Loaded:
        """Open a page: its data, the page where that did not come, or why neither did."""
        self._session.keep_files()
        try:
            response = self._page.goto(
                on_its_host(path, self._origin),
                wait_until="commit",
                timeout=self._patience["arrival_ms"],
            )
        except PlaywrightError as error:
            return Hitch(HitchKind.NETWORK, _first_line(error))
        if response is not None and response.status >= _FAILED:
            return _refused(response.status, response.headers)
        return self._arrived(api, path)

    def _arrived(self, api: str, path: str) -> CapturedResponse | Loaded:
        wanted = urlsplit(path).path
        looked_at = 0

        def look() -> CapturedResponse | Hitch | str | None:
            nonlocal looked_at
            if urlsplit(self._page.url).path != wanted:
                return "elsewhere"
            traffic = self._traffic
            for response in traffic.answers[looked_at:]:
                looked_at += 1
                if called_api(response.url) == api and (found := _answer(response)) is not None:
                    return found
            if api in traffic.failed:
                return Hitch(HitchKind.NETWORK, f"{api} was not answered")
            return None

        try:
            found = self._wait(look, "arrival_ms")
            if isinstance(found, CapturedResponse | Hitch):
                return found
            if found == "elsewhere":
                self._page.wait_for_load_state(timeout=self._patience["arrival_ms"])
            return self._session.snapshot(self._page, settled=False)
        except PlaywrightError as error:
            return Hitch(HitchKind.NETWORK, _first_line(error))

    # --- the list ----------------------------------------------------------------------------

    def _choose_tab(self, tab: str, first: CapturedResponse) -> Loaded:
        """Press a tab of the list; its title is known by the data alone."""
        title = order_list.tab_title(first, tab)
        if title is None:
            return Hitch(HitchKind.NO_BUTTON, f"the list has no tab {tab!r}")
        self._wait_for_drawing(_DRAWN, [css.LIST_TABS])
        self._traffic.clear()
        if not self._page.evaluate(_PRESS_TAB, [css.LIST_TABS, title]):
            return Hitch(HitchKind.NO_BUTTON, f"the tab {tab!r} is not drawn")
        loaded = self._arrived(order_list.API, self._pages["list"])
        return self._rows(0, loaded) if isinstance(loaded, CapturedResponse) else loaded

    def _rows(self, before: int, answer: CapturedResponse) -> Snapshot:
        """The rows that an answer brought, as data and, where they are drawn in time, as drawn."""
        ids = _ORDER_ID.findall(answer.body)
        html, age = "", None
        if ids and self._wait_for_drawing(_LISTED, [css.CARD, before, ids]):
            others = [css.LIST_TABS, css.CHALLENGE_WIDGET, css.LOGIN_FORM, css.LIST_MORE_BLOCK]
            language, names, rows, age = self._page.evaluate(_NEW_ROWS, [css.CARD, before, others])
            html = _ROWS.format(language=escape(language), names=escape(names), rows=rows)
        self._traffic.clear()
        return Snapshot(
            url=self._page.url,
            html=html,
            responses=(answer,),
            captured_at=self._session.clock(),
            source=SnapshotSource.PLAYWRIGHT,
            age_ms=None if age is None else round(age),
        )

    # --- waiting -----------------------------------------------------------------------------

    def _press(self, selector: str) -> bool:
        return bool(self._page.evaluate(_PRESS, selector))

    def _wait(self, look: Callable[[], T], patience: str) -> T:
        overdue = time.monotonic() + self._patience[patience] / 1000
        while not (found := look()) and time.monotonic() < overdue:
            self._page.wait_for_timeout(_LOOK_MS)
        return found

    def _wait_for_drawing(self, script: str, argument: Any) -> bool:
        overdue = self._patience["drawing_ms"]
        try:
            handle = self._page.wait_for_function(script, arg=argument, timeout=overdue)
        except PlaywrightError:
            return False
        # Otherwise it is kept until the browser ends, and one more for each page.
        with suppress(PlaywrightError):
            handle.dispose()
        return True


def _answer(response: Response) -> CapturedResponse | Hitch | None:
    """One answer of the site's API; None where the page will ask again by itself."""
    if response.status >= _FAILED:
        return _refused(response.status, response.headers)
    try:
        captured = CapturedResponse(url=response.url, status=response.status, body=response.text())
    except PlaywrightError as error:
        return Hitch(HitchKind.NETWORK, _first_line(error))
    try:
        code = unwrap(captured).code
    except NotSiteJsonError:
        return captured
    return None if code in table("site_api")["passing_failures"] else captured


def _refused(status: int, headers: Mapping[str, str]) -> Hitch:
    return Hitch(
        HitchKind.STATUS, f"the server answered {status}", status, headers.get("retry-after")
    )


def _first_line(error: Exception) -> str:
    """What Playwright says first; its log of the call may hold an order's address."""
    words = str(error).partition("\n")[0]
    return re.sub(r"\s*(?:at )?https?://\S+", "", words)
