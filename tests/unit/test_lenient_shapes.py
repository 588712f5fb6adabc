"""The shapes of the site's answers: a field of another type than ours costs that field alone."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from aliorders import responses
from aliorders.responses.components import SiteModel

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, float("inf"), 10**30, "", " ", "x", "\ud800",
    [], {}, [None], [{}], {"x": []},
)  # fmt: skip


def _shapes() -> Iterator[type[SiteModel]]:
    for module in pkgutil.iter_modules(responses.__path__, f"{responses.__name__}."):
        import_module(module.name)
    waiting = [SiteModel]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            yield shape


FIELDS = sorted(
    {
        (f"{shape.__module__}.{shape.__name__}", field.alias or name, shape)
        for shape in _shapes()
        for name, field in shape.model_fields.items()
    },
    key=lambda one: one[:2],
)


def test_there_are_shapes() -> None:
    assert len(FIELDS) > 50


@pytest.mark.parametrize(("name", "field", "shape"), FIELDS, ids=str)
def test_a_field_of_another_type_costs_no_more_than_itself(
    name: str, field: str, shape: type[SiteModel]
) -> None:
    for value in ODD:
        assert isinstance(shape.model_validate({field: value}), shape)
