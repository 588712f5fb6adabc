"""Orders from the rows of a table: one order of all rows with its number, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from babel.numbers import get_currency_precision, list_currencies

from aliorders.endings import with_end_code
from aliorders.models import (
    EndReason,
    Missing,
    MissingReason,
    Moment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    PageKind,
    PageReading,
    ParseReport,
    Store,
    not_on_this_page,
)
from aliorders.stores import read_store
from aliorders.text.dates import read_day
from aliorders.text.money import read_money, read_price_info
from aliorders.text.status import read_status
from cancelwindow.imports.columns import Field, Form
from cancelwindow.imports.content import Content, Offered, Refused
from cancelwindow.imports.tables import DIGITS_KEPT, Table

NOT_TOLD = not_on_this_page("a table does not tell")

LONGEST_TEXT = 500
"""Characters of a title or a name that are taken."""

MOST = 1_000_000
"""Pieces of a product, and more than any order holds."""

_ORDER_ID = re.compile(r"\d{14,19}")
_CODE = re.compile(r"[A-Za-z]{1,20}(?:_[A-Za-z]{1,20}){1,8}")
"""An end code, also one that nobody has published; a name or a number is none."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TRACKING = re.compile(r"[A-Z0-9]{6,40}")

Values = dict[Field, str]
Numbered = tuple[int, Values]


class _RowError(ValueError):
    """A row that cannot be taken in; the text says what is wrong and what to do."""

    def __init__(self, text: str, row: int | None = None) -> None:
        super().__init__(text)
        self.row = row


class _Priced(NamedTuple):
    """What the amounts of a table are in."""

    currency: str | None
    cents: bool


@dataclass
class _Left:
    """What was left out of orders that are taken in: each reason with the rows it was met in."""

    rows: dict[str, dict[int, None]]

    def note(self, why: str, row: int) -> None:
        """Count a row."""
        self.rows.setdefault(why, {})[row] = None

    def told(self) -> tuple[str, ...]:
        """One sentence a reason."""
        return tuple(
            f"{why} (rows: {len(rows)}, first {next(iter(rows))})"
            for why, rows in self.rows.items()
        )


def read(table: Table, captured_at: datetime, currency: str | None) -> Content:
    """The orders of a table, which says what was so at `captured_at` (aware UTC).

    An order one of whose rows cannot be read is refused whole.

    Args:
        currency: ISO 4217 code of amounts beside which the table names none.
    """
    by_order: dict[str, list[Numbered]] = {}
    refused: list[Refused] = []
    for number, values in table.rows:
        try:
            by_order.setdefault(_order_id(values), []).append((number, values))
        except _RowError as error:
            refused.append(Refused(number, str(error)))
    left = _Left({})
    offered = []
    for order_id, rows in by_order.items():
        try:
            order = _order(order_id, rows, table.form, currency, left)
        except _RowError as error:
            refused.append(Refused(error.row or rows[0][0], str(error)))
            continue
        reading = PageReading(kind=PageKind.ORDER_LIST, orders=(order,), report=ParseReport())
        offered.append(Offered(reading, captured_at, is_page=False))
    refused.sort(key=lambda one: one.row)
    return Content(table.form.name, tuple(offered), tuple(refused), left.told())


def _order_id(values: Values) -> str:
    text = values.get("order_id", "")
    if text in {"", "0"}:
        # In AliExpress's own export an order of one line has but the number of its line.
        text = values.get("line_id", "")
    if not text:
        raise _RowError("it has no order number. Add it, or delete the row.")
    if re.search(r"[.,]\d*[eE]\+?\d|\d[eE]\+\d", text):
        raise _RowError(
            "the order number was turned into a rounded number by a spreadsheet. Export the table "
            "again and do not open it there, or keep the column as text."
        )
    if not _ORDER_ID.fullmatch(text):
        raise _RowError("the order number is not one of 14 to 19 digits. Correct it.")
    return text


def _order(
    order_id: str, rows: Sequence[Numbered], form: Form, currency: str | None, left: _Left
) -> Order:
    number = rows[0][0]
    lines = tuple(
        _line(
            row,
            values,
            _Priced(_currency(row, values.get("currency", ""), currency), form.cents),
            left,
        )
        for row, values in _distinct(rows)
    )
    merged = _merged(rows)
    status, end_reason, word = _status(rows)
    order = Order(
        order_id=order_id,
        status=status,
        status_word=word,
        end_reason=end_reason,
        status_detail=NOT_TOLD,
        placed=_day("placed", "order day", merged, number, left),
        paid=_day("paid", "payment day", merged, number, left),
        shipped=_day("shipped", "shipping day", merged, number, left),
        completed=_day("completed", "end day", merged, number, left),
        payment_method=NOT_TOLD,
        total=_total(rows, form, currency, left),
        is_choice=NOT_TOLD,
        store=_store(merged),
        lines=lines,
        line_count=len(lines),
        actions=NOT_TOLD,
        delivery_estimate=NOT_TOLD,
        last_tracking_text=NOT_TOLD,
        tracking_numbers=_tracking(merged),
    )
    code = merged.get("end_code", "")
    return with_end_code(order, code if _CODE.fullmatch(code) else None).order


def _distinct(rows: Iterable[Numbered]) -> list[Numbered]:
    """Rows without those that say the same of the same product once more."""
    unique: dict[tuple[tuple[Field, str], ...], Numbered] = {}
    for number, values in rows:
        key = tuple(sorted(values.items()))
        if "line_id" not in values:
            # Two equal rows can be two pieces of one product.
            key = (*key, ("line_id", str(number)))
        unique.setdefault(key, (number, values))
    return list(unique.values())


def _merged(rows: Iterable[Numbered]) -> Values:
    """What is said of the whole order, by the first row that says it."""
    merged: Values = {}
    for _, values in rows:
        merged = {**values, **merged}
    return merged


def _status(rows: Sequence[Numbered]) -> tuple[OrderStatus, EndReason | Missing, str | Missing]:
    """The status of all rows; unknown where they differ, because lines of one order can."""
    read_ = [_status_of(values) for _, values in rows]
    if len(set(read_)) == 1:
        return read_[0]
    return OrderStatus.UNKNOWN, NOT_TOLD, NOT_TOLD


def _status_of(values: Values) -> tuple[OrderStatus, EndReason | Missing, str | Missing]:
    code, ended = values.get("status_code", ""), values.get("end_reason", "")
    end = EndReason(ended) if ended in set(EndReason) else NOT_TOLD
    if code in set(OrderStatus):
        return OrderStatus(code), end, NOT_TOLD
    word = values.get("status_word", "")
    reading = read_status(word)
    # A word that nobody knows may be anything, also a name: it is not kept.
    known = reading.code is not OrderStatus.UNKNOWN
    return reading.code, reading.end_reason, word if known else NOT_TOLD


def _day(field: Field, name: str, values: Values, row: int, left: _Left) -> Moment | Missing:
    """A calendar day: no source says in which zone such a table tells the time of day."""
    text = values.get(field, "")
    if not text:
        return NOT_TOLD
    day = read_day(text)
    if not isinstance(day, Missing):
        return day
    if day.missing is MissingReason.AMBIGUOUS:
        left.note(f"The {name} can mean two days and was left out; write it as 2026-02-21", row)
        return day
    raise _RowError(f"the {name} is no date. Write it as 2026-02-21, or leave it empty.", row)


def _line(row: int, values: Values, priced: _Priced, left: _Left) -> OrderLine:
    return OrderLine(
        line_id=_id(values, "line_id"),
        item_id=_id(values, "item_id"),
        title=_text(values, "title"),
        variant=_text(values, "variant"),
        quantity=_quantity(values, row),
        unit_price=_price(values, row, priced, left),
        sku_id=_id(values, "sku_id"),
    )


def _text(values: Values, field: Field) -> str | Missing:
    return values.get(field, "")[:LONGEST_TEXT] or NOT_TOLD


def _id(values: Values, field: Field) -> str | Missing:
    text = values.get(field, "")
    return text if text.isascii() and text.isdigit() and len(text) <= 20 else NOT_TOLD


def _quantity(values: Values, row: int) -> int | Missing:
    text = values.get("quantity", "")
    if not text:
        return NOT_TOLD
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST and len(text) < 9):
        raise _RowError("the quantity is no whole number above 0. Correct it.", row)
    return int(text)


def _currency(row: int, code: str, otherwise: str | None) -> str | None:
    if not code:
        return otherwise
    if code.upper() not in list_currencies():
        raise _RowError("the currency is no code of three letters, such as EUR. Correct it.", row)
    return code.upper()


def _price(values: Values, row: int, priced: _Priced, left: _Left) -> Money | Missing:
    info = values.get("unit_price_info", "")
    if info:
        read_ = read_price_info(info, priced.currency)
        if not isinstance(read_, Missing):
            return read_
    return _money("unit price", values.get("unit_price", ""), row, priced, left)


def _money(name: str, text: str, row: int, priced: _Priced, left: _Left) -> Money | Missing:
    if not text:
        return NOT_TOLD
    if not _NUMBER.fullmatch(text):
        read_ = read_money(text, priced.currency)
        if isinstance(read_, Missing) and read_.missing is MissingReason.AMBIGUOUS:
            left.note("No column names the currency; give it with --currency", row)
            return read_
        if isinstance(read_, Missing):
            raise _RowError(f"the {name} is no amount. Write it as 12.34, or leave it empty.", row)
        return read_
    if priced.currency is None:
        left.note("No column names the currency; give it with --currency", row)
        return NOT_TOLD
    return _exact(name, text, row, priced, left)


def _exact(name: str, text: str, row: int, priced: _Priced, left: _Left) -> Money | Missing:
    assert priced.currency is not None  # noqa: S101 - asked before
    decimals = get_currency_precision(priced.currency)
    if priced.cents and decimals != 2:
        # Nobody has published such a row.
        left.note("Amounts in cents of a currency that has none were left out", row)
        return NOT_TOLD
    try:
        value = Decimal(text).scaleb(0 if priced.cents else decimals)
    except InvalidOperation:
        value = Decimal("NaN")
    if len(text) > DIGITS_KEPT or value != value.to_integral_value():
        raise _RowError(
            f"the {name} has more digits than {priced.currency} has decimals. Correct it.", row
        )
    return Money(amount=int(value), currency=priced.currency, raw=f"{text} {priced.currency}")


def _total(
    rows: Sequence[Numbered], form: Form, currency: str | None, left: _Left
) -> Money | Missing:
    """The order's own total, or the sum of what was paid for its lines."""
    found: list[Money | Missing] = []
    field: Field = "order_total" if any("order_total" in row for _, row in rows) else "line_total"
    for number, values in _distinct(rows):
        if field in values:
            code = values.get("order_currency") or values.get("currency", "")
            priced = _Priced(_currency(number, code, currency), form.cents)
            found.append(_money("total", values[field], number, priced, left))
    sums = [one for one in found if isinstance(one, Money)]
    if not sums or len(sums) < len(found) or len({one.currency for one in sums}) > 1:
        return NOT_TOLD
    if field == "order_total":
        # Many programs repeat it in each row.
        return sums[0] if len({one.amount for one in sums}) == 1 else NOT_TOLD
    amount = sum(one.amount for one in sums)
    return Money(amount=amount, currency=sums[0].currency, raw="sum of the lines")


def _store(values: Values) -> Store | Missing:
    url = values.get("store_url", "")
    name = _text(values, "store_name")
    store = read_store(name, url if "aliexpress" in url else NOT_TOLD)
    number = _id(values, "store_id")
    if isinstance(number, Missing):
        return store
    if isinstance(store, Missing):
        return Store(store_id=number, name=NOT_TOLD, url=NOT_TOLD)
    return store.model_copy(update={"store_id": number})


def _tracking(values: Values) -> tuple[str, ...]:
    words = re.split(r"[\s,;]+", values.get("tracking_numbers", "").upper())
    return tuple(dict.fromkeys(word for word in words if _TRACKING.fullmatch(word)))
