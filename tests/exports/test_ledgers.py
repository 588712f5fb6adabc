"""hledger and beancount: well formed, balanced, and only what was seen to be paid."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from cancelwindow.exports.formats import Export, ExportFormat
from cancelwindow.store.queries import OrderFilter
from companion_app import NOON
from exports.conftest import DINAR, RECEIVED, REFUNDED, TO_SHIP, UNPAID, YEN
from stored_orders import Shelf

POSTING = (
    r"(?P<account>[A-Z]\w*(?::[A-Z]\w*)+)  +(?P<amount>-?\d+(?:\.\d+)?) (?P<currency>[A-Z]{3})"
)
DAY = r"\d{4}-\d\d-\d\d"
STRING = r'"(?:[^"\\\n]|\\["\\])*"'
GRAMMAR = {
    ExportFormat.HLEDGER: {
        "comment": r";.*",
        "directive": r"decimal-mark \.|commodity 1000\.0* [A-Z]{3}|account [A-Z]\w*(:[A-Z]\w*)+",
        "head": rf"{DAY} [*!] [^;|(\n][^;|\n]* \| [^;|\n]*  ; order:(?P<order>\d+)",
        "posting": rf" {{4}}{POSTING}",
    },
    ExportFormat.BEANCOUNT: {
        "comment": r";.*",
        "directive": rf"option {STRING} {STRING}|{DAY} open [A-Z]\w*(:[A-Z]\w*)+",
        "head": rf"{DAY} [*!] {STRING} {STRING}",
        "meta": r'  order: "(?P<order>\d+)"',
        "posting": rf"  {POSTING}",
    },
}


def written(shelf: Shelf, form: ExportFormat) -> str:
    out = io.BytesIO()
    with shelf.database.read() as session:
        Export(OrderFilter(), form, NOON).write(session, out)
    return out.getvalue().decode()


def parsed(text: str, form: ExportFormat) -> Iterator[tuple[str, re.Match[str]]]:
    """Every line by what it is; a line that is nothing of the format fails."""
    for line in text.splitlines():
        if line:
            found = [
                (kind, match)
                for kind, shape in GRAMMAR[form].items()
                if (match := re.fullmatch(shape, line))
            ]
            assert len(found) == 1, line
            yield found[0]


def booked(text: str, form: ExportFormat) -> list[tuple[str, str, str]]:
    """Order, amount spent, and currency of each booking, after proving that it balances."""
    bookings: list[tuple[str, str, str]] = []
    order, open_ = "", Decimal(0)
    for kind, match in parsed(text, form):
        if kind in {"head", "meta"}:
            assert open_ == 0
            order = match.groupdict().get("order") or order
        elif kind == "posting":
            open_ += Decimal(match["amount"])
            if match["account"].startswith("Expenses"):
                bookings.append((order, match["amount"], match["currency"]))
    assert open_ == 0
    return bookings


@pytest.mark.parametrize("form", GRAMMAR)
def test_what_was_paid_and_what_came_back_is_booked(shelf: Shelf, form: ExportFormat) -> None:
    assert booked(written(shelf, form), form) == [
        (RECEIVED, "50.00", "EUR"),
        (REFUNDED, "20.00", "USD"),
        (YEN, "1200", "JPY"),
        (DINAR, "1.234", "KWD"),
        (TO_SHIP, "12.30", "USD"),
        (REFUNDED, "-15.50", "USD"),
    ]


@pytest.mark.parametrize("form", GRAMMAR)
def test_what_was_not_paid_is_a_comment(shelf: Shelf, form: ExportFormat) -> None:
    text = written(shelf, form)
    [line] = [line for line in text.splitlines() if UNPAID in line]
    assert line.startswith(";")
    assert line.endswith("not booked: it was not seen to be paid")


@pytest.mark.parametrize(("form", "mark"), [(one, "!") for one in GRAMMAR])
def test_a_refund_is_pending_because_no_page_shows_it_arrive(
    shelf: Shelf, form: ExportFormat, mark: str
) -> None:
    heads = [match[0] for kind, match in parsed(written(shelf, form), form) if kind == "head"]
    assert [head[11] for head in heads] == ["*", "*", "*", "*", "*", mark]


@pytest.mark.parametrize(
    ("form", "payee"),
    [
        (ExportFormat.HLEDGER, '* =Zoë " Shop | =cmd'),
        (ExportFormat.BEANCOUNT, '* "=Zoë \\" Shop" "=cmd'),
    ],
)
def test_a_name_cannot_end_its_field(shelf: Shelf, form: ExportFormat, payee: str) -> None:
    assert payee in written(shelf, form)


@pytest.mark.parametrize("form", GRAMMAR)
def test_nothing_stored_is_well_formed_too(database: object, form: ExportFormat) -> None:
    assert booked(written(Shelf(database), form), form) == []  # type: ignore[arg-type]
