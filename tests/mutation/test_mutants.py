"""A small sample of the mutants in the suite; `make mutants` tests all of them."""

from __future__ import annotations

import subprocess
import sys

from tests.mutation.mutants import ROOT, equivalents, mutants
from tests.mutation.run import TARGETS

SAMPLE = ("--sample", "4", "--seed", "1", "--modules", "rules/parcels", "rules/button")


def test_a_sample_of_the_mutants_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutation.run", *SAMPLE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "survived: " not in done.stdout
    assert "100.0% of those that change something were killed" in done.stdout, done.stderr


def test_every_rule_is_a_target() -> None:
    rules = (ROOT / "server" / "cancelwindow" / "policy" / "rules").glob("[!_]*.py")
    assert set(rules) <= set(TARGETS)
    assert all(path.is_file() for path in TARGETS)


def test_what_is_called_equivalent_still_is_a_mutant() -> None:
    modules = {module for module, _, _ in equivalents()}
    changes = {
        (mutant.module, *mutant.change())
        for path in TARGETS
        for mutant in mutants(path)
        if mutant.module in modules
    }
    assert set(equivalents()) <= changes


def test_annotations_are_not_changed() -> None:
    for mutant in mutants(next(path for path in TARGETS if path.name == "clock.py")):
        before, after = mutant.change()
        assert before != after
        assert "None" not in after or "|" not in before
