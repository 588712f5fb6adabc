"""What was seen of a seller: on an order, on the list, on the store's and the product's page."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from browser.stand_in import Answer, StandIn
from cancelwindow.replay import addresses

ROOT = Path(__file__).resolve().parents[2]
REPLY = json.loads((ROOT / "fixtures/protocol/assess_ask_seller.json").read_text("utf-8"))["reply"][
    "body"
]
ORDER = REPLY["verdicts"][0]["order_id"]
STORE = "1100010001"
LATE = "Two of your three orders were shipped after the last day."

SELLER: dict[str, Any] = {
    "store_id": STORE,
    "name": "Example Lamps Store",
    "url": None,
    "band": "caution",
    "label": "Below a mark",
    "headline": "Its positive rate is below a mark that a guide names.",
    "is_shell": False,
    "listed_under": None,
    "findings": [
        {
            "kind": "late",
            "at_most": "caution",
            "is_warning": True,
            "text": LATE,
            "where": "your own orders",
            "seen_at": "2026-11-20T09:00:00Z",
            "confidence": "observed",
            "sure": "Your own orders show it.",
            "leaning": "untold",
            "meaning": "It says nothing of how a request ends.",
            "citations": REPLY["verdicts"][0]["reasons"][0]["citations"],
        }
    ],
    "figures": [
        {
            "kind": "positive_rate",
            "label": "Positive reviews",
            "text": "91.2 %",
            "where": "store page",
            "seen_at": "2026-11-20T09:00:00Z",
        }
    ],
    "history": [],
    "record": None,
    "behaviours": [],
    "language": "en",
    "evaluated_at": "2026-11-20T12:00:00Z",
}


def reply(page: str, **seller: object) -> Answer:
    """The companion's answer for a page of this seller; of an order too, where it is one's page."""
    body = deepcopy(REPLY) | {"page": page, "sellers": [SELLER | seller]}
    if page == "store":
        body["verdicts"] = []
    else:
        body["verdicts"][0]["store_ids"] = [STORE]
    return Answer(body)


def test_a_warning_stands_on_the_order_with_its_evidence(
    extension: LoadedExtension, stand_in: StandIn
) -> None:
    stand_in.answers["/v1/assess"] = reply("order_detail")
    extension.pair_stand_in(stand_in)
    page, badge = extension.open(addresses.detail_url(ORDER))
    badge.answers("ask_seller")
    assert "(warnings: " in badge.shown_text()
    badge.open_panel()
    seller = badge.section("About the seller")
    for told in (LATE, "your own orders", "It says nothing of how a request ends.", "Nov 20, 2026"):
        assert told in seller
    assert badge.sources_in("About the seller")
    badge.press("Figures, and your own orders")
    eventually(
        page,
        lambda: badge.section("About the seller"),
        lambda text: "Positive reviews: 91.2 %" in text,
        "the figures",
    )


@pytest.mark.parametrize(
    "url", [f"{addresses.WWW}/store/{STORE}", f"{addresses.WWW}/item/1005900000000011.html"]
)
def test_a_warning_comes_up_on_the_sellers_own_pages(
    extension: LoadedExtension, stand_in: StandIn, url: str
) -> None:
    stand_in.answers["/v1/assess"] = reply("store")
    extension.shop.pages[url.removeprefix("https://")] = "<!doctype html><title>Shop</title>"
    extension.pair_stand_in(stand_in)
    page, badge = extension.open(url)
    shown = eventually(page, badge.shown_text, lambda text: LATE in text, "the warning")
    assert "Example Lamps Store" in shown
    badge.press("What was seen")
    eventually(page, badge.panel_text, lambda text: "your own orders" in text, "the evidence")


@pytest.mark.parametrize("what", ["no_warning", "no_seller", "unpaired"])
def test_a_seller_of_whom_there_is_nothing_to_warn_is_not_spoken_of(
    extension: LoadedExtension, stand_in: StandIn, what: str
) -> None:
    stand_in.answers["/v1/assess"] = reply("store", findings=[])
    if what == "no_seller":
        stand_in.answers["/v1/assess"] = Answer(reply("store").body | {"sellers": []})  # type: ignore[operator]
    url = f"{addresses.WWW}/store/{STORE}"
    extension.shop.pages[url.removeprefix("https://")] = "<!doctype html><title>Shop</title>"
    extension.pair_stand_in(stand_in)
    if what == "unpaired":
        extension.remember(token=None)
    page, badge = extension.open(url)
    eventually(page, lambda: len(stand_in.asked), lambda count: count > 0, "a call")
    page.wait_for_timeout(500)
    assert not badge.is_shown()
