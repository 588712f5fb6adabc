"""What the API tells of stored orders, and how settings take effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cancelwindow.app import create_app, database_of
from cancelwindow.protocol_orders import (
    DeadlinesReply,
    OrderReply,
    OrdersReply,
    OrderView,
    OverviewReply,
    SellerNotesReply,
    SellersReply,
    SettingsReply,
    VerdictsReply,
)
from cancelwindow.store import accounts, clients
from companion_app import NOON, CompanionApp
from page_fixtures import question
from wire import Answer

LIST = "order_list/ten_cards"
DETAIL = "order_detail/awaiting_delivery"


class Asker:
    """A paired browser that has shown a list of ten orders and one order's page."""

    def __init__(self, app: CompanionApp) -> None:
        self.app = app
        self.token = app.pair().token
        self.list = self.post("assess", question(LIST)).data["verdicts"]
        [self.detail] = self.post("assess", question(DETAIL)).data["verdicts"]

    def post(self, name: str, message: dict[str, Any] | None = None) -> Answer:
        return self.app.post(f"/v1/{name}", message or {}, token=self.token)

    def stored(self) -> tuple[OrderView, ...]:
        """All orders."""
        return OrdersReply.model_validate_json(self.post("orders", {"limit": 100}).body).orders


@pytest.fixture
def asker(companion_app: CompanionApp) -> Asker:
    return Asker(companion_app)


def test_all_orders_are_listed_with_the_words_of_their_answer(asker: Asker) -> None:
    reply = OrdersReply.model_validate_json(asker.post("orders", {"limit": 100}).body)
    assert (reply.total, reply.is_exact) == (11, True)
    told = {one["order_id"]: (one["answer"], one["label"]) for one in [*asker.list, asker.detail]}
    assert {one.order_id: (one.answer, one.label) for one in reply.orders} == told
    german = OrdersReply.model_validate_json(asker.post("orders", {"language": "de"}).body)
    assert {one.label for one in german.orders} != {one.label for one in reply.orders}


def test_a_part_of_the_orders(asker: Asker) -> None:
    pages = [
        OrdersReply.model_validate_json(
            asker.post("orders", {"limit": 6, "offset": offset, "sort": "seen"}).body
        )
        for offset in (0, 6)
    ]
    assert [len(page.orders) for page in pages] == [6, 5]
    assert len({one.order_id for page in pages for one in page.orders}) == 11
    wanted = {"answers": ["closed"], "is_open": False}
    closed = OrdersReply.model_validate_json(asker.post("orders", wanted).body)
    assert closed.orders
    assert {one.answer for one in closed.orders} == {"closed"}


def test_one_order_is_told_with_its_verdict_and_its_timeline(asker: Asker) -> None:
    order_id = asker.detail["order_id"]
    asker.app.pass_time(timedelta(hours=2))
    asker.post("assess", question(DETAIL, captured_at="2026-11-20T13:59:00Z"))
    reply = OrderReply.model_validate_json(asker.post("order", {"order_id": order_id}).body)
    assert reply.order.order_id == reply.verdict.order_id == order_id
    assert reply.verdict.answer == reply.order.answer
    assert reply.verdict.evaluated_at == asker.app.now
    assert [one.page_kind for one in reply.timeline] == ["order_detail", "order_detail"]
    newest, oldest = reply.timeline
    assert newest.changes == ()
    assert {one.field for one in oldest.changes} >= {"status", "placed", "total"}
    assert newest.client == "Test browser"
    observed = {basis.observation for basis in reply.verdict.based_on}
    assert observed == {newest.observation}


def test_an_order_nobody_saw_is_unknown(asker: Asker) -> None:
    answer = asker.post("order", {"order_id": "8240000000000999"})
    assert (answer.status, answer.code) == (404, "unknown_order")


def test_several_orders_are_judged_without_a_page(asker: Asker) -> None:
    ids = [one["order_id"] for one in asker.list[:3]]
    wanted = {"order_ids": [*ids, "8240000000000999", ids[0]]}
    reply = VerdictsReply.model_validate_json(asker.post("verdicts", wanted).body)
    assert [one.order_id for one in reply.verdicts] == ids
    assert [one.answer for one in reply.verdicts] == [one["answer"] for one in asker.list[:3]]
    assert reply.not_seen == ("8240000000000999",)


def test_the_overview_tells_what_matters(asker: Asker) -> None:
    reply = OverviewReply.model_validate_json(asker.post("overview", {"days": 60}).body)
    assert sum(reply.counts.values()) == 11
    acting = {one.order_id for one in reply.act_now}
    assert acting >= {
        one["order_id"] for one in asker.list if one["answer"] in {"yes", "ask_seller", "recall"}
    }
    assert reply.at_risk
    assert [one.earliest for one in reply.deadlines] == sorted(
        one.earliest for one in reply.deadlines
    )


def test_deadlines_of_a_span(asker: Asker) -> None:
    reply = DeadlinesReply.model_validate_json(
        asker.post("deadlines", {"end": "2027-06-01T00:00:00Z"}).body
    )
    assert reply.deadlines
    titles = {
        deadline["kind"]: deadline["title"]
        for verdict in [*asker.list, asker.detail]
        for deadline in verdict["deadlines"]
    }
    for one in reply.deadlines:
        assert one.deadline == titles[one.kind]
        assert one.earliest >= NOON
    ours = {"act_by": True, "end": "2027-06-01T00:00:00Z"}
    acting = DeadlinesReply.model_validate_json(asker.post("deadlines", ours).body)
    assert all(one.act_by for one in acting.deadlines)
    assert len(acting.deadlines) < len(reply.deadlines)


def test_the_shops_are_listed(asker: Asker) -> None:
    reply = SellersReply.model_validate_json(asker.post("sellers").body)
    known = [one for one in asker.stored() if one.store_id is not None]
    assert sum(one.orders for one in reply.stores) == len(known) >= 10
    assert {one.store_id for one in reply.stores} == {one.store_id for one in known}


def test_an_order_belongs_to_the_account_of_its_browser(companion_app: CompanionApp) -> None:
    with companion_app.database.write() as session:
        partner = accounts.add(session, "Partner", NOON).id
    Asker(companion_app)
    other = companion_app.pair(name="Other browser", account_id=partner)
    shown = companion_app.post(
        "/v1/assess", question("order_detail/to_pay"), token=other.token
    ).data["verdicts"][0]
    reply = OrdersReply.model_validate_json(
        companion_app.post("/v1/orders", {"account_id": partner}, token=other.token).body
    )
    assert [one.order_id for one in reply.orders] == [shown["order_id"]]


def test_the_country_takes_effect_at_once_and_lasts(asker: Asker) -> None:
    app = asker.app
    before = SettingsReply.model_validate_json(asker.post("settings").body)
    assert (before.country, before.language, before.store) == (None, "en", app.database.kind)
    assert [one.id for one in before.accounts] == ["default"]
    change = {"change": {"country": "IE", "language": "de"}}
    after = SettingsReply.model_validate_json(asker.post("settings", change).body)
    assert (after.country, after.language) == ("IE", "de")
    [verdict] = asker.post("assess", question(DETAIL) | {"language": None}).data["verdicts"]
    assert verdict["language"] == "de"
    assert {right["country"] for right in verdict["rights"]} == {"IE"}
    again = create_app(replace(app.config, country="BR"))
    with database_of(again):
        pass
    back = {"change": {"country": None}}
    asked = SettingsReply.model_validate_json(asker.post("settings", back).body)
    assert (asked.country, asked.language) == (None, "de")


def test_quiet_hours_are_set_told_and_ended(asker: Asker) -> None:
    quiet = {"start": "22:30", "end": "07:00"}
    assert asker.post("settings").data["quiet_hours"] is None
    assert asker.post("settings", {"change": {"quiet_hours": quiet}}).data["quiet_hours"] == quiet
    asker.post("settings", {"change": {"language": "de"}})
    assert asker.post("settings").data["quiet_hours"] == quiet
    ended = asker.post("settings", {"change": {"quiet_hours": None}}).data
    assert (ended["quiet_hours"], ended["language"]) == (None, "de")


def test_a_browser_ends_its_own_pairing_and_no_other(companion_app: CompanionApp) -> None:
    leaving = companion_app.pair()
    staying = companion_app.pair(origin="chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba")
    answer = companion_app.post("/v1/withdraw", {}, token=leaving.token)
    assert answer.data == {"client_id": leaving.client_id}
    assert companion_app.post("/v1/overview", {}, token=leaving.token).code == "revoked"
    with companion_app.database.read() as session:
        left = {row.id for row in clients.list_clients(session) if row.revoked_at is None}
    assert left == {staying.client_id}


@pytest.mark.parametrize(
    ("name", "message", "place"),
    [
        ("orders", {"limit": 0}, "limit"),
        ("orders", {"limit": 201}, "limit"),
        ("orders", {"limit": "5"}, "limit"),
        ("orders", {"offset": -1}, "offset"),
        ("orders", {"answers": ["maybe"]}, "answers"),
        ("orders", {"sort": "luck"}, "sort"),
        ("orders", {"placed_from": "yesterday"}, "placed_from"),
        ("order", {"order_id": "1"}, "order_id"),
        ("order", {}, "order_id"),
        ("verdicts", {"order_ids": []}, "order_ids"),
        ("deadlines", {"start": "2026-11-20"}, "start"),
        ("settings", {"change": {"country": "ireland"}}, "country"),
        ("settings", {"change": {"quiet_hours": {"start": "24:00", "end": "07:00"}}}, "start"),
        ("settings", {"change": {"quiet_hours": {"start": "22:00"}}}, "end"),
        ("withdraw", {"client_id": "1f2e3d4c"}, "client_id"),
        ("overview", {"days": 91}, "days"),
    ],
)
def test_another_shape_is_refused(
    asker: Asker, name: str, message: dict[str, Any], place: str
) -> None:
    answer = asker.post(name, message)
    assert (answer.status, answer.code) == (400, "malformed")
    assert place in answer.data["error"]["message"]


def test_what_a_seller_asked_for_is_ticked_once_and_keeps_its_day(asker: Asker) -> None:
    [store_id] = asker.detail["store_ids"]

    def tick(*kinds: str) -> dict[str, object]:
        reply = asker.post("seller-notes", {"store_id": store_id, "behaviours": list(kinds)})
        seller = SellerNotesReply.model_validate_json(reply.body).seller
        warned = {one.kind for one in seller.warnings if one.kind.startswith("asked_")}
        assert warned == {f"asked_{kind}" for kind in kinds}
        return {one.kind: one.ticked_at for one in seller.behaviours if one.ticked_at is not None}

    assert tick("close_dispute") == {"close_dispute": NOON}
    later = NOON + timedelta(days=3)
    asker.app.now = later
    ticked = tick("confirm_early", "close_dispute")
    assert ticked == {"close_dispute": NOON, "confirm_early": later}
    [seller] = asker.post("assess", question(DETAIL)).data["sellers"]
    assert {one["kind"] for one in seller["behaviours"] if one["ticked_at"]} == set(ticked)
    assert tick() == {}


def test_a_tick_that_is_not_on_the_checklist_is_refused(asker: Asker) -> None:
    [store_id] = asker.detail["store_ids"]
    wanted = {"store_id": store_id, "behaviours": ["confirm_early", "made_up"]}
    refused = asker.post("seller-notes", wanted)
    assert (refused.status, refused.code) == (404, "unknown_behaviour")
    seller = SellerNotesReply.model_validate_json(
        asker.post("seller-notes", {"store_id": store_id, "behaviours": []}).body
    ).seller
    assert not any(one.ticked_at for one in seller.behaviours)
