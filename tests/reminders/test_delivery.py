"""Who tells what no browser tells: the desktop once browsers are silent, and the named address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cancelwindow.app import desk_of
from cancelwindow.protocol_notices import NoticeView
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressForm
from cancelwindow.reminders.delivery import BROWSER_SILENT, Delivery
from cancelwindow.reminders.desk import LEASE
from cancelwindow.reminders.desktop import RealDesktop
from cancelwindow.reminders.push import RETRIES, Push
from cancelwindow.store import accounts, clients, settings
from companion_app import NOON, CompanionApp
from local_address import LocalAddress
from stored_orders import Shelf, order_seen

ORDER = "8240000000000931"
DAY = timedelta(days=1)


class FakeDesktop:
    """A desktop that notes what it shows."""

    def __init__(self) -> None:
        self.is_on = True
        self.takes = True
        self.shown: list[str] = []

    def is_there(self) -> bool:
        return self.is_on

    def show(self, notice: NoticeView) -> bool:
        self.shown.append(notice.message)
        return self.takes


class Home:
    """A companion with one order whose alarm came four days ago, and what tells of it."""

    def __init__(self, app: CompanionApp) -> None:
        self.app = app
        self.desktop = FakeDesktop()
        self.delivery = self.started()
        received = order_seen(
            ORDER, "FINISH", end="received", completed="2026-11-08", titles=("Desk lamp",)
        )
        Shelf(app.database).see(received, at=NOON - 5 * DAY)

    def started(self) -> Delivery:
        return Delivery(
            self.app.database,
            desk_of(self.app.app),
            self.app.config.clock,
            desktop=self.desktop,
            push=Push(RETRIES.new(backoff_factor=0)),
        )

    def after(self, span: timedelta) -> list[str]:
        """What the desktop has shown some time later."""
        self.app.pass_time(span)
        assert not self.delivery.once(), "there is never more at once"
        return self.desktop.shown

    def name(self, url: str, **more: Any) -> None:
        with self.app.database.write() as session:
            address.put(session, url, AddressForm.WEBHOOK, self.app.now, **more)


@pytest.fixture
def home(companion_app: CompanionApp) -> Home:
    return Home(companion_app)


def test_the_desktop_tells_once_when_no_browser_asks(home: Home) -> None:
    assert home.after(BROWSER_SILENT - timedelta(seconds=1)) == []
    told = ["Desk lamp: you must have acted by Nov 23, 2026."]
    assert home.after(timedelta(seconds=1)) == told
    assert home.after(LEASE) == told


def test_the_desktop_is_silent_while_a_browser_asks(home: Home) -> None:
    token = home.app.pair().token
    home.app.pass_time(DAY)
    home.app.post("/v1/notices/claim", {}, token=token)
    assert home.after(BROWSER_SILENT - timedelta(minutes=1)) == []
    assert len(home.after(timedelta(minutes=2))) == 1, "it claimed, and never said it was done"


def test_a_browser_that_was_shut_out_keeps_nobody_silent(home: Home) -> None:
    client = home.app.pair()
    home.app.post("/v1/notices/claim", {}, token=client.token)
    with home.app.database.write() as session:
        clients.revoke(session, client.client_id, home.app.now)
    home.delivery = home.started()
    assert len(home.after(BROWSER_SILENT)) == 1


def test_a_browser_asks_for_its_own_account_only(home: Home) -> None:
    with home.app.database.write() as session:
        partner = accounts.add(session, "Partner", NOON).id
    token = home.app.pair(account_id=partner).token
    home.app.pass_time(BROWSER_SILENT)
    home.app.post("/v1/notices/claim", {}, token=token)
    assert len(home.after(timedelta(0))) == 1


def test_without_a_desktop_nothing_is_claimed(home: Home) -> None:
    home.desktop.is_on = False
    assert home.after(BROWSER_SILENT) == []
    token = home.app.pair().token
    told = home.app.post("/v1/notices/claim", {}, token=token).data["notices"]
    assert len(told) == 1


def test_what_the_desktop_did_not_take_is_offered_again(home: Home) -> None:
    home.desktop.takes = False
    assert len(home.after(BROWSER_SILENT)) == 1
    assert len(home.after(LEASE - timedelta(seconds=1))) == 1
    home.desktop.takes = True
    assert len(home.after(timedelta(seconds=1))) == 2
    assert len(home.after(LEASE)) == 2


def test_a_real_desktop_that_is_away_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    assert not RealDesktop().is_there()


def test_nothing_leaves_without_an_address(home: Home) -> None:
    with LocalAddress() as there:
        home.after(DAY)
        assert there.got == []


def test_the_address_is_told_once_of_what_comes_due_after_it_was_named(home: Home) -> None:
    with LocalAddress() as there:
        home.name(there.url)
        home.after(timedelta(minutes=1))
        assert there.got == [], "the alarm of four days ago"
        home.after(DAY)
        [(_, body)] = there.got
        assert body["message"] == "An order: you must have acted by Nov 23, 2026."
        assert ORDER not in str(body)
        home.after(LEASE)
        assert len(there.got) == 1
    assert len(home.desktop.shown) == 1, "the screen is told besides"


def test_products_are_named_where_that_is_allowed(home: Home) -> None:
    with LocalAddress() as there:
        home.name(there.url, names_orders=True)
        home.after(DAY)
        [(_, body)] = there.got
    assert body["message"].startswith("Desk lamp: ")
    assert body["order_id"] == ORDER


def test_what_the_address_did_not_take_is_sent_again_and_the_fault_is_told(home: Home) -> None:
    with LocalAddress(404, 200) as there:
        home.name(there.url)
        home.after(DAY)
        assert fault(home) == "HTTP 404"
        home.after(LEASE)
        assert len(there.got) == 2
        assert fault(home) is None
        home.after(LEASE)
        assert len(there.got) == 2


def fault(home: Home) -> Any:
    with home.app.database.read() as session:
        return settings.get(session, address.FAULT)


def test_an_address_that_was_ended_gets_nothing(home: Home) -> None:
    with LocalAddress() as there:
        home.name(there.url)
        with home.app.database.write() as session:
            assert address.end(session)
        home.after(DAY)
        assert there.got == []
