"""What leaves this computer: one sentence, to the address that was named, and never further."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner
from urllib3.util import Timeout

from cancelwindow.cli import application
from cancelwindow.config import DATABASE_NAME
from cancelwindow.protocol_notices import NoticeView
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressError, AddressForm, ReminderAddress, checked_for
from cancelwindow.reminders.push import RETRIES, Push, PushError
from cancelwindow.store.database import Database
from cancelwindow.store.notices import NoticeKind
from local_address import LocalAddress

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER = "8240000000000931"
NOTICE = NoticeView(
    id="0f1e",
    kind=NoticeKind.DEADLINE,
    name="dispute_after_receipt",
    title="Last day for a dispute",
    message="An order: you must have acted by Nov 23, 2026.",
    order_id=ORDER,
    url=f"https://www.aliexpress.com/p/order/detail.html?orderId={ORDER}",
    due_at=NOW,
)
PUSH = Push(RETRIES.new(backoff_factor=0), Timeout(5))


def to(url: str, **more: Any) -> ReminderAddress:
    return ReminderAddress(url=url, since=NOW, **more)


def test_a_webhook_gets_the_sentence_and_nothing_of_the_order() -> None:
    with LocalAddress() as there:
        PUSH.send(to(f"{there.url}/hook?key=1"), NOTICE)
    [(path, body)] = there.got
    assert path == "/hook?key=1"
    assert body == {
        "id": "0f1e",
        "kind": "deadline",
        "name": "dispute_after_receipt",
        "title": "Last day for a dispute",
        "message": "An order: you must have acted by Nov 23, 2026.",
        "due_at": "2026-11-20T12:00:00Z",
    }
    [headers] = there.headers
    assert headers["Content-Type"] == "application/json"
    assert not {name.lower() for name in headers} & {"cookie", "authorization", "referer"}


def test_order_and_link_go_where_the_person_allowed_it() -> None:
    with LocalAddress() as there:
        PUSH.send(to(there.url, names_orders=True), NOTICE)
    [(_, body)] = there.got
    assert (body["order_id"], body["url"]) == (ORDER, NOTICE.url)


@pytest.mark.parametrize("names_orders", [False, True])
def test_a_topic_of_ntfy_gets_its_own_form(names_orders: bool) -> None:
    with LocalAddress() as there:
        chosen = to(f"{there.url}/push/my-topic", form="ntfy", names_orders=names_orders)
        PUSH.send(chosen, NOTICE)
    [(path, body)] = there.got
    expected = {"topic": "my-topic", "title": NOTICE.title, "message": NOTICE.message}
    assert path == "/push/"
    assert body == expected | ({"click": NOTICE.url} if names_orders else {})


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_address_that_is_busy_is_asked_again(status: int) -> None:
    with LocalAddress(status, 204) as there:
        PUSH.send(to(there.url), NOTICE)
    assert len(there.got) == 2


@pytest.mark.parametrize(("status", "asked"), [(400, 1), (401, 1), (404, 1), (500, 1), (503, 3)])
def test_an_address_that_refuses_is_a_failure(status: int, asked: int) -> None:
    with LocalAddress(status) as there, pytest.raises(PushError, match=f"^HTTP {status}$"):
        PUSH.send(to(f"{there.url}/secret-topic"), NOTICE)
    assert len(there.got) == asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with LocalAddress() as elsewhere, LocalAddress(status, location=elsewhere.url) as there:
        with pytest.raises(PushError, match=f"^HTTP {status}$"):
            PUSH.send(to(there.url), NOTICE)
        assert (len(there.got), elsewhere.got) == (1, [])


def test_what_may_have_arrived_is_not_sent_again_at_once() -> None:
    with LocalAddress(0) as there:
        with pytest.raises(PushError):
            PUSH.send(to(there.url), NOTICE)
        assert len(there.got) <= 2


def test_an_address_that_is_away_is_a_failure_that_does_not_name_it() -> None:
    with LocalAddress() as there:
        url = f"{there.url}/secret-topic"
    with pytest.raises(PushError) as failure:
        PUSH.send(to(url), NOTICE)
    assert "secret" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalAddress() as proxy, LocalAddress() as there:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        PUSH.send(to(there.url), NOTICE)
    assert (len(there.got), proxy.got) == (1, [])


@pytest.mark.parametrize(
    "url",
    [
        "https://ntfy.sh/topic",
        "https://example.org:8443/hook?x=1",
        "http://127.0.0.1:8080/x",
        "http://localhost/x",
        "http://[::1]:9/x",
        "  https://example.org/x  ",
    ],
)
def test_addresses_that_can_be_used(url: str) -> None:
    assert checked_for(AddressForm.WEBHOOK, url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://example.org/x", "http://example.org/x", "http://127.0.0.1.example.org/",
        "http://10.0.0.1/", "https://", "https:///x", "https://user:word@example.org/",
        "https://user@example.org/", "https://example.org/#x", "https://exa mple.org/",
        "https://example.org/\n", "https://[::1", "https://example.org:99999/", "file:///etc/passwd",
        "javascript:alert(1)", "https://example.org/" + "x" * 500,
    ],
)  # fmt: skip
def test_addresses_that_cannot(url: str) -> None:
    with pytest.raises(AddressError, match=r"\.$"):
        checked_for(AddressForm.WEBHOOK, url + ("x" if url.endswith("\n") else ""))


def test_ntfy_needs_a_topic() -> None:
    with pytest.raises(AddressError, match="topic"):
        checked_for(AddressForm.NTFY, "https://ntfy.sh/")


def run(folder: Path, *words: str) -> Result:
    app = application(["remind"])
    return CliRunner().invoke(app, ["remind", *words, "--data-dir", str(folder)])


def test_the_command_sets_tests_tells_and_stops(tmp_path: Path) -> None:
    folder = tmp_path / "companion"
    assert "stay on this computer" in run(folder).output
    with LocalAddress() as there:
        url = f"{there.url}/topic"
        told = run(folder, "--to", url, "--ntfy", "--test")
    assert (told.exit_code, "naming no order" in told.output) == (0, True)
    [(path, body)] = there.got
    assert (path, body["topic"]) == ("/", "topic")
    assert url in run(folder).output
    gone = run(folder, "--test")
    assert (gone.exit_code, "did not take the test" in gone.output) == (1, True)
    assert "go nowhere else now" in run(folder, "--stop").output
    assert "no address to stop" in run(folder, "--stop").output


@pytest.mark.parametrize(
    "words",
    [["--to", "http://example.org/x"], ["--ntfy"], ["--test"], ["--stop", "--test"], ["--to", ""]],
)
def test_the_command_refuses_what_makes_no_sense(tmp_path: Path, words: list[str]) -> None:
    folder = tmp_path / "companion"
    told = run(folder, *words)
    assert told.exit_code == 2
    if (folder / DATABASE_NAME).exists():
        with Database(folder / DATABASE_NAME) as database, database.read() as session:
            assert address.read(session) is None
