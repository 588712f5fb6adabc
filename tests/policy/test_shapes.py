"""What the rules pass around cannot be changed on its way."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import cancelwindow.policy
from cancelwindow.policy.book import Tables


def _dataclasses() -> Iterator[type]:
    path, prefix = cancelwindow.policy.__path__, f"{cancelwindow.policy.__name__}."
    for module in pkgutil.walk_packages(path, prefix):
        for found in vars(import_module(module.name)).values():
            ours = getattr(found, "__module__", "").startswith(prefix)
            if ours and isinstance(found, type) and hasattr(found, "__dataclass_params__"):
                yield found


def test_every_value_is_frozen_and_takes_no_other_name() -> None:
    values = set(_dataclasses())
    assert len(values) > 10
    for one in values:
        assert one.__dataclass_params__.frozen, one  # type: ignore[attr-defined]
        # Loaded once; a test replaces one of its parts.
        assert "__slots__" in vars(one) or one is Tables, one
