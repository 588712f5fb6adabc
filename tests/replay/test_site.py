"""The replay site as a function: requests in, replies out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from cancelwindow.replay import addresses
from cancelwindow.replay.account import Account, Scalars
from cancelwindow.replay.order_list import BODY_KEY
from cancelwindow.replay.site import Delays, Reply, Session, Site

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
FIRST = "8300000000000011"
CHANGING = "8300000000000028"
SHIPPED = "8300000000000019"
LIST = f"{addresses.WWW}{addresses.LIST_PATH}"
WRITE_API = "mtop.aliexpress.trade.buyer.order.operation"


def api_url(api: str, data: dict[str, Any] | None = None, **query: str) -> str:
    asked = {"api": api, "v": "1.0", "data": json.dumps(data or {}), **query}
    return f"{addresses.ACS}/h5/{api.lower()}/1.0/?{urlencode(asked)}"


def call(site: Site, api: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    reply = site.respond("GET", api_url(api, data))
    assert reply.status == 200
    answer: dict[str, Any] = json.loads(reply.body)
    return answer


def data_of(site: Site, api: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = call(site, api, data)
    assert answer["ret"][0].startswith("SUCCESS::")
    found: dict[str, Any] = answer["data"]
    return found


def fields(tree: dict[str, Any], tag: str) -> dict[str, Any]:
    (found,) = [part["fields"] for part in tree["data"].values() if part["tag"] == tag]
    return dict(found)


def shown_orders(tree: dict[str, Any]) -> list[str]:
    """Order numbers in page order."""
    keys = tree["hierarchy"]["structure"][BODY_KEY]
    return [tree["data"][key]["fields"]["orderId"] for key in keys]


def next_page(site: Site, tree: dict[str, Any], **without: object) -> Reply:
    """Ask for the page after `tree`, as the page's script does."""
    components = json.loads(json.dumps(tree["data"]))
    components[BODY_KEY]["fields"]["pageIndex"] = (
        int(components[BODY_KEY]["fields"]["pageIndex"]) + 1
    )
    params = {
        "data": json.dumps(components),
        "linkage": json.dumps(tree["linkage"]),
        "hierarchy": json.dumps(tree["hierarchy"]),
        "operator": BODY_KEY,
        **without,
    }
    body = urlencode({"data": json.dumps({"params": json.dumps(params)})})
    return site.respond("POST", api_url(addresses.LIST_API), body)


# --- pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [addresses.LIST_PATH, addresses.DETAIL_PATH, addresses.TRACKING_PATH]
)
@pytest.mark.parametrize("host", sorted(addresses.PAGE_HOSTS))
def test_a_page_is_a_shell_that_knows_no_order(site: Site, host: str, path: str) -> None:
    reply = site.respond("GET", f"https://{host}{path}?orderId={FIRST}")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "comet-loading-wrap" in reply.body
    assert FIRST not in reply.body
    assert site.account.address.name not in reply.body


def test_every_page_holds_the_words_that_mislead(site: Site) -> None:
    page = site.respond("GET", addresses.detail_url(FIRST)).body
    for trap in ("You've canceled the order", "can't be canceled", "baxia", "punish", "nc_1_n1z"):
        assert trap in page
    assert '<button class="comet-btn" type="button">Cancel</button>' in page


@pytest.mark.parametrize("name", ["site.js", "order_detail.js", "mtop.js", "site.css"])
def test_static_files_are_served(site: Site, name: str) -> None:
    reply = site.respond("GET", f"{addresses.WWW}/replay/{name}")
    assert reply.status == 200
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    assert reply.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "url",
    [
        f"{addresses.WWW}/",
        f"{addresses.WWW}/item/1005900000000011.html",
        f"{addresses.WWW}/replay/shell.html",
        f"{addresses.WWW}/replay/../site.py",
        f"{addresses.WWW}/p/order/detail.htm",
        "https://elsewhere.example/p/order/index.html",
        f"{addresses.ACS}/h5/mtop.unknown.call/1.0/?api=mtop.unknown.call",
    ],
)
def test_unknown_addresses_are_not_found(site: Site, url: str) -> None:
    reply = site.respond("GET", url)
    assert reply.status == 404
    assert reply.violation is None


def test_only_the_sites_hosts_are_served(site: Site) -> None:
    assert site.serves("www.aliexpress.com")
    assert site.serves("acs.aliexpress.com")
    assert not site.serves("www.aliexpress.com.evil.example")
    assert not site.serves("127.0.0.1")


def test_pictures_differ_by_address(site: Site) -> None:
    one, other = (site.respond("GET", addresses.image_url(item)) for item in ("1", "2"))
    assert one.headers["content-type"].startswith("image/svg+xml")
    assert one.body != other.body


def test_delays_are_told_to_the_page(account: Account) -> None:
    late = next(order for order in account.orders if order.cancel_after_ms)
    site = Site(account, NOW, Delays(1, 2, 3, 4, rerender_ms=5))

    def told(order_id: str) -> dict[str, Any]:
        reply = site.respond("GET", f"{addresses.WWW}/replay/view?orderId={order_id}")
        answer: dict[str, Any] = json.loads(reply.body)
        return answer

    assert told("")["cancel_ms"] == 4
    assert told(late.order_id)["cancel_ms"] == late.cancel_after_ms
    assert told(late.order_id)["rerender_ms"] == 5
    assert told(CHANGING)["change_ms"] == 5000
    assert told(FIRST)["change_ms"] is None


# --- sessions --------------------------------------------------------------------------------


def test_an_expired_session_leads_to_the_login(site: Site) -> None:
    expired = replace(site, session=Session.EXPIRED)
    reply = expired.respond("GET", addresses.detail_url(FIRST))
    assert reply.status == 302
    location = urlsplit(reply.headers["location"])
    assert location.hostname == "login.aliexpress.com"
    assert parse_qs(location.query)["return_url"] == [addresses.detail_url(FIRST)]
    assert quote(addresses.detail_url(FIRST), safe="") in reply.headers["location"]
    login = expired.respond("GET", reply.headers["location"])
    assert 'label="Email or phone number"' in login.body


def test_an_expired_session_fails_the_calls_but_not_the_counters(site: Site) -> None:
    expired = replace(site, session=Session.EXPIRED)
    answer = call(expired, addresses.DETAIL_API, {"tradeOrderId": FIRST})
    assert answer["ret"][0].startswith("FAIL_SYS_SESSION_EXPIRED::")
    assert answer["data"] == {}
    counts = data_of(expired, addresses.COUNT_API)["module"]
    assert set(counts.values()) == {"0"}
    assert data_of(site, addresses.COUNT_API)["module"]["unpaid"] == "1"


def test_a_challenge_stands_before_pages_and_calls(site: Site) -> None:
    challenged = replace(site, session=Session.CHALLENGED)
    reply = challenged.respond("GET", LIST)
    assert reply.status == 302
    assert "/_____tmd_____/punish?x5secdata=" in reply.headers["location"]
    page = challenged.respond("GET", reply.headers["location"])
    assert 'id="baxia-punish"' in page.body
    answer = call(challenged, addresses.LIST_API)
    assert answer["ret"][0].startswith("FAIL_SYS_USER_VALIDATE::RGV587")


# --- writes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", api_url(WRITE_API)),
        ("GET", api_url(WRITE_API)),
        ("PUT", api_url(WRITE_API)),
        ("POST", api_url(addresses.DETAIL_API)),
        ("PUT", api_url(addresses.LIST_API)),
        ("DELETE", api_url(addresses.LIST_API)),
        ("POST", addresses.detail_url(FIRST)),
        ("POST", f"{addresses.LOGIN}/"),
    ],
)
def test_every_write_is_refused_and_named(site: Site, method: str, url: str) -> None:
    reply = site.respond(method, url, "data=%7B%7D")
    assert reply.status == 403
    assert reply.violation is not None
    assert reply.violation.startswith(method)


# --- the order list --------------------------------------------------------------------------


def test_the_list_comes_in_tens(site: Site) -> None:
    numbers = [order.order_id for order in site.account.orders]
    first = data_of(site, addresses.LIST_API, {"statusTab": "all"})
    assert shown_orders(first) == numbers[:10]
    assert fields(first, "pc_om_list_body")["hasMore"] is True
    reply = next_page(site, first)
    assert reply.status == 200
    assert reply.violation is None
    second = json.loads(reply.body)["data"]
    assert shown_orders(second) == numbers[10:20]
    assert fields(second, "pc_om_list_body")["hasMore"] is False


def test_the_keys_of_the_tree_are_not_in_page_order(site: Site) -> None:
    tree = data_of(site, addresses.LIST_API)
    by_key = [
        part["fields"]["orderId"]
        for part in tree["data"].values()
        if part["tag"] == "pc_om_list_order"
    ]
    assert sorted(by_key) == sorted(shown_orders(tree))
    assert by_key != shown_orders(tree)


@pytest.mark.parametrize("linkage", [None, "", {}])
def test_paging_without_linkage_succeeds_with_nothing(site: Site, linkage: object) -> None:
    first = data_of(site, addresses.LIST_API)
    answer = json.loads(next_page(site, first, linkage=linkage).body)
    assert answer["ret"][0].startswith("SUCCESS::")
    assert answer["data"] == {}


@pytest.mark.parametrize("body", ["", "data=", "data=%7B%7D", "data=5", "x=y", "data=%5B%5D"])
def test_a_paging_body_that_makes_no_sense_succeeds_with_nothing(site: Site, body: str) -> None:
    reply = site.respond("POST", api_url(addresses.LIST_API), body)
    assert json.loads(reply.body)["data"] == {}


def test_a_tab_holds_its_own_orders(site: Site) -> None:
    tree = data_of(site, addresses.LIST_API, {"statusTab": "unpaid"})
    assert shown_orders(tree) == [FIRST]
    assert fields(tree, "pc_om_list_header_action")["statusTab"] == "unpaid"


def test_an_old_order_has_no_amounts(site: Site) -> None:
    first = data_of(site, addresses.LIST_API)
    second = json.loads(next_page(site, first).body)["data"]
    (old,) = [
        part["fields"]
        for part in second["data"].values()
        if part["fields"].get("statusText") == "Expired"
    ]
    assert not {"totalPriceText", "formatPriceInfo", "currencyCode"} & set(old)


# --- the order detail ------------------------------------------------------------------------


def test_the_detail_needs_the_right_parameter(site: Site) -> None:
    tree = data_of(site, addresses.DETAIL_API, {"orderId": FIRST})
    assert fields(tree, "detail_order_status_block") == {}
    tree = data_of(site, addresses.DETAIL_API, {"tradeOrderId": FIRST})
    assert fields(tree, "detail_order_status_block")["title"] == "To pay"


def test_the_detail_writes_the_order_number_as_a_number(site: Site) -> None:
    tree = data_of(site, addresses.DETAIL_API, {"tradeOrderId": FIRST})
    assert fields(tree, "detail_order_status_block")["orderId"] == int(FIRST)


def test_only_known_status_numbers_are_given(site: Site) -> None:
    shipped = data_of(site, addresses.DETAIL_API, {"tradeOrderId": SHIPPED})
    assert shipped["global"]["orderStatus"] == 8
    unpaid = data_of(site, addresses.DETAIL_API, {"tradeOrderId": FIRST})
    assert "orderStatus" not in unpaid["global"]


def test_an_order_changes_when_the_page_asks_again_and_the_list_lags(site: Site) -> None:
    def title(**more: str) -> str:
        asked = {"tradeOrderId": CHANGING, **more}
        return str(
            fields(data_of(site, addresses.DETAIL_API, asked), "detail_order_status_block")["title"]
        )

    assert title() == "Processing"
    assert title(renderType="refresh") == "Canceled"
    first = data_of(site, addresses.LIST_API)
    second = json.loads(next_page(site, first).body)["data"]
    listed = second["data"][f"pc_om_list_order_{CHANGING}"]["fields"]["statusText"]
    assert listed == "Processing"


# --- tracking --------------------------------------------------------------------------------


def test_tracking_is_newest_first_and_ends_with_untimed_events(site: Site) -> None:
    (parcel,) = data_of(site, addresses.TRACKING_API, {"tradeOrderId": SHIPPED})["module"][
        "trackingDetailLineList"
    ]
    times = [event["time"] for event in parcel["detailList"] if "time" in event]
    assert times == sorted(times, reverse=True)
    codes = [event["trackingSecondCode"] for event in parcel["detailList"] if "time" not in event]
    assert codes == ["AE_ORDER_PAID", "AE_ORDER_PLACED"]


def test_an_order_that_is_not_shipped_has_no_parcel(site: Site) -> None:
    module = data_of(site, addresses.TRACKING_API, {"tradeOrderId": FIRST})["module"]
    assert module["trackingDetailLineList"] == []


# --- the wire --------------------------------------------------------------------------------


def test_jsonp_has_the_callback_and_a_blank_before_it(site: Site) -> None:
    url = api_url(addresses.DETAIL_API, {"tradeOrderId": FIRST}, callback="mtopjsonp7")
    reply = site.respond("GET", url)
    assert reply.headers["content-type"].startswith("application/javascript")
    assert reply.body.startswith(" mtopjsonp7({")
    assert json.loads(reply.body.removeprefix(" mtopjsonp7(").removesuffix(")"))["v"] == "1.0"


@pytest.mark.parametrize("callback", ["alert(1)//", "a.b", "1x", "<script>"])
def test_a_callback_that_is_no_name_is_refused(site: Site, callback: str) -> None:
    url = api_url(addresses.DETAIL_API, {"tradeOrderId": FIRST}, callback=callback)
    assert site.respond("GET", url).status == 400


def test_a_parameter_that_is_no_json_is_refused(site: Site) -> None:
    url = f"{addresses.ACS}/h5/{addresses.DETAIL_API}/1.0/?data=%7B"
    assert site.respond("GET", url).status == 400


def test_the_path_alone_names_the_call(site: Site) -> None:
    data = quote(json.dumps({"tradeOrderId": FIRST}))
    reply = site.respond("GET", f"{addresses.ACS}/h5/{addresses.DETAIL_API}/1.0/?data={data}")
    assert json.loads(reply.body)["api"] == addresses.DETAIL_API


def test_scalars_can_be_text(account: Account) -> None:
    site = Site(account.model_copy(update={"scalars": Scalars.TEXT}), NOW)
    tree = data_of(site, addresses.LIST_API)
    assert fields(tree, "pc_om_list_body")["hasMore"] == "true"
    assert fields(tree, "pc_om_list_body")["pageIndex"] == "1"
    detail = data_of(site, addresses.DETAIL_API, {"tradeOrderId": SHIPPED})
    assert detail["global"]["orderStatus"] == "8"
    assert fields(detail, "detail_order_status_block")["orderId"] == SHIPPED


def test_the_same_request_has_the_same_answer(account: Account) -> None:
    urls = [
        LIST,
        api_url(addresses.LIST_API),
        api_url(addresses.DETAIL_API, {"tradeOrderId": SHIPPED}),
        api_url(addresses.TRACKING_API, {"tradeOrderId": SHIPPED}),
    ]
    one, other = ([Site(account, NOW).respond("GET", url) for url in urls] for _ in range(2))
    assert one == other
