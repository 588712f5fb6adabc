"""What is handed out to whom: claimed once, and offered again unless it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cancelwindow import preferences
from cancelwindow.app import create_app, database_of, desk_of
from cancelwindow.preferences import Preferences
from cancelwindow.reminders.desk import LEASE, Claimant
from cancelwindow.store import accounts
from cancelwindow.store.erasure import forget_everything, forget_order
from cancelwindow.store.notices import Audience
from companion_app import NOON, CompanionApp
from stored_orders import Shelf, order_seen
from wire import Answer

DAY = timedelta(days=1)
RECEIVED = "8240000000000931"
"""Received on the 8th: a dispute is possible for 15 days, with alarms on the 16th and the 21st."""


def see(app: CompanionApp, order_id: str = RECEIVED, **more: Any) -> None:
    """An order whose first alarm came four days ago."""
    seen = {"end": "received", "completed": "2026-11-08", "titles": ("Desk lamp",)} | more
    Shelf(app.database).see(order_seen(order_id, "FINISH", **seen), at=NOON - 5 * DAY)


class Browser:
    """A paired browser that asks for notices."""

    def __init__(self, app: CompanionApp, **more: Any) -> None:
        self.app = app
        self.token = app.pair(**more).token

    def claim(self) -> Answer:
        answer = self.app.post("/v1/notices/claim", {}, token=self.token)
        assert answer.status == 200
        return answer

    def told(self) -> list[dict[str, Any]]:
        notices: list[dict[str, Any]] = self.claim().data["notices"]
        return notices

    def done(self, *ids: str) -> int:
        answer = self.app.post("/v1/notices/done", {"ids": list(ids)}, token=self.token)
        assert answer.status == 200
        return int(answer.data["done"])


@pytest.fixture
def asker(companion_app: CompanionApp) -> Browser:
    return Browser(companion_app)


def choose(app: CompanionApp, **chosen: Any) -> None:
    with app.database.write() as session:
        preferences.write(session, Preferences(**chosen))


def test_a_deadline_is_told_once(asker: Browser) -> None:
    see(asker.app)
    answer = asker.claim()
    [notice] = answer.data["notices"]
    assert notice | {"id": ""} == {
        "id": "",
        "kind": "deadline",
        "name": "dispute_after_receipt",
        "title": "Last day for a dispute",
        "message": "Desk lamp: you must have acted by Nov 23, 2026.",
        "order_id": RECEIVED,
        "url": f"https://www.aliexpress.com/p/order/detail.html?orderId={RECEIVED}",
        "due_at": "2026-11-16T08:00:00Z",
    }
    assert asker.done(notice["id"]) == 1
    asker.app.pass_time(LEASE)
    assert asker.told() == []
    asker.app.pass_time(DAY)
    [second] = asker.told()
    assert second["due_at"] == "2026-11-21T08:00:00Z"


def test_two_browsers_do_not_tell_the_same(asker: Browser) -> None:
    see(asker.app)
    other = Browser(asker.app, name="Other browser")
    assert len(asker.told()) == 1
    assert other.told() == []


def test_what_was_not_acknowledged_is_offered_again_to_anyone(asker: Browser) -> None:
    see(asker.app)
    other = Browser(asker.app, name="Other browser")
    [first] = asker.told()
    asker.app.pass_time(LEASE - timedelta(seconds=1))
    assert other.told() == []
    asker.app.pass_time(timedelta(seconds=1))
    [again] = other.told()
    assert again | {"id": ""} == first | {"id": ""}
    assert asker.done(first["id"]) == 0, "it is the other's now"
    assert other.done(again["id"]) == 1
    assert other.done(again["id"]) == 0


def test_a_late_word_still_counts_while_nobody_else_was_offered_it(asker: Browser) -> None:
    see(asker.app)
    [notice] = asker.told()
    asker.app.pass_time(2 * LEASE)
    assert asker.done(notice["id"], "never-given") == 1
    assert asker.told() == []


def test_nothing_is_lost_or_repeated_by_a_restart(asker: Browser) -> None:
    see(asker.app)
    see(asker.app, "8240000000000932", completed="2026-11-09")
    first, second = asker.told()
    assert asker.done(first["id"]) == 1
    now = asker.app.now + 2 * LEASE
    again = create_app(asker.app.config)
    with database_of(again):
        claimed = desk_of(again).claim(Claimant("after the restart", Audience.SCREEN), now)
    assert [one.order_id for one in claimed.notices] == [second["order_id"]]


def test_many_are_one_digest(asker: Browser) -> None:
    for number in range(5):
        see(asker.app, f"824000000000094{number}")
    [digest] = asker.told()
    assert (digest["kind"], digest["name"]) == ("deadline", "digest")
    assert digest["message"] == "Last day for a dispute: 5 orders."
    assert digest["url"] == "https://www.aliexpress.com/p/order/index.html"
    assert asker.done(digest["id"]) == 1
    asker.app.pass_time(LEASE)
    assert asker.told() == []


def test_in_quiet_hours_nothing_is_told_and_afterwards_all_at_once(asker: Browser) -> None:
    choose(asker.app, quiet_from="07:00", quiet_to="13:00", time_zone="UTC")
    see(asker.app)
    see(asker.app, "8240000000000932")
    answer = asker.claim()
    assert answer.data == {"notices": [], "next_check_at": "2026-11-20T13:00:00Z"}
    asker.app.pass_time(timedelta(hours=1))
    [digest] = asker.told()
    assert digest["name"] == "digest"


def test_the_next_check_is_at_the_next_alarm(asker: Browser) -> None:
    see(asker.app)
    [notice] = asker.told()
    asker.done(notice["id"])
    assert asker.claim().data["next_check_at"] == "2026-11-21T08:00:00Z"


def test_without_anything_to_come_there_is_no_next_check(asker: Browser) -> None:
    assert asker.claim().data == {"notices": [], "next_check_at": None}


def test_a_browser_is_told_of_its_own_account(asker: Browser) -> None:
    with asker.app.database.write() as session:
        partner = accounts.add(session, "Partner", NOON).id
    see(asker.app)
    other = Browser(asker.app, name="Partner's", account_id=partner)
    assert other.claim().data == {"notices": [], "next_check_at": None}
    assert len(asker.told()) == 1


def test_an_address_is_told_besides_the_screen_and_only_of_what_comes_later(
    asker: Browser,
) -> None:
    see(asker.app)
    app = asker.app
    address = Claimant("address", Audience.ADDRESS, since=NOON, names_orders=False)
    assert len(asker.told()) == 1
    desk = desk_of(app.app)
    assert desk.claim(address, NOON).notices == ()
    app.pass_time(DAY)
    [notice] = desk.claim(address, app.now).notices
    assert notice.message == "An order: you must have acted by Nov 23, 2026."
    assert len(asker.told()) == 1


def test_an_alarm_that_nobody_told_goes_with_the_one_that_followed(asker: Browser) -> None:
    see(asker.app)
    assert len(asker.told()) == 1
    asker.app.pass_time(DAY)
    [notice] = asker.told()
    assert notice["due_at"] == "2026-11-21T08:00:00Z"
    assert asker.done(notice["id"]) == 1
    asker.app.pass_time(LEASE)
    assert asker.told() == []


def test_what_is_no_longer_so_is_not_told(asker: Browser) -> None:
    see(asker.app)
    assert len(asker.told()) == 1
    asker.app.pass_time(LEASE)
    disputed = order_seen(RECEIVED, "IN_ISSUE", titles=("Desk lamp",))
    Shelf(asker.app.database).see(disputed, at=asker.app.now)
    assert asker.told() == []


def test_a_deadline_that_is_over_says_so(asker: Browser) -> None:
    see(asker.app)
    asker.app.pass_time(5 * DAY)
    [notice] = asker.told()
    assert notice["message"] == "Desk lamp: this ended on Nov 23, 2026. Look at the order page."


def test_a_notice_speaks_the_language_and_the_time_zone_of_the_person(asker: Browser) -> None:
    choose(asker.app, time_zone="Asia/Tokyo", language="de")
    unpaid = order_seen(
        "8240000000000951", "PLACE_ORDER_SUCCESS", counts_until="2026-11-21T10:00:00Z",
        titles=("Desk lamp",),
    )  # fmt: skip
    Shelf(asker.app.database).see(unpaid, at=NOON - DAY)
    [notice] = asker.told()
    assert notice["title"] == "Schließt sich unbezahlt"
    assert "21.11.2026" in notice["message"]
    assert "19:00" in notice["message"]


def test_deleting_orders_deletes_their_notices(asker: Browser) -> None:
    see(asker.app)
    see(asker.app, "8240000000000932")
    assert len(asker.told()) == 2
    assert forget_order(asker.app.database, RECEIVED)
    asker.app.pass_time(LEASE)
    assert [one["order_id"] for one in asker.told()] == ["8240000000000932"]
    forget_everything(asker.app.database)
    asker.app.pass_time(LEASE)
    assert asker.told() == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("claim", {"limit": 3}),
        ("done", {}),
        ("done", {"ids": []}),
        ("done", {"ids": [""]}),
        ("done", {"ids": [5]}),
        ("done", {"ids": ["x" * 65]}),
        ("done", {"ids": ["x"] * 21}),
    ],
)
def test_another_shape_is_refused(asker: Browser, path: str, message: dict[str, Any]) -> None:
    answer = asker.app.post(f"/v1/notices/{path}", message, token=asker.token)
    assert (answer.status, answer.code) == (400, "malformed")


@pytest.mark.parametrize("path", ["claim", "done"])
def test_nobody_else_is_told(asker: Browser, path: str) -> None:
    answer = asker.app.post(f"/v1/notices/{path}", {"ids": ["x"]})
    assert (answer.status, answer.code) == (401, "not_paired")
