"""The replay site as a pure function: a request in, the site's reply out.

No socket, no clock, no state. What changes with time on the real site (parts that arrive late, an
order cancelled while its page is open) is driven by the page's own script, with delays it gets
from here; the script then asks again, and says so in its request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from cancelwindow.replay import addresses, pages
from cancelwindow.replay.account import Account, SampleOrder
from cancelwindow.replay.components import body as written
from cancelwindow.replay.components import envelope, with_scalars
from cancelwindow.replay.faults import Trouble
from cancelwindow.replay.order_detail import detail, skeleton
from cancelwindow.replay.order_list import counters, order_list, requested_page
from cancelwindow.replay.returns import returns_list
from cancelwindow.replay.tracking import tracking


class Session(StrEnum):
    """How the site sees the visitor."""

    SIGNED_IN = "signed_in"
    EXPIRED = "expired"
    CHALLENGED = "challenged"
    LIMITED = "limited"
    """Its calls are refused because there were too many; its pages are not."""


@dataclass(frozen=True)
class Delays:
    """When each part of a page is drawn, in milliseconds after the page or view was opened.

    Defaults follow what was seen on the site: parts arrive over seconds, Cancel after about four
    (order-pages.md 0.3 and 2.3).
    """

    status_ms: int = 700
    blocks_ms: int = 1400
    buttons_ms: int = 2000
    cancel_ms: int = 4000
    rerender_ms: int | None = None
    """When the page draws its whole root anew, as its framework does on a refresh."""


@dataclass(frozen=True)
class Reply:
    """What the site answers. `violation` names a write that somebody attempted."""

    status: int
    headers: Mapping[str, str]
    body: str
    violation: str | None = None


_SIGNED_OUT = "FAIL_SYS_SESSION_EXPIRED::Session expired"
_CHALLENGE = "FAIL_SYS_USER_VALIDATE::RGV587_ERROR::SM"
_LIMITED = "FAIL_SYS_TRAFFIC_LIMIT::Too many calls"
_PUNISH = "/_____tmd_____/punish"
_VIEW = "/replay/view"
"""Not the site's: tells the page's script when to draw what."""


@dataclass(frozen=True)
class Site:
    """The sample account's site at one moment of the demo's clock.

    Args:
        account: whose orders are shown.
        now: aware instant that the account's offsets count from.
        delays: when the parts of a page are drawn.
        session: whether the visitor is signed in, expired, challenged or limited.
        troubles: what the page's own script does wrong (`cancelwindow.replay.faults`).
    """

    account: Account
    now: datetime
    delays: Delays = field(default_factory=Delays)
    session: Session = Session.SIGNED_IN
    troubles: tuple[str, ...] = ()

    def serves(self, host: str) -> bool:
        """Whether the replay answers for this host."""
        return host in addresses.HOSTS

    def respond(self, method: str, url: str, body: str = "") -> Reply:
        """Answer one request; every write is refused with 403 and named in the reply."""
        address = urlsplit(url)
        host, path = address.hostname or "", address.path
        if host in addresses.API_HOSTS:
            return self._api(method, path, dict(parse_qsl(address.query)), body)
        if method != "GET":
            return _refused(f"{method} {host}{path}")
        if host in addresses.IMAGE_HOSTS:
            return Reply(HTTPStatus.OK, _type("image/svg+xml"), pages.picture(path))
        if host in addresses.LOGIN_HOSTS:
            return _html(pages.login())
        if host in addresses.PAGE_HOSTS:
            return self._page(url, path, parse_qs(address.query))
        return _not_found()

    # --- pages --------------------------------------------------------------------------------

    def _page(self, url: str, path: str, query: Mapping[str, list[str]]) -> Reply:
        if path == _PUNISH:
            return _html(pages.challenge())
        if path == _VIEW:
            return self._view(query.get("orderId", [""])[0])
        if path in pages.TITLES:
            return self._shell(url, pages.TITLES[path])
        asset = pages.asset(path)
        if asset is None:
            return _not_found()
        kept = {"cache-control": "public, max-age=86400"}
        return Reply(HTTPStatus.OK, _type(asset.media_type) | kept, asset.text)

    def _shell(self, url: str, title: str) -> Reply:
        if self.session is Session.EXPIRED:
            return _redirect(f"{addresses.LOGIN}/?return_url={quote(url, safe='')}")
        if self.session is Session.CHALLENGED:
            return _redirect(f"{addresses.WWW}{_PUNISH}?x5secdata=replay&x5step=1")
        return _html(pages.shell(title, self.account.language))

    def _view(self, order_id: str) -> Reply:
        delays, order = self.delays, self.account.order(order_id)
        if order is not None and order.cancel_after_ms is not None:
            delays = replace(delays, cancel_ms=order.cancel_after_ms)
        answer: dict[str, Any] = asdict(delays)
        answer["changing"] = sorted(
            button.type for button in self.account.buttons.values() if button.changes_order
        )
        if order is not None:
            answer["expanded"] = order.expanded
            answer["change_ms"] = order.then.after_ms if order.then else None
        return Reply(HTTPStatus.OK, _type("application/json"), json.dumps(answer))

    # --- the site's own API -------------------------------------------------------------------

    def _api(self, method: str, path: str, query: Mapping[str, str], body: str) -> Reply:
        api = (query.get("api") or _api_of(path)).lower()
        paging = method == "POST" and api == addresses.LIST_API
        if method != "GET" and not paging and (method, api) != ("POST", addresses.RETURNS_API):
            return _refused(f"{method} {api}")
        answer = self._calls().get(api)
        if answer is None:
            return _refused(f"{method} {api}") if "operation" in api else _not_found()
        callback = query.get("callback") if method == "GET" else None
        if self.session is Session.CHALLENGED:
            reply = envelope(api, {}, _CHALLENGE)
        elif self.session is Session.LIMITED:
            reply = envelope(api, {}, _LIMITED)
        elif self.session is Session.EXPIRED and api != addresses.COUNT_API:
            reply = envelope(api, {}, _SIGNED_OUT)
        elif paging:
            reply = envelope(api, self._next_page(body))
        else:
            try:
                asked = json.loads(query.get("data") or "{}")
            except ValueError:
                return _malformed("data is not JSON")
            reply = envelope(api, answer(asked))
        try:
            text = written(with_scalars(reply, self.account.scalars), callback)
        except ValueError as error:
            return _malformed(str(error))
        media = "application/json" if callback is None else "application/javascript"
        # The page's origin and the API's differ, so the site allows the page to read the answer.
        allowed = {
            "access-control-allow-origin": addresses.WWW,
            "access-control-allow-credentials": "true",
        }
        return Reply(HTTPStatus.OK, {**_type(media), **allowed}, text)

    def _calls(self) -> Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
        return {
            addresses.LIST_API: self._first_page,
            addresses.DETAIL_API: self._detail,
            addresses.TRACKING_API: self._tracking,
            addresses.RETURNS_API: lambda _asked: returns_list(self.account, self.now),
            addresses.COUNT_API: lambda _asked: counters(
                self.account, signed_in=self.session is Session.SIGNED_IN
            ),
        }

    def _first_page(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        tab = str(asked.get("statusTab", "all"))
        return self._with_troubles(order_list(self.account, self.now, tab, 1))

    def _next_page(self, body: str) -> dict[str, Any]:
        wanted = requested_page(parse_qsl(body))
        if wanted is None:
            return {}
        tab, page = wanted
        return self._with_troubles(order_list(self.account, self.now, tab, page))

    def _with_troubles(self, tree: dict[str, Any]) -> dict[str, Any]:
        if self.troubles:
            tree["global"]["replay"] = list(self.troubles)
        return tree

    def _detail(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        order = self._asked_order(asked)
        if order is None or Trouble.RESTLESS in self.troubles:
            return self._with_troubles(skeleton())
        changed = order.then is not None and asked.get("renderType") == "refresh"
        state = order.then.state if order.then is not None and changed else order.state
        return self._with_troubles(detail(self.account, order, state, self.now))

    def _tracking(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        order = self._asked_order(asked)
        return {"module": {}} if order is None else tracking(self.account, order, self.now)

    def _asked_order(self, asked: Mapping[str, Any]) -> SampleOrder | None:
        return self.account.order(str(asked.get("tradeOrderId", "")))


def _api_of(path: str) -> str:
    """``/h5/<api>/1.0/`` names the call too."""
    parts = path.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "h5" else ""


def _type(media_type: str) -> dict[str, str]:
    return {"content-type": f"{media_type}; charset=utf-8", "cache-control": "no-store"}


def _html(text: str, status: HTTPStatus = HTTPStatus.OK) -> Reply:
    return Reply(status, _type("text/html"), text)


def _redirect(to: str) -> Reply:
    return Reply(HTTPStatus.FOUND, {"location": to, "cache-control": "no-store"}, "")


def _not_found() -> Reply:
    return _html(pages.not_found(), HTTPStatus.NOT_FOUND)


def _malformed(reason: str) -> Reply:
    return Reply(HTTPStatus.BAD_REQUEST, _type("text/plain"), reason)


def _refused(what: str) -> Reply:
    return Reply(HTTPStatus.FORBIDDEN, _type("text/plain"), "refused", violation=what)
