"""Sellers in the companion: what each page adds, whose figures they are, and what is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from aliorders.models import (
    CapturedResponse,
    PageReading,
    ProfileSource,
    ReverseOrder,
    Snapshot,
    SnapshotSource,
    StoreProfile,
    not_found,
)
from aliorders.reading import read
from cancelwindow.app import create_app, database_of
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.seller_record import RETURN_CASE
from cancelwindow.policy.seller_view import SellerBand, SellerView
from cancelwindow.protocol import AssessReply
from cancelwindow.sellers import known_to, seller_views, stores_named
from cancelwindow.store.database import Database
from cancelwindow.store.observations import Provenance, record
from cancelwindow.store.seller_tables import OrderStayRow, StoreProfileRow
from companion_app import NOON, CompanionApp
from page_fixtures import FIXTURES, question
from policy_case import OrderSeen, order

STORE = "1100000401"
SHELL, SUPPLIER = "1100000612", "1100000613"
ORDERED_FROM = "1101"


def ask(app: CompanionApp, token: str, message: dict[str, Any]) -> AssessReply:
    answer = app.post("/v1/assess", message, token=token)
    assert answer.status == 200, answer.body
    return AssessReply.model_validate_json(answer.body)


@pytest.fixture
def token(companion_app: CompanionApp) -> str:
    return companion_app.pair().token


def answer_of(case: str) -> PageReading:
    """The reading of one of the site's own answers."""
    folder = FIXTURES / "responses" / case
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    body = (folder / "body.json").read_text(encoding="utf-8")
    response = CapturedResponse(url=meta["url"], body=body)
    result = read(Snapshot(responses=(response,), captured_at=NOON))
    assert isinstance(result, PageReading)
    return result


def take_in(database: Database, reading: PageReading, at: datetime = NOON) -> None:
    with database.write() as session:
        record(session, reading, Provenance(at, at, SnapshotSource.FILE, None))


def profile(source: ProfileSource = ProfileSource.SELLER_PAGE, **fields: Any) -> PageReading:
    return PageReading(
        kind=answer_of("store_page_data").kind,
        orders=(),
        stores=(StoreProfile(source=source, **fields),),
    )


def told(database: Database, *store_ids: str, at: datetime = NOON) -> list[SellerView]:
    with database.read() as session:
        return list(seller_views(session, dict.fromkeys(store_ids, ""), load_policy(), at))


# --- pages -------------------------------------------------------------------------------------


def test_a_store_page_is_answered_with_its_store(companion_app: CompanionApp, token: str) -> None:
    reply = ask(companion_app, token, question("store/store_page"))
    assert (reply.page.value, reply.verdicts) == ("store", ())
    [seller] = reply.sellers
    assert (seller.store_id, seller.seller_id, seller.name) == (
        STORE,
        "2000000401",
        "Example Vase Store",
    )
    assert {figure.kind: figure.text for figure in seller.figures} == {
        "positive_rate": "97.3%",
        "followers": "about 12,500",
    }
    assert all(figure.where == "the store's page" for figure in seller.figures)
    assert [point.positive_rate for point in seller.history] == [97.3]


def test_a_page_of_a_pooled_listing_names_the_store_that_sells_and_the_shell(
    companion_app: CompanionApp, token: str
) -> None:
    reply = ask(companion_app, token, question("store/product_pooled"))
    supplier, shell = reply.sellers
    assert (supplier.store_id, supplier.name, supplier.is_shell) == (
        SUPPLIER,
        "Example Walnut Store",
        False,
    )
    assert supplier.listed_under is not None
    assert (supplier.listed_under.store_id, supplier.listed_under.name) == (
        SHELL,
        "Example Pool Store",
    )
    assert (shell.store_id, shell.is_shell, shell.band) == (SHELL, True, SellerBand.UNRATED)
    assert [finding.kind for finding in shell.warnings] == ["shell"]
    assert supplier.warnings == ()


def test_an_order_page_tells_the_store_that_the_order_names(
    companion_app: CompanionApp, token: str
) -> None:
    before = ask(companion_app, token, question("order_detail/processing_with_cancel"))
    [verdict] = before.verdicts
    [store_id] = verdict.store_ids
    [unknown] = before.sellers
    assert (unknown.store_id, unknown.band, unknown.warnings) == (store_id, SellerBand.UNRATED, ())
    assert unknown.name
    low = profile(store_id=store_id, positive_rate="88", rating_count=900, period_months=6)
    take_in(companion_app.database, low)
    [seller] = ask(companion_app, token, question("order_detail/processing_with_cancel")).sellers
    [warning] = seller.warnings
    assert (seller.band, warning.kind) == (SellerBand.LOW, "rate_low")
    assert warning.where == "the store's feedback page"
    assert warning.seen_at == NOON
    assert "85.7% to 90%" in warning.sure
    assert seller.record is not None
    assert seller.record.orders == 1


def test_a_list_tells_each_of_its_stores_once(companion_app: CompanionApp, token: str) -> None:
    reply = ask(companion_app, token, question("order_list/ten_cards"))
    named = [store_id for verdict in reply.verdicts for store_id in verdict.store_ids]
    assert len(named) > 1
    assert [seller.store_id for seller in reply.sellers] == list(dict.fromkeys(named))


def test_a_page_without_a_store_tells_none(companion_app: CompanionApp, token: str) -> None:
    assert ask(companion_app, token, question("tracking/picked_up")).sellers == ()


# --- whose figures -----------------------------------------------------------------------------


def test_a_sellers_answer_belongs_to_the_store_that_another_page_names(
    companion_app: CompanionApp,
) -> None:
    """The feedback page's call names the seller only; the store's data joins both."""
    feedback = answer_of("store_seller_page")
    [seller_id] = [one.seller_id for one in feedback.stores]
    database = companion_app.database
    take_in(database, feedback)
    assert told(database, STORE)[0].figures == ()
    take_in(database, profile(ProfileSource.STORE_DATA, store_id=STORE, seller_id=seller_id))
    [seller] = told(database, STORE)
    assert seller.figures[0].text.startswith("96.7% of ")
    with database.read() as session:
        assert stores_named(feedback, known_to(session)) == {STORE: seller.name}


def test_a_seller_and_a_store_of_one_number_are_two(companion_app: CompanionApp) -> None:
    database = companion_app.database
    take_in(database, profile(seller_id=STORE, positive_rate="50", rating_count=900))
    take_in(database, profile(ProfileSource.STORE_PAGE, store_id=STORE, positive_rate="99"))
    [seller] = told(database, STORE)
    assert [figure.text for figure in seller.figures] == ["99%"]


def test_a_shells_figures_are_never_the_stores(companion_app: CompanionApp) -> None:
    database = companion_app.database
    take_in(database, answer_of("store_product_pooled"))
    supplier, shell = told(database, "1100000603", "1100000602")
    assert supplier.figures == ()
    assert supplier.label == "No ratings seen"
    assert supplier.name == "Example True Store"
    assert (shell.label, shell.band) == ("A store that pools listings", SellerBand.UNRATED)


def test_a_store_whose_newest_product_page_names_itself_is_no_shell(
    companion_app: CompanionApp,
) -> None:
    database = companion_app.database
    take_in(database, answer_of("store_product_pooled"))
    own = {"store_id": "1100000602", "supplier_store_id": "1100000602", "is_pooled": False}
    later = NOON + timedelta(days=1)
    take_in(database, profile(ProfileSource.PRODUCT, **own), later)
    assert not told(database, "1100000602", at=later)[0].is_shell


RATES = {
    "store_seller_page": "96.7% of 1,960 ratings, last 6 months",
    "store_benefits": "98.5%",
    "store_benefits_korean": "98.5%",
    "store_product_ordinary": None,
    "store_product_chinese": "94.6% of 16,915 ratings",
    "store_old_module": None,
    "store_old_component": None,
}
"""Answers of every era that have a rate; the text, where it is not the source that matters."""


def test_every_source_becomes_a_store_with_a_rate(companion_app: CompanionApp) -> None:
    database = companion_app.database
    for number, (case, text) in enumerate(RATES.items()):
        reading = answer_of(case)
        [one] = reading.stores
        take_in(database, reading)
        store_id = one.store_id
        if not isinstance(store_id, str):
            store_id = f"11000800{number:02}"
            joined = {"store_id": store_id, "seller_id": one.seller_id}
            take_in(database, profile(ProfileSource.STORE_DATA, **joined))
        [seller] = told(database, store_id)
        rates = [figure.text for figure in seller.figures if figure.kind == "positive_rate"]
        assert len(rates) == 1, case
        assert text is None or rates == [text], case


# --- over time ---------------------------------------------------------------------------------


def test_a_history_has_one_point_for_each_month_and_source(companion_app: CompanionApp) -> None:
    database = companion_app.database
    for days, rate in ((0, "98.5"), (5, "98.4"), (31, "97.0"), (62, "96.0")):
        page = profile(store_id=STORE, positive_rate=rate, rating_count=9000)
        take_in(database, page, NOON + timedelta(days=days))
    take_in(database, profile(ProfileSource.BENEFITS, store_id=STORE, positive_rate="99"))
    [seller] = told(database, STORE, at=NOON + timedelta(days=63))
    of_one_page = [one.positive_rate for one in seller.history if one.source == "seller_page"]
    assert (of_one_page, len(seller.history)) == ([98.4, 97.0, 96.0], 4)
    assert "rate_falling" in {finding.kind for finding in seller.warnings}


def test_a_profile_that_names_neither_store_nor_seller_is_left_out(
    companion_app: CompanionApp,
) -> None:
    take_in(companion_app.database, profile(positive_rate="50", rating_count=900))
    with companion_app.database.read() as session:
        assert session.scalars(select(StoreProfileRow)).all() == []


def test_a_profile_of_another_shape_is_left_unread(companion_app: CompanionApp) -> None:
    database = companion_app.database
    take_in(database, profile(store_id=STORE, name="Example", positive_rate="99"))
    with database.write() as session:
        row = session.scalars(select(StoreProfileRow)).one()
        copy = {name: getattr(row, name) for name in _COPIED}
        session.add(StoreProfileRow(**copy, profile_json='{"source": "of tomorrow"}'))
    [seller] = told(database, STORE)
    assert (seller.name, seller.figures) == ("", ())


_COPIED = ("reading_id", "captured_at", "captured_day", "store_id", "source")


# --- the buyer's own orders --------------------------------------------------------------------


def seen(status: str, **more: Any) -> PageReading:
    order_seen = order(OrderSeen.model_validate({"status": status, "store": ORDERED_FROM, **more}))
    return answer_of("store_page_data").model_copy(update={"orders": (order_seen,), "stores": ()})


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "latest first"])
def test_shipped_although_asked_is_told_from_three_looks(
    companion_app: CompanionApp, backwards: bool
) -> None:
    looks = [
        (0, seen("WAIT_SELLER_SEND_GOODS")),
        (10, seen("IN_CANCEL")),
        (30, seen("WAIT_BUYER_ACCEPT_GOODS")),
    ]
    for hours, reading in reversed(looks) if backwards else looks:
        take_in(companion_app.database, reading, NOON + timedelta(hours=hours))
    [seller] = told(companion_app.database, ORDERED_FROM, at=NOON + timedelta(days=2))
    assert seller.record is not None
    assert (seller.record.asked, seller.record.shipped_although_asked) == (1, 1)
    assert seller.record.answer_hours == 30
    assert [finding.kind for finding in seller.warnings] == ["shipped_although_asked"]


def test_a_return_on_record_counts_as_a_dispute(companion_app: CompanionApp) -> None:
    reading = seen("FINISH", end="received")
    take_in(companion_app.database, reading)
    entry = ReverseOrder(order_id=reading.orders[0].order_id)
    unnamed = ReverseOrder(order_id=not_found())
    returns = reading.model_copy(update={"orders": (), "returns": (entry, unnamed)})
    take_in(companion_app.database, returns)
    with companion_app.database.read() as session:
        states = set(session.scalars(select(OrderStayRow.state)))
    assert states == {"FINISH", RETURN_CASE}
    [seller] = told(companion_app.database, ORDERED_FROM)
    assert seller.record is not None
    assert seller.record.disputes == 1


def test_an_unknown_status_is_no_state(companion_app: CompanionApp) -> None:
    take_in(companion_app.database, seen("UNKNOWN"))
    with companion_app.database.read() as session:
        assert session.scalars(select(OrderStayRow)).all() == []


def test_a_store_of_an_older_version_gets_its_states_from_what_was_seen(tmp_path: Path) -> None:
    app = CompanionApp(tmp_path / "companion")
    for hours, status in ((0, "WAIT_SELLER_SEND_GOODS"), (10, "IN_CANCEL"), (20, "IN_CANCEL")):
        take_in(app.database, seen(status), NOON + timedelta(hours=hours))
    before = told(app.database, ORDERED_FROM)
    with app.database.write() as session:
        session.execute(delete(OrderStayRow))
    assert told(app.database, ORDERED_FROM) != before
    app.close()
    with database_of(create_app(app.config)) as database:
        assert told(database, ORDERED_FROM) == before


def test_nothing_is_asked_of_the_store_for_no_store(companion_app: CompanionApp) -> None:
    assert told(companion_app.database, at=datetime(2026, 11, 20, tzinfo=UTC)) == []
