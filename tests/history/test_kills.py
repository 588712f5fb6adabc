"""A walk that is killed without warning; `make kill-history` does so a hundred times."""

from __future__ import annotations

import random
from pathlib import Path

from history.kills import kill_once


def test_what_a_killed_walk_had_begun_the_next_one_completes(tmp_path: Path) -> None:
    killed = kill_once(tmp_path / "data", random.Random(3), orders=15)
    assert killed.was_running
    assert killed.faults == []
    assert killed.report["complete"] is True
