"""Our own export read back: the same store, nothing doubled, nothing half."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.exports.formats import Export, ExportFormat
from cancelwindow.store.database import Database
from cancelwindow.store.queries import OrderFilter
from cancelwindow.store.tables import ObservationRow, OrderStateRow
from companion_app import NOON, CompanionApp
from imports.conftest import MakeTaker
from postgres_server import PostgresServer
from sample_orders import see_sample_account


def exported(database: Database) -> dict[str, Any]:
    out = io.BytesIO()
    with database.read() as session:
        Export(OrderFilter(), ExportFormat.JSON, NOON).write(session, out)
    data: dict[str, Any] = json.loads(out.getvalue())
    return data


def saved(data: object, folder: Path) -> Path:
    path = folder / "export.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def counted(database: Database) -> tuple[int, int]:
    with database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(ObservationRow)) or 0,
            session.scalar(select(func.count()).select_from(OrderStateRow)) or 0,
        )


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The export of a companion that saw the sample account twice, a day apart."""
    app = CompanionApp(tmp_path_factory.mktemp("sample") / "companion")
    see_sample_account(app, NOON - timedelta(days=1))
    see_sample_account(app)
    data = exported(app.database)
    app.close()
    return data


def test_an_export_names_its_form_and_version(sample: dict[str, Any]) -> None:
    assert (sample["format"], sample["version"]) == ("cancelwindow-export", 1)
    assert sample["exported_at"] == "2026-11-20T12:00:00Z"
    assert {row["order_id"] for row in sample["orders"]} == {
        one["order_id"] for page in sample["readings"] for one in page["observations"]
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_export_makes_the_same_store_again_and_doubles_nothing(
    sample: dict[str, Any], kind: str, tmp_path: Path, taker: MakeTaker,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    where: Path | str = prepare_data_dir(tmp_path / "other") / DATABASE_NAME
    if kind == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        where = server.new_database()
    path = saved(sample, tmp_path)
    with Database(where) as other:
        first = taker(other).take(path)
        orders = {row["order_id"] for row in sample["orders"]}
        assert (first.new, first.updated, first.known) == (len(orders), 0, 0)
        assert (first.refused, first.error) == ((), None)
        stored = counted(other)
        again = exported(other)
        assert again["readings"] == sample["readings"]
        answers = {row["order_id"]: row["status"] for row in sample["orders"]}
        assert {row["order_id"]: row["status"] for row in again["orders"]} == answers
        second = taker(other).take(path)
        assert (second.new, second.updated, second.known) == (0, 0, len(orders))
        assert counted(other) == stored


def test_what_an_export_has_more_is_added(
    sample: dict[str, Any], tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    earlier = [page for page in sample["readings"] if page["captured_at"].startswith("2026-11-19")]
    taker().take(saved({**sample, "readings": earlier}, tmp_path))
    assert counted(database)[0] == len(earlier)
    report = taker().take(saved(sample, tmp_path))
    assert (report.new, report.updated) == (0, len({row["order_id"] for row in sample["orders"]}))
    assert exported(database)["readings"] == sample["readings"]


def test_a_trial_writes_nothing(
    sample: dict[str, Any], tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    report = taker().take(saved(sample, tmp_path), dry_run=True)
    assert report.new == len({row["order_id"] for row in sample["orders"]})
    assert counted(database) == (0, 0)


def test_orders_keep_their_account_or_go_to_the_one_that_is_named(
    sample: dict[str, Any], tmp_path: Path, taker: MakeTaker, database: Database
) -> None:
    page = {**sample["readings"][0], "account": "partner"}
    other = {**sample["readings"][-1], "account": "partner"}
    taker().take(saved({**sample, "readings": [page]}, tmp_path))
    taker(account="mine").take(saved({**sample, "readings": [other]}, tmp_path))
    assert {one["account"] for one in exported(database)["readings"]} == {"partner", "mine"}


def test_a_reading_that_is_none_is_refused_and_the_others_are_taken(
    sample: dict[str, Any], tmp_path: Path, taker: MakeTaker
) -> None:
    good, bad = sample["readings"][:2]
    order = {**bad["observations"][0]["order"], "address": "4711 Nowhere Example Lane"}
    observation = {**bad["observations"][0], "order": order}
    damaged = {**bad, "observations": [observation]}
    report = taker().take(saved({**sample, "readings": [good, damaged, 7]}, tmp_path))
    assert report.new == 1
    assert [(one.unit, one.row) for one in report.refused] == [("reading", 2), ("reading", 3)]
    assert "observations.0.order.address: extra forbidden" in report.refused[0].text
    assert "cancelwindow export" in report.refused[0].text
    assert "4711" not in report.model_dump_json()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2, "program": "9.1"}, "newer version (9.1). Update Cancel Window."),
        ({"version": "x"}, "its head is damaged (version: int parsing)"),
        ({"readings": None}, "its readings are missing"),
    ],
)
def test_an_export_that_cannot_be_read_says_why(
    sample: dict[str, Any], tmp_path: Path, taker: MakeTaker, change: dict[str, Any], said: str
) -> None:
    report = taker().take(saved({**sample, **change}, tmp_path))
    assert report.error is not None
    assert said in report.error
    assert report.new == 0


def test_a_fault_in_the_middle_of_a_file_leaves_nothing_of_it(
    sample: dict[str, Any], tmp_path: Path, taker: MakeTaker, database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made = taker()
    take_in, calls = made.assessor.take_in, iter(range(5))

    def failing(*arguments: Any) -> None:
        if next(calls, None) is None:
            raise RuntimeError("in the middle")
        take_in(*arguments)

    monkeypatch.setattr(made.assessor, "take_in", failing)
    with pytest.raises(RuntimeError):
        made.take(saved(sample, tmp_path))
    assert counted(database) == (0, 0)
