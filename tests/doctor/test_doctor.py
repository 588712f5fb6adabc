"""Each layer broken by itself: the doctor names it, says what to do, and changes nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from aliorders import chromium
from cancelwindow.cli import application
from cancelwindow.config import DATABASE_NAME
from cancelwindow.doctor import installation
from cancelwindow.doctor.companion import ask
from cancelwindow.doctor.examination import examine
from cancelwindow.doctor.finding import Finding, Level
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressForm
from cancelwindow.store import clients, settings
from cancelwindow.store.database import Database
from companion_app import NOON, CompanionApp
from companion_process import CompanionProcess
from local_address import LocalAddress
from stored_orders import Shelf, order_seen

OK, WARN, FAIL = Level.OK, Level.WARN, Level.FAIL


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port that nobody listens on, kept from others meanwhile."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


def levels(app: CompanionApp, port: int) -> dict[str, Finding]:
    config = replace(app.config, port=port)
    return {one.layer: one for one in examine(config, app.now)}


def holds(found: Finding, level: Level, *words: str) -> None:
    assert found.level is level, found
    assert bool(found.remedy) is (level is not OK)
    assert found.text.endswith(".")
    for word in words:
        assert word in f"{found.text} {found.remedy}", found


def test_a_companion_that_does_not_run(companion_app: CompanionApp, free_port: int) -> None:
    found = levels(companion_app, free_port)
    holds(found["companion"], FAIL, "does not run", "cancelwindow serve")
    holds(found["folder"], OK)
    holds(found["store"], OK, "SQLite")
    holds(found["pairing"], WARN, "cancelwindow pair")
    holds(found["reading"], OK)
    holds(found["reminders"], OK, "stay on this computer")


def test_another_program_on_the_port(companion_app: CompanionApp) -> None:
    with LocalAddress() as other:
        port = int(other.url.rpartition(":")[2])
        holds(levels(companion_app, port)["companion"], FAIL, "Another program")
    assert ask(port) is None


def test_a_running_companion_and_the_command(companion: CompanionProcess, free_port: int) -> None:
    companion.pair()
    folder = str(companion.data_dir)
    run = CliRunner().invoke
    app = application(["doctor"])
    told = run(app, ["doctor", "--data-dir", folder, "--port", str(companion.port), "--json"])
    found = {one["layer"]: one for one in json.loads(told.output)}
    assert told.exit_code == 0, told.output
    assert found["companion"]["level"] == "ok"
    assert found["pairing"]["level"] == "warn", "paired, and never heard of"
    elsewhere = run(app, ["doctor", "--data-dir", folder, "--port", str(free_port)])
    assert (elsewhere.exit_code, "not on port" in elsewhere.output) == (1, True)
    other_folder = companion.data_dir.with_name("another")
    named = ["doctor", "--data-dir", str(other_folder), "--port", str(companion.port)]
    strange = run(app, named)
    assert "uses another data folder" in strange.output
    assert not other_folder.exists(), "the doctor makes nothing"


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for place in range(4096, len(content), 4096):
        content[place : place + 64] = b"x" * 64
    file.write_bytes(content)


def _revise(folder: Path, revision: str) -> None:
    with Database(folder / DATABASE_NAME) as database, database.write() as session:
        session.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if not path.name.endswith(("-wal", "-shm"))
    }


FAULTS: dict[str, tuple[Callable[[Path], Any], str, Level, str]] = {
    "open to others": (lambda folder: folder.chmod(0o755), "folder", FAIL, "chmod 700"),
    "damaged": (lambda folder: _damage(folder / DATABASE_NAME), "store", FAIL, "restore FILE"),
    "newer": (lambda folder: _revise(folder, "9999"), "store", FAIL, "newer version"),
    "older": (lambda folder: _revise(folder, "0006"), "store", WARN, "older version"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_folder_or_store(tmp_path: Path, free_port: int, fault: str) -> None:
    break_it, layer, level, words = FAULTS[fault]
    app = CompanionApp(tmp_path / "companion")
    app.close()
    break_it(app.config.data_dir)
    before = _bytes_of(app.config.data_dir)
    found = levels(app, free_port)
    holds(found[layer], level, words)
    assert _bytes_of(app.config.data_dir) == before
    if layer == "store":
        assert "pairing" not in found


def test_before_anything_is_there(tmp_path: Path, free_port: int) -> None:
    app = CompanionApp(tmp_path / "companion")
    app.close()
    nothing = replace(app.config, data_dir=tmp_path / "nothing", port=free_port)
    found = {one.layer: one for one in examine(nothing, NOON)}
    holds(found["folder"], WARN, "not there yet")
    holds(found["store"], WARN, "Nothing is stored yet")
    assert not (tmp_path / "nothing").exists()


def test_a_browser_that_is_silent(companion_app: CompanionApp, free_port: int) -> None:
    client = companion_app.pair()
    companion_app.post("/v1/notices/claim", {}, token=client.token)
    holds(levels(companion_app, free_port)["pairing"], OK, "1 paired", "show reminders")
    companion_app.pass_time(timedelta(days=31))
    holds(levels(companion_app, free_port)["pairing"], WARN, "2026-11-20 12:00 UTC")
    with companion_app.database.write() as session:
        clients.revoke(session, client.client_id, companion_app.now)
    holds(levels(companion_app, free_port)["pairing"], WARN, "No browser is paired")


def test_pages_that_are_read_badly(companion_app: CompanionApp, free_port: int) -> None:
    shelf = Shelf(companion_app.database)
    shelf.see(order_seen("8240000000000931", "UNKNOWN"), at=NOON)
    holds(levels(companion_app, free_port)["reading"], WARN, "without `placed`", "aliorders report")


def test_reminders_that_do_not_arrive(companion_app: CompanionApp, free_port: int) -> None:
    with companion_app.database.write() as session:
        address.put(session, "https://example.org/secret-hook", AddressForm.WEBHOOK, NOON)
    holds(levels(companion_app, free_port)["reminders"], OK, "webhook")
    with companion_app.database.write() as session:
        settings.put(session, address.FAULT, "HTTP 404")
    found = levels(companion_app, free_port)["reminders"]
    holds(found, WARN, "HTTP 404", "remind --test")
    assert "secret-hook" not in f"{found.text}{found.remedy}"


def test_figures_that_are_due_for_review() -> None:
    holds(installation.policy(date(2026, 11, 20)), OK)
    holds(installation.policy(date(2040, 1, 1)), WARN, "policy --due")


def test_a_browser_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    holds(installation.browser(), OK)

    def nowhere() -> Path:
        raise chromium.BrowserMissingError("none")

    monkeypatch.setattr(chromium, "find", nowhere)
    holds(installation.browser(), WARN, "browser --install")


def test_python_and_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    holds(installation.python(), OK)
    monkeypatch.setattr(installation, "requires", lambda _: ["flask>=3", "no-such-thing>=1"])
    holds(installation.python(), FAIL, "no-such-thing")
    monkeypatch.setattr(installation, "OLDEST_PYTHON", (9, 0))
    holds(installation.python(), FAIL, "too old")
