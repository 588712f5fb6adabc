"""The replay site with a memory: generated orders, troubles where they are wanted, sign-in."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.request import urlopen

import pytest

from aliorders.models import Blocked, CapturedResponse, OrderStatus, PageReading, Snapshot
from aliorders.reading import read
from cancelwindow.replay import addresses
from cancelwindow.replay.faults import ROWS_IN_TROUBLE, Fault, Trouble
from cancelwindow.replay.generated import UNDER_WAY, generated_account, order_number
from cancelwindow.replay.language import LanguageError, SiteLanguage, load_languages
from cancelwindow.replay.live import COOKIE, Asked, LiveSite
from cancelwindow.replay.served import ServedSite, Visit
from cancelwindow.replay.site import Reply, Session, Site
from replay.sample import ACCOUNT, NOW, ROOT
from replay.test_site import api_url, next_page, shown_orders

LANGUAGES = load_languages((ROOT / "fixtures/account/languages.yaml").read_text("utf-8"))
ORDERS = 35


def site_in(language: SiteLanguage, orders: int = ORDERS) -> Site:
    return Site(generated_account(ACCOUNT, language, orders), NOW)


def english(*faults: Fault, **options: bool) -> LiveSite:
    return LiveSite(site_in(LANGUAGES["en"]), faults, **options)


def visit(url: str, method: str = "GET", body: str = "", **cookies: str) -> Visit:
    return Visit(method, url, body, cookies)


def first_page(live: LiveSite) -> Reply | None:
    return live.answer(visit(api_url(addresses.LIST_API, {"statusTab": "all"})))


class _AsSite:
    """A live site where a test expects a plain one."""

    def __init__(self, live: LiveSite) -> None:
        self.live = live

    def respond(self, method: str, url: str, body: str = "") -> Reply:
        reply = self.live.answer(visit(url, method, body))
        assert reply is not None
        return reply


def walked(live: LiveSite) -> list[str]:
    """Order numbers of one pass, page after page, as often as they are listed."""
    reply = first_page(live)
    numbers: list[str] = []
    while True:
        assert reply is not None
        tree = json.loads(reply.body)["data"]
        numbers += shown_orders(tree)
        if not tree["data"]["pc_om_list_body_109702"]["fields"]["hasMore"]:
            return numbers
        reply = next_page(_AsSite(live), tree)  # type: ignore[arg-type]


# --- generated orders ------------------------------------------------------------------------


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
def test_generated_orders_read_back_in_every_language(tag: str) -> None:
    site = site_in(LANGUAGES[tag])
    url = api_url(addresses.LIST_API, {"statusTab": "all", "_lang": LANGUAGES[tag].site_language})
    body = site.respond("GET", url).body
    reading = read(Snapshot(responses=(CapturedResponse(url=url, body=body),), captured_at=NOW))
    assert isinstance(reading, PageReading)
    assert [order.order_id for order in reading.orders] == [order_number(n) for n in range(10)]
    for order, made in zip(reading.orders, site.account.orders, strict=False):
        assert order.status in (made.state.status, OrderStatus.UNKNOWN)
        assert order.placed.day  # type: ignore[union-attr]
        assert order.total.amount == made.total  # type: ignore[union-attr]


def test_the_same_place_holds_the_same_order_in_every_language() -> None:
    kinds = {
        tuple((order.order_id, order.state.status) for order in site_in(one).account.orders)
        for one in LANGUAGES.values()
    }
    [orders] = kinds
    assert len(set(orders)) == ORDERS
    ended = [status for _, status in orders].count(OrderStatus.FINISH)
    assert ended == ORDERS - UNDER_WAY


@pytest.mark.parametrize(
    "text", ["en: {}", "[]", "en: {sitelanguage: x}", ": {", "en: {tabs: [a]}"]
)
def test_a_broken_file_of_languages_is_refused(text: str) -> None:
    with pytest.raises(LanguageError, match=r"languages\.yaml"):
        load_languages(text)


# --- troubles --------------------------------------------------------------------------------


def test_without_faults_every_order_is_listed_once() -> None:
    live = english()
    assert walked(live) == [order_number(place) for place in range(ORDERS)]
    assert live.count("list") == {"1": 1, "2": 1, "3": 1, "4": 1}


def test_repeated_rows_come_twice_in_that_pass() -> None:
    live = english(Fault(Trouble.REPEATED_ROWS, page=3, opening=1))
    first, second = walked(live), walked(live)
    assert len(first) == ORDERS + ROWS_IN_TROUBLE
    assert set(first) == set(second)
    assert len(second) == ORDERS


def test_skipped_rows_are_missing_in_that_pass() -> None:
    live = english(Fault(Trouble.SKIPPED_ROWS, page=2, opening=1))
    first, second = walked(live), walked(live)
    assert [n for n in second if n not in first] == [order_number(n) for n in range(10, 13)]


def test_a_challenge_stays_until_somebody_helps() -> None:
    live = english(Fault(Trouble.CHALLENGE, page=1))
    for _ in range(2):
        reply = first_page(live)
        assert reply is not None
        assert "FAIL_SYS_USER_VALIDATE" in reply.body
    live.help(site_in(LANGUAGES["ko"]))
    assert walked(live)
    assert live.site.account.language.tag == "ko"


def test_a_limit_is_for_one_call() -> None:
    live = english(Fault(Trouble.RATE_LIMIT, page=1))
    reply = first_page(live)
    assert reply is not None
    assert "FAIL_SYS_TRAFFIC_LIMIT" in reply.body
    assert len(walked(live)) == ORDERS


def test_errors_and_resets_come_as_often_as_asked() -> None:
    live = english(
        Fault(Trouble.ERROR, page=1, times=2, retry_after="7"), Fault(Trouble.RESET, page=1)
    )
    assert first_page(live) is None
    reply = first_page(live)
    assert reply is not None
    assert (reply.status, reply.headers["retry-after"]) == (502, "7")
    reply = first_page(live)
    assert reply is not None
    assert reply.status == 200


def test_what_was_asked_is_remembered() -> None:
    live = english()
    order_id = order_number(3)
    for api in (addresses.DETAIL_API, addresses.TRACKING_API):
        live.answer(visit(api_url(api, {"tradeOrderId": order_id})))
    live.answer(visit(api_url("mtop.aliexpress.trade.buyer.order.operation"), "POST"))
    assert live.asked[:2] == [Asked("detail", order_id), Asked("tracking", order_id)]
    assert live.count("write").total() == 1


# --- over a socket ---------------------------------------------------------------------------


def test_a_served_site_has_one_address() -> None:
    live = english()
    with ServedSite(live.answer) as served:
        with urlopen(f"{served.url}/replay/mtop.js") as reply:
            assert b'const BASE = "/h5"' in reply.read()
        live.site = replace(live.site, session=Session.EXPIRED)
        with urlopen(f"{served.url}{addresses.LIST_PATH}") as reply:
            assert "/p/account/login?return_url=" in reply.url
            assert b"Email or phone number" in reply.read()


def test_a_reset_breaks_the_connection() -> None:
    live = english(Fault(Trouble.RESET, page=1))
    path = api_url(addresses.LIST_API).removeprefix(addresses.ACS)
    with ServedSite(live.answer) as served:
        with pytest.raises(ConnectionResetError):
            urlopen(served.url + path)
        with urlopen(served.url + path) as reply:
            assert reply.status == 200


def test_a_sign_in_gives_a_cookie() -> None:
    live = english(needs_sign_in=True)
    reply = first_page(live)
    assert reply is not None
    assert "FAIL_SYS_SESSION_EXPIRED" in reply.body
    waiting = live.answer(visit(f"{addresses.WWW}/replay/signed-in"))
    assert waiting is not None
    assert "set-cookie" not in waiting.headers
    live.person_is_here = True
    done = live.answer(visit(f"{addresses.WWW}/replay/signed-in"))
    assert done is not None
    assert done.headers["set-cookie"].startswith(COOKIE)
    listed = live.answer(visit(api_url(addresses.LIST_API), **{COOKIE: "invented"}))
    assert listed is not None
    assert not isinstance(
        read(Snapshot(responses=(CapturedResponse(body=listed.body),), captured_at=NOW)), Blocked
    )
