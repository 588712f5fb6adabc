"""Files taken into a store of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cancelwindow.assessment import Assessor
from cancelwindow.imports.files import Reader
from cancelwindow.imports.taking import Taker
from cancelwindow.lessons import Lessons
from cancelwindow.policy.loader import load_policy
from cancelwindow.store.database import Database
from companion_app import NOON

MakeTaker = Callable[..., Taker]


@pytest.fixture
def taker(database: Database, tmp_path: Path) -> MakeTaker:
    """Makes what takes files into the store, at noon."""

    def make(
        into: Database | None = None, *, currency: str | None = None, account: str | None = None
    ) -> Taker:
        lessons = Lessons(tmp_path / "words.json")
        store = into or database
        reader = Reader(lessons.words(), NOON, currency=currency)
        return Taker(store, Assessor(store, load_policy(), lessons), reader, account)

    return make
