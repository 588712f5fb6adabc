"""A disk that is full, a store that is locked, read-only or damaged, a clock that jumps: each is a
clear error, and nothing that was acknowledged is lost."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from cancelwindow.config import DATABASE_NAME
from cancelwindow.store import copies, database
from cancelwindow.store.tables import ObservationRow, OrderStateRow
from companion_app import NOON, CompanionApp
from companion_process import CompanionProcess
from page_fixtures import question
from wire import Answer

LIST = question("order_list/ten_cards")


@pytest.fixture
def store_url() -> None:
    """These are troubles of a file."""
    return


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[CompanionApp]:
    """A companion that waits for no lock."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    app = CompanionApp(tmp_path / "companion")
    yield app
    app.close()


def observations(app: CompanionApp) -> int:
    with app.database.read() as session:
        return session.scalar(select(func.count()).select_from(ObservationRow)) or 0


def refused(answer: Answer) -> str:
    """What a person reads of a store that cannot be used."""
    assert (answer.status, answer.code) == (503, "store_unavailable")
    error = answer.data["error"]
    return f"{error['message']} {error['remedy']}"


def test_a_full_disk_stores_a_page_whole_or_not_at_all(companion: CompanionProcess) -> None:
    token = companion.pair().token
    assert companion.post("/v1/assess", LIST, token=token).status == 200
    log = companion.data_dir / f"{DATABASE_NAME}-wal"
    unlimited = resource.prlimit(companion.pid, resource.RLIMIT_FSIZE)
    room = log.stat().st_size + 20_000
    resource.prlimit(companion.pid, resource.RLIMIT_FSIZE, (room, unlimited[1]))
    acknowledged = 1
    while (answer := companion.post("/v1/assess", LIST, token=token)).status == 200:
        acknowledged += 1
    assert "no room left" in refused(answer)
    assert companion.get("/v1/hello").status == 200
    resource.prlimit(companion.pid, resource.RLIMIT_FSIZE, unlimited)
    assert companion.post("/v1/assess", LIST, token=token).status == 200
    with companion.database() as store, store.read() as session:
        assert session.scalar(select(func.count()).select_from(ObservationRow)) == 10 * (
            acknowledged + 1
        )
    companion.stop()
    assert copies.faults_of(companion.data_dir / DATABASE_NAME) == []
    assert "Traceback" not in companion.log


def test_a_locked_store_is_told_and_works_again_afterwards(impatient: CompanionApp) -> None:
    token = impatient.pair().token
    with closing(sqlite3.connect(impatient.config.database_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = refused(impatient.post("/v1/assess", LIST, token=token))
        assert "Another program holds" in said
        other.rollback()
    assert observations(impatient) == 0
    assert impatient.post("/v1/assess", LIST, token=token).status == 200
    assert observations(impatient) == 10


def test_a_store_that_may_not_be_written_is_told(companion_app: CompanionApp) -> None:
    token = companion_app.pair().token
    with companion_app.database.read() as session:
        session.execute(text("PRAGMA query_only = ON"))
    assert "may not be written" in refused(companion_app.post("/v1/assess", LIST, token=token))
    assert observations(companion_app) == 0


def test_a_folder_that_cannot_be_made_is_told() -> None:
    with pytest.raises(RuntimeError, match=r"exit code 4:\nThe data folder .* cannot be used"):
        CompanionProcess(Path("/proc/cancel-window")).start()


def test_a_damaged_store_is_told_and_left_as_it_is(companion: CompanionProcess) -> None:
    token = companion.pair().token
    assert companion.post("/v1/assess", LIST, token=token).status == 200
    companion.stop()
    path = companion.data_dir / DATABASE_NAME
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)
    with pytest.raises(RuntimeError, match="exit code 4") as failed:
        companion.start()
    assert "cancelwindow restore" in str(failed.value)
    assert "Traceback" not in str(failed.value)
    assert path.read_bytes() == content


def test_a_clock_that_jumps_backwards_hides_no_newer_page(companion_app: CompanionApp) -> None:
    token = companion_app.pair().token
    companion_app.now = NOON + timedelta(days=2)
    case = "order_detail/processing_with_cancel"
    ahead = question(case, captured_at="2026-11-22T12:00:00Z")
    assert companion_app.post("/v1/assess", ahead, token=token).status == 200
    companion_app.now = NOON
    then = question(case, captured_at="2026-11-20T12:00:00Z")
    assert companion_app.post("/v1/assess", then, token=token).status == 200
    assert observations(companion_app) == 2
    with companion_app.database.read() as session:
        state = session.scalars(select(OrderStateRow)).one()
        newest = session.scalar(select(func.max(ObservationRow.id)))
    assert (state.observation_id, state.captured_at) == (newest, NOON)
