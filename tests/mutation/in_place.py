"""A quick first look at a mutant: the decision table, asked in a process that has loaded it all.

Importing the policy anew for each mutant takes longer than most mutants live. Here the functions of
the loaded module take the code of the changed ones, and the rows of the table are judged until one
differs. What cannot be changed so, such as a class, stays as it was: a mutant that passes here has
proven nothing, and is tested in full.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from tests.mutation.mutants import ROOT, Mutant

TABLE = "test_table"


@cache
def table() -> ModuleType:
    """The test of the decision table, with its rows and the policy."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "policy")]
    found = importlib.import_module(TABLE)
    found.load_policy()
    return found


def table_notices(mutant: Mutant) -> bool:
    """Whether a row of the decision table fails with the mutant. Changes the loaded module: call it
    in a process of its own."""
    loaded = importlib.import_module(mutant.module)
    changed = dict(vars(loaded))
    try:
        exec(compile(mutant.source(), str(mutant.path), "exec"), changed)
        _take_over(vars(loaded), changed, mutant.module)
        return not _holds()
    except Exception:  # noqa: BLE001 - a mutant may raise anything, and is killed by it
        return True


def _holds() -> bool:
    test = table()
    try:
        for case in test.CASES:
            test.test_the_table_says_what_it_should(case)
    except AssertionError:
        return False
    return True


def _take_over(loaded: dict[str, Any], changed: Mapping[str, Any], module: str) -> None:
    """Give what is loaded the code and the constants of what was changed."""
    for name, new in changed.items():
        old = loaded.get(name)
        if getattr(new, "__module__", None) == module:
            for before, after in _functions(old, new):
                before.__code__ = after.__code__
                before.__defaults__ = after.__defaults__
                before.__kwdefaults__ = after.__kwdefaults__
        elif isinstance(new, (bool, int, float, str, frozenset)) and new != old:
            loaded[name] = new


def _functions(old: Any, new: Any) -> Iterator[tuple[FunctionType, FunctionType]]:
    """The functions of a definition, before and after: its own, or those of a class."""
    old, new = (getattr(one, "__wrapped__", one) for one in (old, new))
    if isinstance(old, property) and isinstance(new, property):
        old, new = old.fget, new.fget
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        if old.__code__.co_freevars == new.__code__.co_freevars:
            yield old, new
    elif isinstance(old, type) and isinstance(new, type):
        for name, own in vars(new).items():
            if name in vars(old) and not name.startswith("__"):
                yield from _functions(vars(old)[name], own)
