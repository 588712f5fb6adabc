"""`cancelwindow bundle` on a store full of orders: what helps is in it, and nothing of them."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select
from typer.testing import CliRunner

from cancelwindow.bundle import writing
from cancelwindow.bundle.secrecy import REMOVED
from cancelwindow.cli import application
from cancelwindow.config import DATABASE_NAME
from cancelwindow.logs import LOG_NAME
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressForm
from cancelwindow.store import accounts
from cancelwindow.store.tables import ClientRow, OrderStateRow
from companion_app import NOON, CompanionApp
from page_fixtures import FIXTURES
from sample_orders import ACCOUNT, see_sample_account

PLAIN = "level=error event=broken frames=app.py:12"
HOOK = "https://example.org/hooks/b7f3-secret-topic"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionApp]:
    """A companion that has seen the sample account and was told some names."""
    made = CompanionApp(tmp_path_factory.mktemp("bundle") / "companion")
    see_sample_account(made)
    made.pair(name="Annabel's laptop")
    with made.database.write() as session:
        accounts.add(session, "Grandmother Ottilie", NOON)
        address.put(session, HOOK, AddressForm.WEBHOOK, NOON)
    yield made
    made.close()


@pytest.fixture
def told(app: CompanionApp) -> list[str]:
    """Texts of the store, asked for without the code that is tested."""
    with app.database.read() as session:
        orders = session.scalars(select(OrderStateRow)).all()
        clients = session.scalars(select(ClientRow)).all()
    texts = [
        text
        for row in orders
        for text in (row.order_id, row.title, row.store_name, row.store_id)
        if text
    ]
    names = [text for row in clients for text in (row.name, row.token_hash, row.origin)]
    return [*texts, *names, "Grandmother Ottilie", HOOK, "b7f3-secret-topic"]


def run(app: CompanionApp, file: Path, *words: str) -> Result:
    options = ["--data-dir", str(app.config.data_dir), *words]
    return CliRunner().invoke(application(["bundle"]), ["bundle", str(file), *options])


def members(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_report_helps_and_gives_nothing_away(
    app: CompanionApp, told: list[str], tmp_path: Path
) -> None:
    log = [f"level=info route=/v1/assess status=200 said={text}" for text in told]
    log += [PLAIN, "who=anna@example.org", "tel=+49 1701234567"]
    (app.config.data_dir / LOG_NAME).write_text("\n".join(log), encoding="utf-8")
    file = tmp_path / "report.zip"
    done = run(app, file)
    assert done.exit_code == 0, done.output
    found = members(file)
    for text in told:
        assert not [name for name, content in found.items() if text in content], text
    everything = "".join(found.values())
    assert not [one for one in ("anna@", "1701234567", str(Path.home())) if one in everything]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part"))
    parsed: dict[str, Any] = {name: json.loads(content) for name, content in found.items()}
    assert parsed["counts.json"]["order_states"] == len(ACCOUNT.orders)
    assert parsed["choices.json"]["reminders_go_to"] == "webhook"
    layers = {one["layer"]: one for one in parsed["doctor.json"]}
    assert layers["store"]["level"] == "ok"
    assert layers["folder"]["text"] == "DATA-FOLDER is private and can be written."
    assert PLAIN in parsed["log.json"]
    assert parsed["log.json"].count(REMOVED) == len(log) - 1


def test_a_report_that_gives_something_away_is_not_written(
    app: CompanionApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.database.read() as session:
        title = session.scalars(
            select(OrderStateRow.title).where(OrderStateRow.title != "")
        ).first()
    (app.config.data_dir / LOG_NAME).write_text(f"saw {title}", encoding="utf-8")
    monkeypatch.setattr(writing, "scrubbed", lambda value, _: value)
    file = tmp_path / "report.zip"
    done = run(app, file)
    assert (done.exit_code, list(tmp_path.iterdir())) == (3, [])
    assert "something that is stored" in done.output
    assert str(title) not in done.output


def test_a_page_goes_in_as_it_is_redacted(app: CompanionApp, tmp_path: Path) -> None:
    page = FIXTURES / "pages" / "order_detail" / "awaiting_delivery" / "page.html"
    file = tmp_path / "report.zip"
    url = json.loads(page.with_name("meta.json").read_text("utf-8"))["url"]
    done = run(app, file, "--page", str(page), "--url", url)
    assert done.exit_code == 0, done.output
    original, redacted = page.read_text("utf-8"), members(file)["page/page.html"]
    numbers = set(re.findall(r"\b8\d{15}\b", original))
    assert numbers
    assert not numbers & set(re.findall(r"\b8\d{15}\b", redacted))


@pytest.mark.parametrize("text", ["", "no page at all"])
def test_a_page_that_cannot_be_redacted_keeps_the_report_back(
    app: CompanionApp, tmp_path: Path, text: str
) -> None:
    page = tmp_path / "page.html"
    page.write_text(text, encoding="utf-8")
    done = run(app, tmp_path / "report.zip", "--page", str(page))
    assert (done.exit_code, (tmp_path / "report.zip").exists()) == (3, False)


def test_a_redacted_page_that_still_names_an_order_keeps_it_back(
    app: CompanionApp, tmp_path: Path
) -> None:
    with app.database.read() as session:
        order_id = session.scalars(select(OrderStateRow.order_id)).first()
    secrets = writing.Secrets([str(order_id)])
    file = tmp_path / "report.zip"
    with pytest.raises(writing.BundleRefusedError, match=r"page/page\.html"):
        writing.write(file, {}, {"page/page.html": f"<p>Order ID: {order_id}</p>"}, secrets)
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_overwritten_and_an_unwritable_place_is_told(
    app: CompanionApp, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.zip"
    taken.write_text("mine")
    assert run(app, taken).exit_code == 1
    assert taken.read_text() == "mine"
    nowhere = run(app, tmp_path / "no" / "where.zip")
    assert (nowhere.exit_code, "cannot be written" in nowhere.output) == (1, True)


def test_of_a_store_that_cannot_be_read_neither_it_nor_the_log_is_told(tmp_path: Path) -> None:
    broken = CompanionApp(tmp_path / "companion")
    broken.close()
    (broken.config.data_dir / DATABASE_NAME).write_bytes(b"no database" * 100)
    (broken.config.data_dir / LOG_NAME).write_text("saw Desk lamp", encoding="utf-8")
    file = tmp_path / "report.zip"
    assert run(broken, file).exit_code == 0
    found = members(file)
    assert set(found) == {"versions.json", "doctor.json", "policy.json", "about.json"}
    layers = {one["layer"]: one["level"] for one in json.loads(found["doctor.json"])}
    assert layers["store"] == "fail"
