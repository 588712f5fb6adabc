"""The page of a seller: what is known of it, its ratings over time, warnings beside an order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from aliorders.models import (
    PageKind,
    PageReading,
    ProfileSource,
    SnapshotSource,
    StoreProfile,
)
from cancelwindow.policy.loader import load_policy
from cancelwindow.sellers import seller_views
from cancelwindow.store.observations import Provenance, record
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from stored_orders import Shelf, order_seen

STORE, NAME, ORDER = "1100010077", "Falling <Store>", "8240000000000951"
RATES = ("97.4", "95", "91.25")


@pytest.fixture
def known(companion_app: CompanionApp) -> CompanionApp:
    """A store whose rating was read three times, and an order from it."""
    for number, rate in enumerate(RATES):
        at = companion_app.now - timedelta(days=60 * (len(RATES) - number))
        profile = StoreProfile(
            source=ProfileSource.SELLER_PAGE, store_id=STORE, name=NAME,
            url=f"https://www.aliexpress.com/store/{STORE}", positive_rate=Decimal(rate),
            positive_count=900, neutral_count=20, negative_count=80, rating_count=1_000,
            period_months=6,
        )  # fmt: skip
        reading = PageReading(kind=PageKind.STORE, orders=(), stores=(profile,))
        with companion_app.database.write() as session:
            seen = Provenance(at, at, SnapshotSource.EXTENSION, None)
            record(session, reading, seen)
    order = order_seen(
        ORDER, "WAIT_SELLER_SEND_GOODS", placed="2026-11-18", paid="2026-11-18", store=STORE,
        shop=NAME,
    )  # fmt: skip
    Shelf(companion_app.database).see(order, at=companion_app.now)
    return companion_app


def test_all_that_is_known_of_a_seller_is_told(known: CompanionApp) -> None:
    page = Visitor(known).get(f"/dashboard/sellers/{STORE}")
    with known.database.read() as session:
        [view] = seller_views(session, {STORE: NAME}, load_policy(), known.now)
    text = " ".join(page.get_text(" ").split())
    said = [
        view.label, view.headline,
        *(part for one in view.findings for part in (one.text, one.meaning, one.sure, one.where)),
        *(part for one in view.figures for part in (one.label, one.text)),
        *(part for one in view.behaviours for part in (one.text, one.advice)),
        *(one.text for one in view.conflicts),
        *(one.text for one in (view.record.lines if view.record else ())),
    ]  # fmt: skip
    assert len(said) > 15
    assert [one for one in said if one not in text] == []
    assert page.h1.text == NAME  # type: ignore[union-attr]
    assert page.select_one(f"a[href='https://www.aliexpress.com/store/{STORE}']") is not None
    assert ORDER in text


def test_ratings_over_time_are_a_chart_and_a_table(known: CompanionApp) -> None:
    page = Visitor(known).get(f"/dashboard/sellers/{STORE}")
    [figure] = page.select("figure")
    rates = [row.select("td")[-1].text for row in figure.select("tbody tr")]
    assert rates == ["91.25%", "95%", "97.4%"]
    dots = figure.select("circle")
    assert len(dots) == len(RATES)
    heights = [float(str(dot["cy"])) for dot in dots]
    assert heights == sorted(heights), "the rate falls, so the line does"
    assert figure.select_one("polyline") is not None


def test_a_warning_stands_beside_the_order(known: CompanionApp) -> None:
    page = Visitor(known).get(f"/dashboard/orders/{ORDER}")
    section = page.select_one(f"section[aria-labelledby='seller-{STORE}']")
    assert section is not None
    assert NAME in section.h2.text  # type: ignore[union-attr]
    with known.database.read() as session:
        [view] = seller_views(session, {STORE: NAME}, load_policy(), known.now)
    assert view.warnings
    for finding in view.warnings:
        assert finding.text in section.text


def test_the_list_tells_the_standing_of_each(known: CompanionApp) -> None:
    [row] = Visitor(known).get("/dashboard/sellers").select("tbody tr")
    assert row.select_one(".answer").text in {  # type: ignore[union-attr]
        load_policy().catalogue("en").say(f"seller.label.{band}") for band in ("caution", "low")
    }


def test_a_seller_without_orders_is_known_by_its_page(known: CompanionApp) -> None:
    visitor = Visitor(known)
    visitor.post(f"/dashboard/orders/{ORDER}/delete", {"sure": "yes"})
    page = visitor.get(f"/dashboard/sellers/{STORE}")
    assert page.select_one("figure svg") is not None
    visitor.get("/dashboard/sellers/1100019999", expect=404)


def test_everything_deleted_means_sellers_too(known: CompanionApp) -> None:
    visitor = Visitor(known)
    visitor.post("/dashboard/privacy/delete-everything", {"sure": "yes"})
    visitor.get(f"/dashboard/sellers/{STORE}", expect=404)
    stored = b"".join(path.read_bytes() for path in known.config.data_dir.iterdir())
    assert NAME.encode() not in stored


def _boxes(page: BeautifulSoup) -> dict[str, bool]:
    boxes = page.select("input[type=checkbox][name=behaviour]")
    return {str(box["value"]): box.has_attr("checked") for box in boxes}


def test_what_a_seller_asked_for_can_be_ticked_and_taken_back(known: CompanionApp) -> None:
    visitor, path = Visitor(known), f"/dashboard/sellers/{STORE}"
    table = load_policy().tables.sellers.behaviours
    assert _boxes(visitor.get(path)) == dict.fromkeys(table, False)
    asked = ["confirm_early", "pay_elsewhere"]
    visitor.post(f"{path}/notes", {"behaviour": [*asked, "made_up"]})
    assert _boxes(visitor.get(path)) == {kind: kind in asked for kind in table}
    beside = visitor.get(f"/dashboard/orders/{ORDER}").text
    words = load_policy().catalogue("en")
    for kind in asked:
        assert words.say(f"seller.behaviour.{kind}") in beside
        assert words.say(f"seller.advice.{kind}") in beside
    visitor.post(f"{path}/notes", {})
    assert _boxes(visitor.get(path)) == dict.fromkeys(table, False)


def test_a_tick_needs_the_form_of_the_session(known: CompanionApp) -> None:
    visitor, path = Visitor(known), f"/dashboard/sellers/{STORE}"
    visitor.post(f"{path}/notes", {"behaviour": "confirm_early", "form_token": "no"}, expect=403)
    assert not any(_boxes(visitor.get(path)).values())
