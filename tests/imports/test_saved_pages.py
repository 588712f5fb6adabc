"""Saved pages in bulk: read as everywhere, each once, and what is no order says so."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from cancelwindow.imports.files import found
from cancelwindow.store.database import Database
from cancelwindow.store.observations import latest_order
from companion_app import NOON
from import_files import saved_at
from imports.conftest import MakeTaker
from page_fixtures import FIXTURES

DETAIL = "order_detail/awaiting_delivery"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Saved pages as a browser leaves them: beside each a folder of its parts."""
    folder = tmp_path / "saved"
    for number, case in enumerate((DETAIL, "order_list/en")):
        path = folder / f"Order {number}.html"
        path.parent.mkdir(exist_ok=True)
        shutil.copy(FIXTURES / "pages" / case / "page.html", path)
        saved_at(path, NOON - timedelta(days=2 - number))
        parts = folder / f"Order {number}_files"
        parts.mkdir()
        (parts / "saved_resource.html").write_text("<p>part of a page</p>", encoding="utf-8")
    (folder / ".hidden.html").write_text("<p></p>", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    return folder


def test_a_folder_is_its_pages_oldest_first(folder: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.txt"
    assert [path.name for path in found([folder, named])] == [
        "Order 0.html", "Order 1.html", "named.txt",
    ]  # fmt: skip


def test_pages_are_taken_once(folder: Path, taker: MakeTaker, database: Database) -> None:
    made = taker()
    reports = [made.take(path) for path in found([folder])]
    assert [report.error for report in reports] == [None, None]
    assert all(report.new for report in reports)
    again = [made.take(path) for path in found([folder])]
    assert [(one.new, one.updated) for one in again] == [(0, 0), (0, 0)]
    assert [one.known for one in again] == [one.new + one.updated + one.known for one in reports]


def test_a_page_counts_as_seen_when_it_was_saved(
    folder: Path, taker: MakeTaker, database: Database
) -> None:
    path = folder / "Order 0.html"
    taker().take(path)
    with database.read() as session:
        seen = latest_order(session, "8240000000000107")
    assert seen is not None
    assert seen.captured_at == NOON - timedelta(days=2)


def test_a_page_without_an_order_says_what_it_is(tmp_path: Path, taker: MakeTaker) -> None:
    copy = tmp_path / "page.html"
    shutil.copy(FIXTURES / "pages/blocked/login/page.html", copy)
    report = taker().take(copy)
    assert report.error is not None
    assert report.error.startswith("AliExpress asks to sign in.")


def test_what_is_no_page_says_what_can_be_given(tmp_path: Path, taker: MakeTaker) -> None:
    path = tmp_path / "empty.html"
    path.write_text("", encoding="utf-8")
    report = taker().take(path)
    assert report.error == (
        "it is empty. Give a saved page (HTML), an answer of the site (JSON), an export of Cancel "
        "Window (JSON), or a table of orders (XLSX, CSV)."
    )
