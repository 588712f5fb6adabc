"""The site's own data beside the page: read, cut down, switched off, and never believed blindly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from browser.stand_in import StandIn
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ORDER = "8300000000000014"
RECALL = "8300000000000018"
DETAIL_URL = (
    f"{addresses.ACS}/h5/{addresses.DETAIL_API}/1.0/"
    "?data=%7B%22tradeOrderId%22%3A%228300000000000014%22%7D"
)

HAND_OVER = """([url, body]) => window.postMessage(
  { cancelWindow: "answer", url, status: 200, body }, location.origin,
)"""

SIGNED_CALL = """async () => {
  const url = "https://acs.aliexpress.com/h5/mtop.ae.ld.querydetail/1.0/?api=mtop.ae.ld.querydetail"
    + "&data=" + encodeURIComponent(JSON.stringify({ tradeOrderId: "8300000000000014" }));
  const request = new XMLHttpRequest();
  const drawn = await new Promise((resolve) => {
    request.onload = () => resolve(request.responseText.length);
    request.open("GET", url);
    request.send();
  });
  return [drawn, String(fetch), fetch.length, (await fetch(url)).ok];
}"""


def responses(stand_in: StandIn) -> list[dict[str, Any]]:
    """What was sent beside the newest snapshot."""
    snapshots = stand_in.snapshots()
    return list(snapshots[-1].get("responses", [])) if snapshots else []


def apis(stand_in: StandIn) -> set[str]:
    return {one["url"].split("/h5/")[1].split("/")[0] for one in responses(stand_in)}


@pytest.mark.parametrize(
    ("url", "api"),
    [
        (addresses.detail_url(ORDER), addresses.DETAIL_API),
        (addresses.tracking_url(RECALL), addresses.TRACKING_API),
        (f"{addresses.WWW}{addresses.LIST_PATH}", addresses.LIST_API),
    ],
)
def test_the_data_of_the_page_come_along_without_its_person(
    extension: LoadedExtension, stand_in: StandIn, url: str, api: str
) -> None:
    extension.pair_stand_in(stand_in)
    page, _ = extension.open(url)
    eventually(page, lambda: apis(stand_in), lambda seen: api in seen, f"data of {api}")
    everything = "\n".join(one.body for one in stand_in.asked)
    address = extension.shop.site.account.address
    for planted in (address.name, address.phone, address.street, address.city, address.region):
        assert planted not in everything
    assert "sign=" not in everything


def test_the_next_pages_of_the_list_are_heard_too(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    page, _ = extension.open(f"{addresses.WWW}{addresses.LIST_PATH}")
    page.locator('[data-pl="order_more"] button').click()
    eventually(
        page, lambda: len(responses(stand_in)), lambda count: count == 2, "two pages of the list"
    )


def test_the_pages_own_calls_work_as_before(extension: LoadedExtension, stand_in: StandIn) -> None:
    extension.pair_stand_in(stand_in)
    page, _ = extension.open(addresses.detail_url(ORDER))
    page.wait_for_selector(".order-status")
    drawn, written, length, fetched = page.evaluate(SIGNED_CALL)
    assert drawn > 100
    assert "[native code]" in written
    assert length == 1
    assert fetched
    eventually(
        page, lambda: addresses.TRACKING_API in apis(stand_in), bool, "the data of both calls"
    )


def test_switched_off_nothing_of_it_is_sent_and_the_page_is_enough(
    extension: LoadedExtension, stand_in: StandIn, shared_companion: CompanionProcess
) -> None:
    options = extension.options()
    wanted = options.get_by_label("Read the data that the pages receive")
    # The page fills in what is set first.
    expect(wanted).to_be_checked()
    wanted.uncheck()
    eventually(options, extension.remembered, lambda kept: kept.get("readsAnswers") is False, "it")
    extension.pair_stand_in(stand_in)
    page, _ = extension.open(addresses.detail_url(RECALL))
    page.wait_for_selector(".order-status")
    eventually(
        page,
        lambda: ["Awaiting delivery" in last["html"] for last in stand_in.snapshots()[-1:]],
        any,
        "the page alone",
    )
    assert all("responses" not in snapshot for snapshot in stand_in.snapshots())
    extension.pair(shared_companion)
    _, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")


def test_false_data_do_not_win_over_the_page_without_a_word(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(ORDER))
    badge.answers("ask_seller")
    page.wait_for_selector(".order-status")
    false = json.dumps(
        {
            "api": addresses.DETAIL_API,
            "ret": ["SUCCESS::ok"],
            "data": {
                "data": {
                    "detail_order_status_block_1": {
                        "tag": "detail_order_status_block",
                        "fields": {"title": "Canceled", "orderId": ORDER, "buttonVOList": []},
                    }
                },
                "hierarchy": {"root": "r", "structure": {}},
                "global": {},
            },
        }
    )
    page.evaluate(HAND_OVER, [DETAIL_URL, false])
    eventually(page, badge.shown_text, lambda text: "Processing" not in text, "the false answer")
    badge.open_panel()
    why = eventually(page, lambda: badge.section("Why"), lambda text: "disagree" in text, "a word")
    assert "the page's own data" in why
    assert "the page's text" in why


def forged(order_id: str) -> Iterator[object]:
    """Messages of a page that wants more than to be read."""
    yield {"type": "assess", "orderId": order_id}
    yield {"type": "pair", "code": "AAAA-AAAA", "name": "page"}
    yield {"type": "set-port", "port": 1}
    yield {
        "cancelWindow": "answer",
        "url": DETAIL_URL,
        "status": 200,
        "body": "{",
        "type": "forget",
    }
    yield {"cancelWindow": "forget", "url": DETAIL_URL, "status": 200, "body": "{}"}
    yield {
        "cancelWindow": "answer",
        "url": "https://evil.example/h5/mtop.x/",
        "status": 200,
        "body": "{}",
    }
    yield {"cancelWindow": "answer", "url": DETAIL_URL, "status": 200, "body": "x" * 2_000_000}


def test_a_page_can_say_nothing_else_through_it(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    extension.pair_stand_in(stand_in)
    page, badge = extension.open(addresses.detail_url(ORDER))
    page.wait_for_selector(".order-status")
    badge.answers("problem")
    before = extension.remembered()
    for message in forged(ORDER):
        page.evaluate("(message) => window.postMessage(message, '*')", message)
        page.evaluate(
            """(message) => {
              try { globalThis.chrome?.runtime?.sendMessage?.(message); } catch { /* no way */ }
            }""",
            message,
        )
    settle(page, stand_in)
    assert {one.path for one in stand_in.asked} == {"/v1/hello", "/v1/assess"}
    assert all(len(one["body"]) < 1_000_000 for one in responses(stand_in))
    urls = [one["url"] for one in responses(stand_in)]
    assert all(url.startswith(f"{addresses.ACS}/h5/{addresses.DETAIL_API}/") for url in urls)
    assert extension.remembered() == before


def settle(page: Page, stand_in: StandIn) -> None:
    """Let the extension ask once more."""
    asked = len(stand_in.snapshots())
    page.evaluate("document.querySelector('.order-status').append('something new')")
    eventually(page, lambda: len(stand_in.snapshots()), lambda count: count > asked, "a question")
