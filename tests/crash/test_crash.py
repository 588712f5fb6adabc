"""A few kills in every run of the tests; `make kills` is the long one. And the check can fail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.crash.run import Crash, LostError, run

from cancelwindow.config import DATABASE_NAME


def test_a_killed_companion_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    acknowledged, stored, orders = run(tmp_path / "companion", kills=3, seed=1)
    assert stored >= acknowledged
    assert orders > 0


def test_the_check_sees_what_is_lost_or_half(tmp_path: Path) -> None:
    crash = Crash(tmp_path / "companion", seed=1)
    with crash.companion as companion:
        companion.pair()
    crash.check()
    crash.acknowledged.add(("8250000000000000", 1))
    with pytest.raises(LostError, match="1 lost"):
        crash.check()
    crash.acknowledged.clear()
    with closing(sqlite3.connect(companion.data_dir / DATABASE_NAME)) as store:
        store.execute(
            "INSERT INTO readings (page_kind, captured_at, received_at, source, settled, "
            "report_json) VALUES ('order_list', '', '', '', '', '')"
        )
        store.commit()
    with pytest.raises(LostError, match="1 readings of a list without all"):
        crash.check()
