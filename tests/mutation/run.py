"""Change the code that decides, one place at a time, and see whether a test notices.

usage: python -m tests.mutation.run [--modules PART ...] [--sample N] [--seed S] [--list]

A mutant is killed when its tests fail, when it cannot be imported, or when it takes too long. The
code on disk is never touched: each mutant lives in a forked process that imports it instead of the
original. Prints the survivors and the totals by module; ends with 1 when fewer than the wanted
share were killed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import hypothesis
import pytest
from tests.mutation.in_place import TABLE, table, table_notices
from tests.mutation.mutants import ROOT, Mutant, is_equivalent, mutants

WANTED_SHARE = 0.9
_AS_CHANGED = ("cancelwindow.policy", "policy_", "test_", "aliorders.text")
"""Modules that are imported again with the change: what is changed, and what is made of it."""

CPU_SECONDS = 60
"""A mutant that computes for so long hangs. A busy machine does not count."""

POLICY = ROOT / "server" / "cancelwindow" / "policy"
TEXT = ROOT / "scraper" / "aliorders" / "text"

_RULES = (TABLE, "test_engine", "test_deadlines", "test_clock", "test_words", "test_shapes")

TARGETS: dict[Path, tuple[str, ...]] = {
    TEXT / "money.py": ("../unit/test_money",),
    **dict.fromkeys(sorted((POLICY / "rules").glob("[!_]*.py")), _RULES),
    POLICY / "engine.py": ("test_shapes", "test_engine", "test_table", "test_deadlines"),
    POLICY / "case.py": ("test_shapes", "test_table", "test_engine", "test_deadlines"),
    POLICY / "deadlines.py": ("test_deadlines", "test_table"),
    POLICY / "clock.py": ("test_shapes", "test_clock", "test_deadlines", "test_table"),
    POLICY / "clocks.py": ("test_shapes", "test_deadlines", "test_table", "test_limits"),
    POLICY / "starts.py": ("test_deadlines", "test_table"),
    POLICY / "business_days.py": ("test_shapes", "test_business_days", "test_clock", "test_table"),
    POLICY / "lines.py": ("test_shapes", "test_lines", "test_table"),
    POLICY / "line_verdicts.py": ("test_lines", "test_table"),
    POLICY / "next_steps.py": ("test_table",),
    POLICY / "cancel_reasons.py": ("test_table",),
    POLICY / "conflicts.py": ("test_conflicts", "test_loader"),
    POLICY / "rights.py": ("test_words", "test_table"),
    POLICY / "payment_methods.py": ("test_shapes", "test_refunds", "test_table"),
    POLICY / "refunds.py": ("test_refunds", "test_words", "test_table"),
    POLICY / "survival.py": ("test_shapes", "test_survival"),
    POLICY / "history.py": ("test_shapes", "test_window", "test_table"),
    POLICY / "proportion.py": ("test_proportion",),
    POLICY / "seller_rules.py": ("test_sellers",),
    POLICY / "seller_record.py": ("test_sellers",),
    POLICY / "seller_facts.py": ("test_seller_facts", "test_sellers"),
    POLICY / "window.py": ("test_window", "test_table"),
}
"""What is changed, and the tests (under tests/policy) that have to notice, quickest first."""

_OTHERS = (
    "babel.dates",
    "bs4",
    "dateparser",
    "holidays.countries.china",
    "hypothesis",
    "lxml.html",
    "pydantic",
    "yaml",
    "selectolax.lexbor",
)
_READER = ("aliorders.reading", "aliorders.merge")
"""Code that is imported once, before the processes are forked: other people's, and the reader,
which knows nothing of the policy."""

_PYTEST = (
    "-x",
    "-q",
    "--assert=plain",
    "--import-mode=importlib",
    "--noconftest",
    "--override-ini=addopts=",
)
"""Only pytest itself, without plug-ins and without what the companion's tests need."""


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


class _Changed(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Imports the mutant in place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._code = compile(mutant.source(), str(mutant.path), "exec")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The mutant's own specification, and nobody else's."""
        if fullname != self._mutant.module:
            return None
        return importlib.util.spec_from_file_location(fullname, self._mutant.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self._code, module.__dict__)


def fate(mutant: Mutant) -> Fate:
    """Test one mutant."""
    if is_equivalent(mutant):
        return Fate.EQUIVALENT
    if TABLE in TARGETS[mutant.path] and _in_a_process(lambda: table_notices(mutant)):
        return Fate.KILLED
    return Fate.SURVIVED if passes(mutant.path, mutant) else Fate.KILLED


def passes(path: Path, mutant: Mutant | None = None) -> bool:
    """Whether the tests of a module pass in time, in a process of its own."""

    def has_failed() -> bool:
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(mutant))
            for name in [one for one in sys.modules if one.startswith(_AS_CHANGED)]:
                del sys.modules[name]
        return _tests_of(path) != 0

    return not _in_a_process(has_failed)


def _in_a_process(has_failed: Callable[[], bool]) -> bool:
    """What `has_failed` says in a process of its own; True as well where that is ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _live(has_failed, writer)
    os.close(writer)
    said = os.read(reader, 1)  # nothing, where the process was ended
    os.waitpid(child, 0)
    os.close(reader)
    return said != b"0"


def _live(has_failed: Callable[[], bool], writer: int) -> NoReturn:
    """Ask silently and in time, and tell 0 or 1."""
    failed = True
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        failed = has_failed()
    finally:
        os.write(writer, b"1" if failed else b"0")
        os._exit(0)


def _tests_of(path: Path) -> int:
    """The first code that is not 0, file by file: most mutants need no more than the first."""
    files = (str(ROOT / "tests" / "policy" / f"{name}.py") for name in TARGETS[path])
    codes = (int(pytest.main([file, *_PYTEST])) for file in files)
    return next((code for code in codes if code), 0)


def _load() -> None:
    for name in _OTHERS:
        importlib.import_module(name)
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    for name in _READER:
        importlib.import_module(name)
    table()


def _chosen(parts: Sequence[str]) -> list[Path]:
    return [path for path in TARGETS if not parts or any(part in str(path) for part in parts)]


def main() -> None:
    """Make the mutants, test them, and report."""
    parser = argparse.ArgumentParser(description="Test the tests with mutants of the code.")
    parser.add_argument("--modules", nargs="*", default=[], help="parts of paths; all without")
    parser.add_argument("--sample", type=int, help="so many of them, chosen by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="only print them")
    options = parser.parse_args()
    found = [mutant for path in _chosen(options.modules) for mutant in mutants(path)]
    if options.sample is not None:
        chosen = random.Random(options.seed).sample(found, min(options.sample, len(found)))
        found = sorted(chosen, key=found.index)
    if options.list:
        print("\n".join(str(mutant) for mutant in found))
        return
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    _load()
    sys.exit(_report(found))


def _report(found: Sequence[Mutant]) -> int:
    print(f"{'module':48}{'mutants':>8}" + "".join(f"{one.value:>12}" for one in Fate))
    total: Counter[Fate] = Counter()
    sound: set[tuple[str, ...]] = set()
    for path, group in groupby(found, key=lambda mutant: mutant.path):
        if TARGETS[path] not in sound and not passes(path):
            # Every mutant would seem killed.
            sys.exit(f"the tests of {path.relative_to(ROOT)} fail on the code as it is")
        sound.add(TARGETS[path])
        count: Counter[Fate] = Counter()
        for mutant in group:
            result = fate(mutant)
            count[result] += 1
            if result is Fate.SURVIVED:
                print(f"survived: {mutant}", flush=True)
        print(_line(str(path.relative_to(ROOT)), count), flush=True)
        total += count
    print(_line("all", total))
    decided = total[Fate.KILLED] + total[Fate.SURVIVED]
    share = total[Fate.KILLED] / decided if decided else 0.0
    print(f"{share:.1%} of those that change something were killed")
    return 0 if share >= WANTED_SHARE else 1


def _line(name: str, count: Counter[Fate]) -> str:
    return f"{name:48}{count.total():8}" + "".join(f"{count[one]:12}" for one in Fate)


if __name__ == "__main__":
    main()
