"""Which columns of a table are read, and as what: `columns.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from aliorders.models import Model

Field = Literal[
    "completed", "currency", "end_code", "end_reason", "item_id", "line_id", "line_total",
    "order_currency", "order_id", "order_total", "paid", "placed", "quantity", "shipped", "sku_id",
    "status_code", "status_word", "store_id", "store_name", "store_url", "title",
    "tracking_numbers", "unit_price", "unit_price_info", "variant",
]  # fmt: skip
"""What a column can hold of an order."""

_SEPARATOR = re.compile(r"[\W_]+")


class Form(Model):
    """One kind of table."""

    name: str
    source: str
    needs: tuple[str, ...] = ()
    """Names that must be in the header."""
    needs_fields: tuple[Field, ...] = ()
    columns: dict[Field, tuple[str, ...]]
    """Names that the column of a field has been seen under."""
    cents: bool = False
    """Whether amounts are hundredths of a unit."""

    def places(self, header: Sequence[str]) -> dict[Field, int]:
        """Where the fields stand in a header."""
        at = {_folded(name): place for place, name in reversed(list(enumerate(header)))}
        found: dict[Field, int] = {}
        for field, names in self.columns.items():
            place = next((at[_folded(name)] for name in names if _folded(name) in at), None)
            if place is not None:
                found[field] = place
        return found

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header is one of this form."""
        named, places = {_folded(name) for name in header}, self.places(header)
        return {"order_id", *self.needs_fields} <= places.keys() and all(
            _folded(need) in named for need in self.needs
        )


@cache
def known_forms() -> tuple[Form, ...]:
    """The forms, the most particular first."""
    text = files("cancelwindow.imports").joinpath("columns.toml").read_text(encoding="utf-8")
    return tuple(Form.model_validate(form) for form in tomllib.loads(text)["form"])


def form_of(header: Sequence[str]) -> Form | None:
    """The form of a table with this header; None where it is none of those known."""
    return next((form for form in known_forms() if form.fits(header)), None)


def _folded(name: str) -> str:
    return _SEPARATOR.sub(" ", name.casefold()).strip()
