"""A replay site with a memory: who is signed in, what goes wrong next, what was asked so far."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from cancelwindow.replay import addresses
from cancelwindow.replay.faults import OF_THE_ROWS, OF_THE_SCRIPT, Fault, Trouble, rearranged
from cancelwindow.replay.order_list import requested_page
from cancelwindow.replay.served import Visit
from cancelwindow.replay.site import Reply, Session, Site

COOKIE = "replay_session"
_SIGNED_IN = "/replay/signed-in"
"""Not the site's: its sign-in and check pages ask here whether the person is done."""

_SESSIONS = {
    Trouble.CHALLENGE: Session.CHALLENGED,
    Trouble.EXPIRY: Session.EXPIRED,
    Trouble.RATE_LIMIT: Session.LIMITED,
}
_LASTING = frozenset({Trouble.CHALLENGE, Trouble.EXPIRY})
"""They end only when a person does something."""


class Asked(NamedTuple):
    """One thing the site was asked for: ``list`` and its page, ``detail`` or ``tracking`` and the
    order's number, ``returns``, or ``write`` and what was tried."""

    what: str
    which: str


class _Call(NamedTuple):
    """Where a call goes: a page of the list, or an order."""

    page: int | None = None
    order_id: str | None = None


class LiveSite:
    """Answers visits as `Site` does, and remembers.

    Args:
        site: the account's site.
        faults: what goes wrong, each as often as it says.
        needs_sign_in: whether a browser without the site's cookie is signed out.
    """

    def __init__(
        self, site: Site, faults: Sequence[Fault] = (), *, needs_sign_in: bool = False
    ) -> None:
        self.site = site
        self.asked: list[Asked] = []
        self.openings = 0
        self.person_is_here = False
        """Whether somebody sits at the sign-in or check page, and does what it asks."""
        self._needs_sign_in = needs_sign_in
        self._left = Counter({fault: fault.times for fault in faults})
        self._lock = Lock()

    def help(self, site: Site | None = None) -> None:
        """A person signs in or solves the check; `site` is what the account shows from then on."""
        with self._lock:
            self.site = replace(site or self.site, session=Session.SIGNED_IN)

    def count(self, what: str) -> Counter[str]:
        """How often each thing of a kind was answered."""
        with self._lock:
            return Counter(one.which for one in self.asked if one.what == what)

    def answer(self, visit: Visit) -> Reply | None:
        """The reply to a visit; None where the connection breaks."""
        with self._lock:
            if urlsplit(visit.url).path == _SIGNED_IN:
                return self._sign_in()
            call = _call_of(visit)
            self.openings += call.page == 1
            met = self._met(call)
            troubles = {fault.trouble: fault for fault in met}
            if Trouble.RESET in troubles:
                return None
            if Trouble.ERROR in troubles:
                return _error(troubles[Trouble.ERROR])
            reply = self._site_for(visit, met).respond(
                visit.method,
                visit.url,
                "" if Trouble.EMPTY in troubles else visit.body,
            )
            self._note(visit, call, reply)
            return reply

    def _site_for(self, visit: Visit, met: Sequence[Fault]) -> Site:
        for fault in met:
            if fault.trouble in _LASTING:
                self.site = replace(self.site, session=_SESSIONS[fault.trouble])
        site = self.site
        if self._needs_sign_in and COOKIE not in visit.cookies:
            site = replace(site, session=Session.EXPIRED)
        for fault in met:
            if fault.trouble in _SESSIONS:
                site = replace(site, session=_SESSIONS[fault.trouble])
            elif fault.trouble in OF_THE_ROWS:
                orders = rearranged(site.account.orders, fault)
                account = site.account.model_copy(update={"orders": orders})
                site = replace(site, account=account)
        told = tuple(fault.trouble.value for fault in met if fault.trouble in OF_THE_SCRIPT)
        return replace(site, troubles=told)

    def _met(self, call: _Call) -> list[Fault]:
        met = [
            fault
            for fault, left in self._left.items()
            if left > 0 and fault.is_at(call.page, call.order_id, self.openings)
        ]
        for fault in met:
            if fault.trouble not in OF_THE_ROWS:
                self._left[fault] -= 1
        return met

    def _note(self, visit: Visit, call: _Call, reply: Reply) -> None:
        if reply.violation is not None:
            self.asked.append(Asked("write", reply.violation))
        elif call.page is not None:
            self.asked.append(Asked("list", str(call.page)))
        elif call.order_id is not None:
            what = "tracking" if addresses.TRACKING_API in visit.url else "detail"
            self.asked.append(Asked(what, call.order_id))
        elif addresses.RETURNS_API in visit.url:
            self.asked.append(Asked("returns", "1"))

    def _sign_in(self) -> Reply:
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        if self.person_is_here:
            self.site = replace(self.site, session=Session.SIGNED_IN)
            headers["set-cookie"] = f"{COOKIE}=invented; Path=/; Max-Age=86400; HttpOnly"
        return Reply(HTTPStatus.OK, headers, json.dumps({"done": self.person_is_here}))


def _call_of(visit: Visit) -> _Call:
    address = urlsplit(visit.url)
    if address.hostname not in addresses.API_HOSTS:
        return _Call()
    query = dict(parse_qsl(address.query))
    if query.get("api") == addresses.LIST_API:
        if visit.method == "GET":
            return _Call(page=1)
        wanted = requested_page(parse_qsl(visit.body))
        return _Call(page=wanted[1] if wanted else None)
    if query.get("api") in (addresses.DETAIL_API, addresses.TRACKING_API):
        return _Call(order_id=str(_object(query.get("data", "")).get("tradeOrderId", "")))
    return _Call()


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _error(fault: Fault) -> Reply:
    headers = {"content-type": "text/html", "cache-control": "no-store"}
    if fault.retry_after is not None:
        headers["retry-after"] = fault.retry_after
    return Reply(fault.status, headers, "<title>Bad gateway</title>")
