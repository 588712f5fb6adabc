"""Order pages in a real browser: what is taken of each, and what of those that do not come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Request

from aliorders.browser import Session
from aliorders.due import may_still_offer_cancel
from aliorders.models import (
    ActionKind,
    Blocked,
    BlockedKind,
    OrderStatus,
    PageReading,
    ParcelStage,
    Snapshot,
)
from aliorders.order_pages import Hitch, HitchKind, Loaded, OrderPages
from aliorders.reading import read
from cancelwindow.replay.faults import Fault, Trouble
from cancelwindow.replay.generated import order_number
from cancelwindow.replay.live import LiveSite
from history.conftest import Opened
from history.shop import PATIENCE, live, site

Opening = Callable[..., Opened]

UNSHIPPED, SHIPPED = order_number(1), order_number(3)


def anything(_snapshot: Snapshot) -> bool:
    return True


def reading_of(loaded: Loaded) -> PageReading:
    assert isinstance(loaded, Snapshot), loaded
    reading = read(loaded)
    assert isinstance(reading, PageReading), reading
    return reading


def blocked_by(loaded: Loaded) -> BlockedKind:
    assert isinstance(loaded, Snapshot), loaded
    result = read(loaded)
    assert isinstance(result, Blocked)
    return result.kind


def ids(reading: PageReading) -> list[str]:
    return [order.order_id for order in reading.orders]


def numbers(first: int, last: int) -> list[str]:
    return [order_number(place) for place in range(first, last)]


# --- the list --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_list_is_taken_page_by_page(opened: Opening, language: str) -> None:
    pages = opened(live(25, language=language)).pages
    shown = [pages.open_list("all"), pages.show_more(), pages.show_more()]
    readings = [reading_of(loaded) for loaded in shown]
    assert [ids(reading) for reading in readings] == [
        numbers(0, 10), numbers(10, 20), numbers(20, 25)
    ]  # fmt: skip
    assert [r.listing.has_more for r in readings if r.listing] == [True, True, False]
    for loaded in shown:
        assert isinstance(loaded, Snapshot)
        assert len(loaded.responses) == 1
        assert loaded.html.count('class="order-item"') == len(ids(reading_of(loaded)))


def test_data_and_page_agree(opened: Opening) -> None:
    pages = opened(live(20)).pages
    pages.open_list("all")
    loaded = pages.show_more()
    reading = reading_of(loaded)
    assert reading.report.disagreements == ()
    assert isinstance(loaded, Snapshot)
    drawn = reading_of(loaded.model_copy(update={"responses": ()}))
    assert ids(drawn) == ids(reading)


def test_a_tab_is_chosen_by_the_sites_own_code(opened: Opening) -> None:
    pages = opened(live(30, language="pt")).pages
    reading = reading_of(pages.open_list("shipped"))
    assert reading.listing is not None
    assert reading.listing.tab == "shipped"
    assert ids(reading)[0] == SHIPPED
    unknown = pages.open_list("no_such_tab")
    assert isinstance(unknown, Hitch)
    assert unknown.kind is HitchKind.NO_BUTTON


def test_a_long_walk_keeps_nothing_of_each_page(opened: Opening, walking: Session) -> None:
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    walking.context.on("request", note)
    pages = opened(live(20)).pages
    pages.open_list("all")
    pages.show_more()
    walking.context.remove_listener("request", note)
    sent = [request for request in asked if request.method == "POST"]
    assert sent
    # What the page sends is its whole list so far.
    assert all(request.post_data is None for request in sent)
    assert not [request.url for request in asked if request.resource_type == "image"]


def test_there_is_nothing_behind_the_last_page(opened: Opening) -> None:
    pages = opened(live(5)).pages
    pages.open_list("all")
    loaded = pages.show_more()
    assert isinstance(loaded, Hitch)
    assert loaded.kind is HitchKind.NO_BUTTON


def test_a_stale_button_is_pressed_again(opened: Opening) -> None:
    place = opened(live(25, Fault(Trouble.STALE_BUTTON, page=1)))
    place.pages.open_list("all")
    assert ids(reading_of(place.pages.show_more())) == numbers(10, 20)
    assert place.live.count("list") == {"1": 1, "2": 1}


def test_rows_that_come_late_are_waited_for(opened: Opening) -> None:
    pages = opened(live(25, Fault(Trouble.LATE_ROWS, page=2))).pages
    pages.open_list("all")
    loaded = pages.show_more()
    assert isinstance(loaded, Snapshot)
    assert loaded.html.count('class="order-item"') == 10


def test_paging_that_answers_nothing_is_no_end_of_the_list(opened: Opening) -> None:
    pages = opened(live(25, Fault(Trouble.EMPTY, page=2))).pages
    pages.open_list("all")
    assert blocked_by(pages.show_more()) is BlockedKind.EMPTY_LIST


# --- orders ----------------------------------------------------------------------------------


def test_an_order_is_taken_as_drawn_and_as_data(opened: Opening) -> None:
    loaded = opened(live(10)).pages.open_order(UNSHIPPED, anything)
    [order] = reading_of(loaded).orders
    assert order.order_id == UNSHIPPED
    assert order.status is OrderStatus.WAIT_SELLER_SEND_GOODS
    assert isinstance(loaded, Snapshot)
    [drawn] = reading_of(loaded.model_copy(update={"responses": ()})).orders
    assert drawn.status is OrderStatus.WAIT_SELLER_SEND_GOODS


def test_a_control_that_may_still_come_is_waited_for(
    opened: Opening, walking: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    settling = {"quiet_ms": 200, "least_age_ms": 2500, "full_age_ms": 9000}
    monkeypatch.setattr(walking, "settling", settling)
    shop = site(10)
    orders = tuple(
        order.model_copy(update={"cancel_after_ms": 2000}) for order in shop.account.orders
    )
    account = shop.account.model_copy(update={"orders": orders})
    place = opened(LiveSite(replace(shop, account=account)))
    looks: list[bool] = []

    def is_enough(snapshot: Snapshot) -> bool:
        [order] = reading_of(snapshot.model_copy(update={"responses": ()})).orders
        looks.append(may_still_offer_cancel(order))
        return not looks[-1]

    loaded = place.pages.open_order(UNSHIPPED, is_enough)
    assert looks == [True]
    assert isinstance(loaded, Snapshot)
    [order] = reading_of(loaded.model_copy(update={"responses": ()})).orders
    assert order.offers(ActionKind.CANCEL)


def test_tracking_is_taken(opened: Opening) -> None:
    reading = reading_of(opened(live(10)).pages.open_tracking(SHIPPED))
    assert [parcel.stage for parcel in reading.parcels] == [ParcelStage.WITH_CARRIER]


def test_one_tab_goes_from_page_to_page(opened: Opening) -> None:
    place = opened(live(15))
    place.pages.open_list("all")
    place.pages.open_order(UNSHIPPED, anything)
    place.pages.open_tracking(SHIPPED)
    assert ids(reading_of(place.pages.open_list("all"))) == numbers(0, 10)
    assert place.live.count("write").total() == 0


# --- what does not come ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [502, 503, 429])
def test_an_error_of_the_server_is_told_with_its_own_word(opened: Opening, status: int) -> None:
    fault = Fault(Trouble.ERROR, page=2, status=status, retry_after="120")
    pages = opened(live(25, fault)).pages
    pages.open_list("all")
    hitch = pages.show_more()
    assert isinstance(hitch, Hitch)
    assert (hitch.kind, hitch.status, hitch.retry_after) == (HitchKind.STATUS, status, "120")


def test_a_broken_connection_is_noticed_at_once(opened: Opening) -> None:
    # The browser itself tries once more on each connection that it still had.
    place = opened(live(10, Fault(Trouble.RESET, order_id=UNSHIPPED, times=30)))
    hitch = place.pages.open_order(UNSHIPPED, anything)
    assert isinstance(hitch, Hitch)
    assert hitch.kind is HitchKind.NETWORK
    assert UNSHIPPED not in hitch.evidence


def test_a_page_that_never_rests_is_taken_as_it_stands(opened: Opening) -> None:
    place = opened(live(10, Fault(Trouble.RESTLESS, order_id=UNSHIPPED)))
    loaded = place.pages.open_order(UNSHIPPED, anything)
    assert isinstance(loaded, Snapshot)
    assert blocked_by(loaded) is BlockedKind.SKELETON


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Trouble.CHALLENGE, BlockedKind.CHALLENGE),
        (Trouble.EXPIRY, BlockedKind.LOGIN),
        (Trouble.RATE_LIMIT, BlockedKind.RATE_LIMITED),
    ],
)
def test_the_site_says_stop_in_the_middle_of_the_list(
    opened: Opening, trouble: Trouble, kind: BlockedKind
) -> None:
    pages = opened(live(25, Fault(trouble, page=2))).pages
    pages.open_list("all")
    assert blocked_by(pages.show_more()) is kind


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(Trouble.CHALLENGE, BlockedKind.CHALLENGE), (Trouble.EXPIRY, BlockedKind.LOGIN)],
)
def test_the_site_says_stop_before_a_page(
    opened: Opening, trouble: Trouble, kind: BlockedKind
) -> None:
    place = opened(live(10, Fault(trouble, page=1)))
    place.pages.open_list("all")
    assert blocked_by(place.pages.open_order(UNSHIPPED, anything)) is kind


def test_nothing_personal_is_in_what_is_said_of_a_hitch(walking: Session) -> None:
    nobody = OrderPages(walking, "http://127.0.0.1:1", PATIENCE)
    hitch = nobody.open_order(UNSHIPPED, anything)
    nobody.close()
    assert isinstance(hitch, Hitch)
    assert hitch.kind is HitchKind.NETWORK
    assert "ERR_" in hitch.evidence
    assert UNSHIPPED not in hitch.evidence
