"""Hosts, addresses and frames: what a page is taken for, and what of it is left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aliorders.models import (
    Blocked,
    BlockedKind,
    Missing,
    OrderStatus,
    PageKind,
    PageReading,
    Snapshot,
)
from aliorders.reading import read

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ID = "8240000000000001"

CARD = f"""<div class="order-item"><div class="order-item-header-status">
<span class="order-item-header-status-text">{{word}}</span></div>
<a data-pl="order_item_header_detail" href="/p/order/detail.html?orderId={ID}">Details</a></div>"""
DETAIL = f"""<div class="order-status order-block"><div class="order-block-title">To pay</div></div>
<div class="order-detail-order-info"><div class="info-row">
<span data-pl="order_detail_gray_id">Ref. Number:</span>{ID}</div></div>"""
TRACKING = '<div class="logistic-info-v2--track--x"></div>'
OLD_TRACKING = '<div class="tracking-module"><div class="tracking-no"><span>x</span></div></div>'
RETURNS = f"""<div class="orderItem--orderItem--x"><div class="orderItem--orderSKUId--y">{ID}</div>
</div>"""
STORE = '<span class="store-header--storeName--x">Vase Store</span>'


def result_of(html: str, url: str = "") -> PageReading | Blocked:
    return read(Snapshot(url=url, html=html, captured_at=AT))


def kind_of(html: str, url: str = "") -> PageKind | BlockedKind:
    return result_of(html, url).kind


@pytest.mark.parametrize(
    "host",
    [f"{sub}.aliexpress.com" for sub in ("www", "es", "fr", "pt", "de", "ko", "nl", "pl", "he")]
    + ["www.aliexpress.us", "aliexpress.us", "m.aliexpress.com"],
)
def test_every_language_host_has_the_same_pages(host: str) -> None:
    assert kind_of(CARD.format(word="To pay"), f"https://{host}/p/order/index.html") == "order_list"
    url = f"https://{host}/p/order/detail.html?orderId={ID}"
    assert kind_of(DETAIL, url) is PageKind.ORDER_DETAIL


@pytest.mark.parametrize(
    "url",
    [
        "https://aliexpress.ru/order-list?filterName=active",
        f"https://aliexpress.ru/order-list/{ID}",
        f"https://www.aliexpress.ru/p/order/detail.html?orderId={ID}",
    ],
)
def test_the_russian_site_is_declined_by_name(url: str) -> None:
    result = result_of(DETAIL, url)
    assert isinstance(result, Blocked)
    assert result.kind is BlockedKind.OTHER_SITE
    assert "aliexpress.ru" in result.message


@pytest.mark.parametrize(
    ("html", "url", "kind"),
    [
        (TRACKING, "https://www.aliexpress.com/p/tracking/index.html", "tracking"),
        (OLD_TRACKING, "https://track.aliexpress.com/logisticsdetail.htm", "tracking"),
        (RETURNS, "https://m.aliexpress.com/p/refund-dispute/list.html", "returns"),
        (STORE, "https://www.aliexpress.com/store/1100000001", "store"),
    ],
)
def test_a_page_is_told_by_its_address_and_by_its_markup(html: str, url: str, kind: str) -> None:
    assert kind_of(html, url) == kind
    assert kind_of(html) == kind
    assert kind_of("<div id='root'></div>", url) is BlockedKind.SKELETON


@pytest.mark.parametrize(
    "title", ["View all", "To pay (3)", "Processing", "Processed (12)", "Completed", "Neu", ""]
)
def test_a_tab_never_decides_a_status(title: str) -> None:
    tab = f'<div class="comet-tabs-nav-item comet-tabs-nav-item-active">{title}</div>'
    result = result_of(tab + CARD.format(word="Brand new word"))
    assert isinstance(result, PageReading)
    assert result.orders[0].status is OrderStatus.UNKNOWN


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("View all", "all"),
        ("To pay (3)", "unpaid"),
        ("Processing (20+)", "processing"),
        ("Deleted orders", "recycle"),
    ],
)
def test_a_tab_is_told_by_its_title_without_its_counter(title: str, code: str) -> None:
    tab = f'<div class="comet-tabs-nav-item comet-tabs-nav-item-active">{title}</div>'
    result = result_of(tab + CARD.format(word="Completed"))
    assert isinstance(result, PageReading)
    assert result.listing is not None
    assert result.listing.tab == code
    deleted = result.orders[0].is_deleted
    assert deleted is True if code == "recycle" else isinstance(deleted, Missing)


def test_the_title_that_changed_its_meaning_names_no_tab() -> None:
    tab = '<div class="comet-tabs-nav-item comet-tabs-nav-item-active">Processed</div>'
    result = result_of(tab + CARD.format(word="Completed"))
    assert isinstance(result, PageReading)
    assert result.listing is not None
    assert isinstance(result.listing.tab, Missing)


def test_the_banner_above_an_order_is_not_read() -> None:
    banner = """<div class="order-notice-wrap"><div>Canceled</div><button>Cancel</button>
    <li>Refund if no delivery before Jan 1, 2030</li></div>"""
    plain, with_banner = result_of(DETAIL), result_of(banner + DETAIL)
    assert isinstance(plain, PageReading)
    assert isinstance(with_banner, PageReading)
    assert with_banner.orders == plain.orders


def test_tracks_in_one_frame_stay_apart_and_share_no_number() -> None:
    event = '<div class="logistic-info-v2--node--x"><div class="x--nodeDesc--x">{}</div></div>'
    track = '<div class="logistic-info-v2--track--x">' + event + "</div>"
    number = '<div class="logistic-info-v2--mailNo--x">LP00000000000001</div>'
    result = result_of(number + track.format("Package delivered.") + track.format("Order created"))
    assert isinstance(result, PageReading)
    assert [parcel.stage.value for parcel in result.parcels] == ["delivered", "announced"]
    assert all(isinstance(parcel.tracking_number, Missing) for parcel in result.parcels)


def test_lines_outside_every_shop_block_are_still_read() -> None:
    line = """<div class="order-detail-item-content-wrap"><div class="item-title">
    <a href="/item/{}.html">Vase</a></div></div>"""
    shop = f'<div class="order-detail-item">{line.format(1005009900000001)}</div>'
    result = result_of(DETAIL + shop + line.format(1005009900000002))
    assert isinstance(result, PageReading)
    items = [entry.item_id for entry in result.orders[0].lines]
    assert items == ["1005009900000001", "1005009900000002"]
