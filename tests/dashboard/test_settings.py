"""Settings: each one changes what it says it changes, and nothing is saved by halves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cancelwindow import preferences
from cancelwindow.dashboard.reader import Reader
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.preferences import Preferences
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressForm, ReminderAddress
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from stored_orders import Shelf, order_seen

ORDER = "8240000000000941"


def test_the_language_is_that_of_every_page(companion_app: CompanionApp, visitor: Visitor) -> None:
    visitor.post("/dashboard/settings", {"language": "de"})
    page = visitor.get("/dashboard/orders")
    assert page.html["lang"] == "de"  # type: ignore[index]
    assert page.h1.text == load_policy().catalogue("de").say("dashboard.orders.title")  # type: ignore[union-attr]
    chosen = visitor.get("/dashboard/settings").select("option[selected]")
    assert [str(one["value"]) for one in chosen] == ["de"]


def test_the_country_is_that_of_consumer_rights(
    companion_app: CompanionApp, visitor: Visitor
) -> None:
    order = order_seen(ORDER, "WAIT_BUYER_ACCEPT_GOODS", placed="2026-11-18")
    Shelf(companion_app.database).see(order, at=companion_app.now)
    assert "14 days" not in visitor.get(f"/dashboard/orders/{ORDER}").text
    visitor.post("/dashboard/settings", {"country": "IE"})
    assert "14 days" in visitor.get(f"/dashboard/orders/{ORDER}").text


def test_the_zone_is_that_of_times_and_not_of_printed_days(
    companion_app: CompanionApp, visitor: Visitor
) -> None:
    order = order_seen(ORDER, "PLACE_ORDER_SUCCESS", placed="2026-11-18")
    Shelf(companion_app.database).see(order, at=companion_app.now)
    visitor.post("/dashboard/settings", {"time_zone": "Asia/Tokyo"})
    page = visitor.get(f"/dashboard/orders/{ORDER}")
    [seen] = page.select(".timeline time")
    assert seen["datetime"] == "2026-11-20T12:00:00+00:00"
    assert seen.text == "Nov 20, 2026, 9:00\u202fPM"
    placed = page.select("section[aria-labelledby=facts] dd")[1]
    assert placed.text.strip() == "Nov 18, 2026"


def test_quiet_hours_are_kept(companion_app: CompanionApp, visitor: Visitor) -> None:
    visitor.post("/dashboard/settings", {"quiet_from": "22:30", "quiet_to": "07:00"})
    with companion_app.database.read() as session:
        kept = preferences.read(session)
    assert (kept.quiet_from, kept.quiet_to) == ("22:30", "07:00")
    page = visitor.get("/dashboard/settings")
    assert page.select_one("#quiet_from")["value"] == "22:30"  # type: ignore[index]
    visitor.post("/dashboard/settings", {})
    with companion_app.database.read() as session:
        assert preferences.read(session) == Preferences()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "xx"), ("language", "<b>"), ("country", "ZZ"), ("country", "EU"),
        ("time_zone", "Mars/Base"), ("time_zone", "../etc"), ("quiet_from", "25:00"),
        ("quiet_from", "late"), ("quiet_from", "22:00"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_and_nothing_saved(
    companion_app: CompanionApp, visitor: Visitor, field: str, value: str
) -> None:
    form = {"language": "fr", field: value}
    answer = visitor.post("/dashboard/settings", form, expect=400)
    wrong = answer.page.select("[aria-invalid=true]")
    assert wrong
    for one in wrong:
        [note] = answer.page.select(f"#{one['id']}-wrong")
        assert note["id"] in str(one["aria-describedby"]).split()
    with companion_app.database.read() as session:
        assert preferences.read(session) == Preferences()


def test_a_choice_that_is_no_more_counts_as_none() -> None:
    chosen, wrong = preferences.checked({"time_zone": "Gone/Away", "country": "IE"})
    assert (chosen, wrong) == (Preferences(country="IE"), {"time_zone"})


def test_a_reader_writes_as_the_language_does() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    english, german = (Reader(load_policy().catalogue(one), now, UTC) for one in ("en", "de"))
    assert english.money(123456, "USD") == "$1,234.56"
    assert german.money(123456, "EUR") == "1.234,56\xa0€"
    assert english.money(1234, "JPY") == "¥1,234"
    assert german.money(1234, "KWD").startswith("1,234")
    assert (english.month("2026-03"), german.month("2026-03")) == ("Mar 2026", "März 2026")
    assert english.distance(now.replace(day=23)) == "in 3 days"
    assert german.distance(now.replace(day=17)) == "vor 3 Tagen"
    assert english.distance(now) == "just now"
    assert english.length(30) == "30 hours"
    assert english.length(60) == "2.5 days"


def test_a_language_from_right_to_left_turns_the_page() -> None:
    base = load_policy().catalogue("en")
    arabic = Reader(Catalogue("ar", {"dashboard": {"x": "{what}"}}, base), datetime.now(UTC))
    assert arabic.direction == "rtl"
    assert arabic.money(1899, "USD") == "\u206618.99\xa0US$\u2069"
    assert arabic.say("x", what="8300") == "\u20688300\u2069"


def test_an_address_for_reminders_is_kept_shown_and_ended(
    companion_app: CompanionApp, visitor: Visitor
) -> None:
    form = {"url": "https://ntfy.sh/topic", "form": "ntfy", "names_orders": "yes"}
    visitor.post("/dashboard/settings/address", form)
    with companion_app.database.read() as session:
        kept = address.read(session)
    assert kept == ReminderAddress(
        url="https://ntfy.sh/topic",
        form=AddressForm.NTFY,
        names_orders=True,
        since=companion_app.now,
    )
    page = visitor.get("/dashboard/settings")
    assert page.select_one("#url")["value"] == "https://ntfy.sh/topic"  # type: ignore[index]
    assert [one["value"] for one in page.select("#form option[selected]")] == ["ntfy"]
    visitor.post("/dashboard/settings/address", {"url": ""})
    with companion_app.database.read() as session:
        assert address.read(session) is None


@pytest.mark.parametrize("url", ["http://example.org/x", "nonsense", "https://user:x@example.org/"])
def test_an_address_that_cannot_be_used_is_not_kept(
    companion_app: CompanionApp, visitor: Visitor, url: str
) -> None:
    answer = visitor.post("/dashboard/settings/address", {"url": url}, expect=400)
    [wrong] = answer.page.select("[aria-invalid=true]")
    assert (wrong["id"], wrong["value"]) == ("url", url)
    with companion_app.database.read() as session:
        assert address.read(session) is None
