"""The site's pages without a browser: the calls that its pages make, and their answers alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aliorders.models import CapturedResponse, Snapshot, SnapshotSource
from aliorders.order_pages import Hitch, HitchKind, Loaded
from cancelwindow.config import Clock
from cancelwindow.replay import addresses
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.served import Visit
from cancelwindow.replay.site import Reply
from replay.test_site import api_url, next_page

NO_ANSWER = Reply(0, {}, "")


@dataclass
class _AsSite:
    """A live site where the tests of a plain one expect that."""

    live: LiveSite

    def respond(self, method: str, url: str, body: str = "") -> Reply:
        return self.live.answer(Visit(method, url, body, {})) or NO_ANSWER


@dataclass
class DirectPages:
    """As `OrderPages`, for walks whose number of pages would take a browser minutes.

    `before_each` is called with the number of each page, before it is opened.
    """

    live: LiveSite
    clock: Clock
    before_each: Callable[[int], None] = lambda _number: None
    opened: int = 0
    _tree: dict[str, Any] | None = field(default=None)

    def open_list(self, tab: str) -> Loaded:
        url = api_url(addresses.LIST_API, {"statusTab": tab}, _lang=self._language)
        return self._listed(url, self._get(url))

    def show_more(self) -> Loaded:
        self._count()
        tree = self._tree
        if tree is None or not tree["data"]["pc_om_list_body_109702"]["fields"]["hasMore"]:
            return Hitch(HitchKind.NO_BUTTON, "no button that shows more orders")
        reply = next_page(_AsSite(self.live), tree)  # type: ignore[arg-type]
        return self._listed(api_url(addresses.LIST_API, _lang=self._language), reply)

    def open_order(self, order_id: str, is_enough: Callable[[Snapshot], bool]) -> Loaded:
        return self._page(addresses.DETAIL_API, addresses.detail_url(order_id), order_id)

    def open_tracking(self, order_id: str) -> Loaded:
        return self._page(addresses.TRACKING_API, addresses.tracking_url(order_id), order_id)

    def open_returns(self) -> Loaded:
        self._count()
        url = api_url(addresses.RETURNS_API)
        reply = _AsSite(self.live).respond("POST", url)
        return self._snapshot(addresses.WWW + addresses.RETURNS_PATH, url, reply)

    @property
    def _language(self) -> str:
        return self.live.site.account.language.site_language

    def _count(self) -> None:
        self.opened += 1
        self.before_each(self.opened)

    def _get(self, url: str) -> Reply:
        self._count()
        return _AsSite(self.live).respond("GET", url)

    def _page(self, api: str, page: str, order_id: str) -> Loaded:
        # The site's own scripts write no blank after a colon.
        url = api_url(api, {"tradeOrderId": order_id}, _lang=self._language).replace("%3A+", "%3A")
        return self._snapshot(page, url, self._get(url))

    def _listed(self, url: str, reply: Reply) -> Loaded:
        loaded = self._snapshot(addresses.WWW + addresses.LIST_PATH, url, reply)
        if isinstance(loaded, Snapshot) and '"hierarchy"' in reply.body:
            self._tree = json.loads(reply.body)["data"]
        return loaded

    def _snapshot(self, page: str, url: str, reply: Reply) -> Loaded:
        if reply is NO_ANSWER:
            return Hitch(HitchKind.NETWORK, "net::ERR_CONNECTION_RESET")
        if reply.status >= 400:
            return Hitch(
                HitchKind.STATUS,
                f"the server answered {reply.status}",
                reply.status,
                reply.headers.get("retry-after"),
            )
        answer = CapturedResponse(url=url, status=reply.status, body=reply.body)
        return Snapshot(
            responses=(answer,),
            captured_at=self.clock(),
            source=SnapshotSource.PLAYWRIGHT,
        )
