"""Kept copies of pages: only where they are allowed, only so long, and read again offline."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from aliorders.models import Order, PageReading, Snapshot
from aliorders.reading import read as real_read
from cancelwindow import assessment
from cancelwindow.assessment import Assessor
from cancelwindow.history import reparse
from cancelwindow.history.reparse import Reparse, Reparser
from cancelwindow.lessons import Lessons
from cancelwindow.policy.loader import load_policy
from cancelwindow.store import page_copies
from cancelwindow.store.tables import DEFAULT_ACCOUNT, ObservationRow
from cancelwindow.store.walk_tables import PageCopyRow
from history.account_walks import AccountWalks
from history.shop import ACCOUNT, live

DAYS = 10

EMPTY = 1
"""The list of returns of so small an account says nothing, and there is nothing to keep of it."""


@pytest.fixture
def walks(tmp_path: Path) -> Iterator[AccountWalks]:
    own = AccountWalks(tmp_path / "data")
    yield own
    own.database.close()


def allow(walks: AccountWalks, days: int) -> None:
    with walks.database.write() as session:
        page_copies.allow(session, days)


def bodies(walks: AccountWalks) -> list[bytes]:
    with walks.database.read() as session:
        return list(session.scalars(select(PageCopyRow.body)))


def reparsed(walks: AccountWalks) -> Reparse:
    lessons = Lessons(walks.config.words_path)
    assessor = Assessor(walks.database, load_policy(), lessons)
    clock = walks.hands.clock
    return Reparser(walks.database, assessor, lessons, DEFAULT_ACCOUNT, clock).run()


def observations(walks: AccountWalks) -> int:
    with walks.database.read() as session:
        return session.scalar(select(func.count()).select_from(ObservationRow)) or 0


def test_without_leave_nothing_is_kept(walks: AccountWalks) -> None:
    walks.walk(live(12))
    assert bodies(walks) == []


def test_copies_hold_nothing_personal(walks: AccountWalks) -> None:
    allow(walks, DAYS)
    report = walks.walk(live(12))
    copies = bodies(walks)
    assert len(copies) == report.page_loads - EMPTY
    address = ACCOUNT.address
    planted = (address.name, address.phone, address.street)
    assert all(planted)
    for copy in copies:
        assert len(copy) < len(zlib.decompress(copy))
        text = zlib.decompress(copy).decode()
        assert [one for one in planted if one in text] == []


def test_copies_go_when_their_time_is_over_or_leave_is_taken_back(walks: AccountWalks) -> None:
    allow(walks, DAYS)
    walks.walk(live(12))
    before = len(bodies(walks))
    walks.hands.now += timedelta(days=DAYS)
    report = walks.walk(live(12))
    assert len(bodies(walks)) == report.page_loads - EMPTY
    assert len(bodies(walks)) < before
    allow(walks, 0)
    assert bodies(walks) == []
    walks.walk(live(12))
    assert bodies(walks) == []


def test_the_same_reader_reads_the_same(walks: AccountWalks) -> None:
    allow(walks, DAYS)
    report = walks.walk(live(12))
    before = observations(walks)
    result = reparsed(walks)
    assert result.copies == result.same == report.page_loads - EMPTY
    assert result.changes == ()
    assert observations(walks) == before


def test_a_newer_reader_shows_what_changed_and_records_it(
    walks: AccountWalks, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(walks, DAYS)
    walks.walk(live(12))
    before = observations(walks)

    def newer(order: Order) -> Order:
        return order.model_copy(update={"status_word": f"{order.status_word} (newer)"})

    def read(snapshot: Snapshot, **options: object) -> object:
        reading = real_read(snapshot, **options)  # type: ignore[arg-type]
        if not isinstance(reading, PageReading):
            return reading
        return reading.model_copy(update={"orders": tuple(map(newer, reading.orders))})

    monkeypatch.setattr(reparse, "read", read)
    monkeypatch.setattr(assessment, "read", read)
    result = reparsed(walks)
    assert result.changed > 12
    assert {change.field for change in result.changes} == {"status_word"}
    assert all(change.after == f"{change.before} (newer)" for change in result.changes)
    assert observations(walks) == before + len(result.changes)
    again = reparsed(walks)
    assert again.changed == 0
    assert again.same == result.copies
    lines = list(reparse.lines_of(result))
    assert len(lines) == 1 + len(result.changes)
    assert "status_word" in lines[1]
