"""The last look before anything is written: what may still name a person, an account or a session.

It knows nothing of how the replacing works and reads only its result, so that one fault does not
pass both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from aliorders.redaction.days import Calendar, is_epoch
from aliorders.redaction.numbers import ascii_digits, is_invented


class SurvivorKind(StrEnum):
    """What a text looks like that must not be given away."""

    EMAIL = "e-mail address"
    PHONE = "phone number"
    ADDRESS = "postal address"
    TOKEN = "token"  # noqa: S105 - a kind, not one
    COOKIE = "cookie"
    NUMBER = "long number"
    PERSONAL = "word of the address block"


class Survivor(NamedTuple):
    """Something that may not be written: its kind and where it stands, never the thing itself."""

    kind: SurvivorKind
    place: str


class Part(NamedTuple):
    """Something that would be given away, and where it stands."""

    place: str
    text: str
    prose: bool
    """Whether it is text for a reader, and not a name or a code of the site's."""


_EMAIL = re.compile(r"[\w.+%-]+\s?(?:@|＠|%40|&#64;)\s?[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d[\d ()./-]{5,}\d(?![\w,])")
_PHONE_DIGITS = range(7, 16)
_DATED = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?: \d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_STREET = re.compile(
    r"\d{1,5}[A-Za-z]?,?\s+(?![a-zà-ÿ])(?:[^\W\d_]+[.'’-]?\s+){0,4}[^\W\d_]{2,}\s*,\s*[^\W\d_]{2,}"
    r"|[^\W\d_]{3,}[.,]?\s+(?:nr?\.?\s?|no\.?\s?|№\s?)?\d{1,5}[A-Za-z]?\s*,\s*\d*\s*[^\W\d_]{3,}"
    r"|(?<![^\W_])(?:[^\W\d_]{2,}\s+){1,5}[^\W\d_]{3,}\s*,\s*\d{1,5}(?![\w.,:])"
)
_STREET_WORD = re.compile(
    r"(?i)\b(?:street|st\.|avenue|ave\.|road|rd\.|lane|drive|blvd|boulevard|apartment|apt\.?|suite"
    r"|\w{2,}(?:stra(?:ss|ß)e|str\.|gasse|weg|platz)|rua|avenida|calle|rue|via|ulica|ul\.|улица|ул\.)"
    r"[\s.,]+(?:[^\W\d_]+\s+){0,3}\d|\d+\s+(?:[^\W\d_]+\s+){0,4}(?:street|avenue|road|lane|drive)\b"
)
_POSTCODE = re.compile(
    r"(?<![\w-])(?:\d{5}-\d{3,4}|[A-Z]{1,2}-\d{4,6}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
    r"|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w-])"
)
_AMOUNT = re.compile(r"[$€£¥₩₪₹₽₺]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥₩₪₹₽₺]|zł|kr|руб)")
_JWT = re.compile(r"\beyJ[\w-]{8,}")
_HEX = re.compile(
    r"(?<![A-Za-z0-9])(?=[0-9A-Fa-f]*\d)(?=[0-9A-Fa-f]*[A-Fa-f])[0-9A-Fa-f]{16,}(?![A-Za-z0-9])"
)
_BASE64 = re.compile(r"[A-Za-z0-9+]{16,}={0,2}")
"""Without the signs that join the parts of class names and paths."""
_UUID = re.compile(r"(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
_SWITCHES = 6
"""Changes between capital, small letter and digit that no word or class name has."""
_COOKIE = re.compile(
    r"(?i)\b(?:set-cookie|cookie\s*[:=]|aep_usuc_f|xman_\w+|_m_h5_tk\w*|cookie2|x5sec\w*|acs_usuc_t"
    r"|intl_common_forever|jsessionid|session_?id|csrf\w*)\b"
)
_NUMBER = re.compile(r"\d{7,}")


def survivors(
    parts: Iterable[Part],
    personal: frozenset[str] = frozenset(),
    allowed: frozenset[str] = frozenset(),
) -> tuple[Survivor, ...]:
    """What in `parts` must not be written; each kind and place once.

    `personal` are folded words that the page itself showed as somebody's; `allowed` are exact texts
    of the site's own that look like a token.
    """
    found: dict[Survivor, None] = {}
    for place, text, prose in parts:
        for kind in _kinds(_without(unquote(text), allowed), personal if prose else frozenset()):
            found.setdefault(Survivor(kind, place))
    return tuple(found)


def looks_personal(text: str) -> bool:
    """Whether a text has the shape of something that names or reaches a person."""
    return next(iter(_kinds(text, frozenset())), None) is not None


def _without(text: str, allowed: frozenset[str]) -> str:
    for exact in allowed:
        text = text.replace(exact, "")
    return text


def _kinds(text: str, personal: frozenset[str]) -> Iterable[SurvivorKind]:
    plain = ascii_digits(text)
    for kind, found in _LOOKS.items():
        if found(plain):
            yield kind
    if personal and not personal.isdisjoint(_words(plain)):
        yield SurvivorKind.PERSONAL


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W_]{3,}", text)}


def _nobodys(digits: str) -> bool:
    """Zeros, invented numbers and time stamps."""
    return is_invented(digits) or is_epoch(int(digits))


def _phone(text: str) -> bool:
    for match in _PHONE.finditer(_without_dates_and_amounts(text)):
        written = match.group().strip()
        digits = re.sub(r"\D", "", written)
        if written == digits or _DATED.fullmatch(written) or not digits.strip("0"):
            continue
        if len(digits) in _PHONE_DIGITS:
            return True
    return False


def _address(text: str) -> bool:
    undated = _without_dates_and_amounts(text)
    return any(
        re.sub(r"\D", "", match.group()).strip("0")
        for pattern in (_STREET, _STREET_WORD, _POSTCODE)
        for match in pattern.finditer(undated)
    )


def _without_dates_and_amounts(text: str) -> str:
    for start, end in reversed(Calendar().spans(text)):
        text = f"{text[:start]}|{text[end:]}"
    return _AMOUNT.sub("|", text)


def _token(text: str) -> bool:
    if any(pattern.search(text) for pattern in (_JWT, _HEX, _UUID)):
        return True
    return any(_is_mixed(match.group()) for match in _BASE64.finditer(text))


def _is_mixed(text: str) -> bool:
    classes = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in text if c.isalnum()]
    switches = sum(one != two for one, two in pairwise(classes))
    return {"d", "l"} <= set(classes) and switches >= _SWITCHES


def _number(text: str) -> bool:
    return any(not _nobodys(match.group()) for match in _NUMBER.finditer(text))


_LOOKS: dict[SurvivorKind, Callable[[str], object]] = {
    SurvivorKind.EMAIL: _EMAIL.search,
    SurvivorKind.PHONE: _phone,
    SurvivorKind.ADDRESS: _address,
    SurvivorKind.TOKEN: _token,
    SurvivorKind.COOKIE: _COOKIE.search,
    SurvivorKind.NUMBER: _number,
}
