"""Verdicts on a terminal."""

from __future__ import annotations

from datetime import timedelta

from rich.console import Console

from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Deadline, DeadlineBasis
from cancelwindow.terminal import verdict_table
from policy_case import load_cases


def test_the_table_names_the_deadline_that_the_verdict_puts_first() -> None:
    """An undated clock that still runs comes before a dated one that has passed."""
    case = load_cases()[0]
    verdict = assess(case.evidence(), load_policy(), case.now)
    passed = case.now - timedelta(days=1)
    running = Deadline(kind="a", title="Running", text="in days", basis=DeadlineBasis.ESTIMATE)
    over = running.model_copy(update={"title": "Over", "earliest": passed, "latest": passed})
    console = Console(width=200)
    with console.capture() as capture:
        console.print(verdict_table([verdict.model_copy(update={"deadlines": (running, over)})]))
    assert "Running: in days" in capture.get()
    assert "Over" not in capture.get()
