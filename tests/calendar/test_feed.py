"""The private address of the calendar, and the command that makes it."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from icalendar import Calendar
from typer.testing import CliRunner

from cancelwindow import preferences
from cancelwindow.calendar_feed import AHEAD, BEHIND, end_feed, known_deadlines, open_feed
from cancelwindow.cli import application
from cancelwindow.store import settings
from cancelwindow.store.database import Database
from companion_app import NOON, CompanionApp
from stored_orders import Shelf, order_seen
from wire import Request

ORDER = "8240000000000803"


def see_an_order(database: Database) -> None:
    Shelf(database).see(
        order_seen(
            ORDER,
            "WAIT_SELLER_SEND_GOODS",
            placed="2026-11-18",
            paid="2026-11-18",
            titles=("Lamp",),
        ),
        at=NOON,
    )


@pytest.fixture
def address(companion_app: CompanionApp) -> str:
    see_an_order(companion_app.database)
    return f"/calendar/{open_feed(companion_app.database)}.ics"


def events(text: bytes) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(text).walk("VEVENT")]


def test_whoever_has_the_address_reads_the_deadlines(
    companion_app: CompanionApp, address: str
) -> None:
    answer = companion_app.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "no-store"
    assert events(answer.body) == ["Seller must ship: Lamp"]


@pytest.mark.parametrize("secret", ["x", "", "null", "None", "%00", "a" * 43])
def test_no_other_address_opens_anything(
    companion_app: CompanionApp, address: str, secret: str
) -> None:
    assert companion_app.get(f"/calendar/{secret}.ics").status == 404


def test_before_there_is_a_feed_and_after_it_ended_nothing_is_read(
    companion_app: CompanionApp,
) -> None:
    assert companion_app.get("/calendar/.ics").status == 404
    assert not end_feed(companion_app.database)
    first = open_feed(companion_app.database)
    second = open_feed(companion_app.database)
    assert companion_app.get(f"/calendar/{first}.ics").status == 404
    assert companion_app.get(f"/calendar/{second}.ics").status == 200
    assert end_feed(companion_app.database)
    assert companion_app.get(f"/calendar/{second}.ics").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.test:17863"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
def test_no_page_reads_it(
    companion_app: CompanionApp, address: str, headers: dict[str, str]
) -> None:
    own = {"Host": f"127.0.0.1:{companion_app.config.port}"}
    assert companion_app.send(Request("GET", address, {**own, **headers})).status in {400, 403}


def test_it_is_only_read(companion_app: CompanionApp, address: str) -> None:
    own = {"Host": f"127.0.0.1:{companion_app.config.port}"}
    assert companion_app.send(Request("POST", address, own)).status in {405, 415, 412}
    assert companion_app.get("/calendar/").status == 404


def test_the_secret_is_neither_stored_nor_logged(
    companion_app: CompanionApp, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    with caplog.at_level(logging.DEBUG):
        companion_app.get(address)
    assert secret not in caplog.text
    with companion_app.database.read() as session:
        assert secret not in str(settings.get(session, "calendar_feed"))


def test_it_speaks_the_language_that_was_chosen(companion_app: CompanionApp, address: str) -> None:
    with companion_app.database.write() as session:
        preferences.write(session, preferences.Preferences(language="de"))
    assert events(companion_app.get(address).body) == ["Verkäufer muss versenden: Lamp"]


def test_what_passed_long_ago_is_left_out(database: Database) -> None:
    see_an_order(database)
    with database.read() as session:
        [one] = known_deadlines(session, NOON)
        assert one.deadline.earliest is not None
        assert known_deadlines(session, one.deadline.earliest + BEHIND) == (one,)
        assert not known_deadlines(session, one.deadline.earliest + BEHIND + timedelta(seconds=1))
        assert not known_deadlines(session, one.deadline.earliest - AHEAD)


# --- the command -----------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> Result:
    command = ["calendar", "--data-dir", str(folder), *arguments]
    return CliRunner().invoke(application(["calendar", "clients"]), command)


def test_the_command_writes_a_file(companion_app: CompanionApp, tmp_path: Path) -> None:
    see_an_order(companion_app.database)
    file = tmp_path / "deadlines.ics"
    result = run(companion_app.config.data_dir, str(file), "--language", "fr")
    assert result.exit_code == 0, result.stderr
    # The command's clock is the real one: a deadline of the test's day may have passed by now.
    assert Calendar.from_ical(file.read_bytes())["x-wr-calname"]
    assert run(companion_app.config.data_dir, "-").stdout.startswith("BEGIN:VCALENDAR")


def test_the_command_tells_an_address_once_and_ends_it(companion_app: CompanionApp) -> None:
    folder = companion_app.config.data_dir
    told = run(folder, "--link", "--port", "17863").stdout.splitlines()[0]
    assert told.startswith("http://127.0.0.1:17863/calendar/")
    assert companion_app.get(told.removeprefix("http://127.0.0.1:17863")).status == 200
    assert "ended" in run(folder, "--end-link").stdout
    assert "no address" in run(folder, "--end-link").stdout


@pytest.mark.parametrize("arguments", [(), ("x.ics", "--link"), ("--link", "--end-link")])
def test_the_command_does_one_thing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(tmp_path / "companion", *arguments)
    assert result.exit_code == 2
    assert "exactly one" in result.stderr


def test_a_file_that_cannot_be_written_is_told(companion_app: CompanionApp, tmp_path: Path) -> None:
    result = run(companion_app.config.data_dir, str(tmp_path / "none" / "x.ics"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
