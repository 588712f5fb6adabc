"""Invented numbers: each real one gets another of the same shape, the same wherever it stands.

They are counted in order of appearance, so that redacting a redacted page changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from aliorders.items import REGIONAL_OFFSET

_ITEM_LEAD = "1005009900"
_STORE_LEAD = "11000"
_COUNTER = 5
_ITEM_COUNTER = 6


class NumberKind(StrEnum):
    """What a number counts."""

    ORDER = "order"
    """Orders and their lines."""
    ITEM = "item"
    STORE = "store"
    PARCEL = "parcel"
    AMOUNT = "amount"
    OTHER = "other"


class Numbers:
    """The invented numbers of one file."""

    def __init__(self) -> None:
        self._kinds: dict[str, NumberKind] = {}
        self._counted: dict[tuple[NumberKind, int], dict[str, int]] = {}

    def learn(self, kind: NumberKind, digits: str) -> None:
        """Note the kind of a number from a place that tells it; the first such place decides."""
        self._kinds.setdefault(ascii_digits(digits), kind)

    def kind_of(self, digits: str, otherwise: NumberKind) -> NumberKind:
        """Kind noted for a number, or `otherwise`."""
        return self._kinds.get(ascii_digits(digits), otherwise)

    def replace(self, kind: NumberKind, text: str) -> str:
        """`text` with the digits in it made an invented number; all else in it stays.

        A number of zeros stays: it says "nothing" (a total paid by credit), and it is nobody's.
        """
        digits = "".join(ascii_digits(char) for char in text if char.isdecimal())
        if not digits.strip("0"):
            return text
        kind = self.kind_of(digits, kind)
        if kind is NumberKind.STORE:
            return _store(self._count(kind, 0, digits))
        if kind is NumberKind.ITEM and int(digits) >= REGIONAL_OFFSET:
            number = self.replace(kind, str(int(digits) - REGIONAL_OFFSET))
            return spread(text, str(int(number) + REGIONAL_OFFSET))
        return spread(text, _invented(kind, self._count(kind, len(digits), digits), len(digits)))

    def _count(self, kind: NumberKind, length: int, digits: str) -> int:
        seen = self._counted.setdefault((kind, length), {})
        return seen.setdefault(digits, len(seen) + 1)


def _store(count: int) -> str:
    return f"{_STORE_LEAD}{count:0{_COUNTER}d}"


def _invented(kind: NumberKind, count: int, length: int) -> str:
    match kind:
        case NumberKind.ORDER:
            return "8" + f"{count:0{length - 1}d}"[-(length - 1) :] if length > 1 else "8"
        case NumberKind.ITEM if length > _ITEM_COUNTER:
            return _ITEM_LEAD[: length - _ITEM_COUNTER].ljust(length - _ITEM_COUNTER, "0") + (
                f"{count:0{_ITEM_COUNTER}d}"
            )
        case NumberKind.AMOUNT:
            first = 10 ** (length - 1)
            return f"{(first - 1 + count) % 10**length:0{length}d}"
        case _:
            return f"{count:0{length}d}"[-length:]


_INVENTED = re.compile(
    rf"80*\d{{1,{_COUNTER}}}|{_STORE_LEAD}\d{{{_COUNTER}}}|1005(?:00990{{0,8}})?0*\d{{1,6}}"
    r"|0+\d{0,6}|10*\d{0,4}"
)


def is_invented(digits: str) -> bool:
    """Whether a number lies in the ranges that replaced ones are drawn from."""
    plain = ascii_digits(digits)
    if _INVENTED.fullmatch(plain):
        return True
    regional = int(plain) - REGIONAL_OFFSET
    return regional > 0 and len(plain) == len(str(REGIONAL_OFFSET)) and _is_item(str(regional))


def _is_item(digits: str) -> bool:
    return digits.startswith(_ITEM_LEAD) and _INVENTED.fullmatch(digits) is not None


def ascii_digits(text: str) -> str:
    """Text with the decimal digits of every script written as 0 to 9."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def spread(text: str, digits: Iterable[str]) -> str:
    """`text` with its digits, of whatever script, replaced one by one."""
    replacing = iter(digits)
    return "".join(
        chr(ord(char) - int(char) + int(next(replacing))) if char.isdecimal() else char
        for char in text
    )
