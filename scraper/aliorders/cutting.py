"""A page without what is personal, to be kept on this machine and read again later.

Unlike a redacted page (`aliorders.redact`), which is made to be given away, it keeps numbers, dates
and amounts as they are, and parts that no reader of today looks at. What names or finds the buyer
is cut out: the address block, the account's own menus, the keys of the data that hold such things;
and each word of those, as well as anything shaped like an e-mail address, a phone or a card number,
is masked wherever else it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from aliorders.candidates import selector_words
from aliorders.data import table
from aliorders.models import Blocked, CapturedResponse, Missing, Snapshot
from aliorders.reading import read
from aliorders.redaction import answers, pages
from aliorders.redaction.answers import NotJsonError, is_dropped, opened
from aliorders.redaction.days import month_words
from aliorders.redaction.phrases import phrase_words
from aliorders.redaction.texts import neutral_words
from aliorders.text.fold import fold, tidy

MASK = "[removed]"

_ASKED = "data"
"""Parameter of a call that holds what it asks for."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_SHAPES = (
    re.compile(r"[^\s@<>\"]+(?:@|＠|%40)[^\s@<>\"]+\.[^\s@<>\"]+"),
    re.compile(r"(?<![\w.])\+\d[\d ().-]{5,}\d"),
    re.compile(r"(?<!\d)\d{4}(?:[ -]\d{4}){2,3}(?!\d)"),
)
"""E-mail addresses, international phone numbers, card numbers in groups."""

_BESIDE = re.compile(
    r"\[removed\][\s,]+\d{1,5}[A-Za-z]?\b|(?<![\w:/.-])\d{1,5}[A-Za-z]?\s+\[removed\]"
)
"""The number of a house stands before or after its street."""

_SHORTEST_NUMBER = 6
"""Digits of a number of the address block, such as a phone's, that is masked elsewhere."""

Masking = Callable[[str], str]


def cut(snapshot: Snapshot) -> Snapshot:
    """`snapshot` as it may be kept. An answer that is no JSON is left out: nothing says which of
    its words are personal."""
    page = BeautifulSoup(snapshot.html, "lxml") if snapshot.html else None
    mask = _masking(_personal_texts(page, snapshot), _names_of_goods(snapshot))
    return snapshot.model_copy(
        update={
            "url": _address(snapshot.url),
            "html": "" if page is None else _page(page, mask),
            "responses": tuple(_answers(snapshot.responses, mask)),
        }
    )


def _personal_texts(page: BeautifulSoup | None, snapshot: Snapshot) -> list[str]:
    texts = [] if page is None else pages.personal_texts(page)
    for response in snapshot.responses:
        texts += answers.personal_texts(response.body)
    return texts


def _names_of_goods(snapshot: Snapshot) -> frozenset[str]:
    """Names of stores, products and carriers, which stay even where a street is called alike."""
    reading = read(snapshot)
    if isinstance(reading, Blocked):
        return frozenset()
    lines = [line for order in reading.orders for line in order.lines]
    names = [
        *(name for line in lines for name in (line.title, line.variant, line.store_name)),
        *(order.store.name for order in reading.orders if not isinstance(order.store, Missing)),
        *(store.name for order in reading.orders for store in order.stores),
        *(parcel.carrier for parcel in reading.parcels),
        *(name for entry in reading.returns for name in (entry.store_name, entry.title)),
    ]
    return frozenset(name for name in names if isinstance(name, str))


def _masking(texts: Iterable[str], spared: frozenset[str]) -> Masking:
    found = list(texts)
    common = phrase_words() | neutral_words() | month_words() | selector_words()
    words = {word for text in found for word in _WORD.findall(text) if fold(word) not in common}
    numbers = {
        number
        for text in found
        for number in re.findall(r"\d[\d ()./-]*\d", text)
        if len(re.sub(r"\D", "", number)) >= _SHORTEST_NUMBER
    }
    named = [re.escape(one) for one in sorted(words | numbers, key=len, reverse=True)]
    pattern = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(named)})(?!\w)") if named else None

    def mask(text: str) -> str:
        for shape in _SHAPES:
            text = shape.sub(MASK, text)
        if pattern is None or tidy(text) in spared:
            return text
        return _BESIDE.sub(MASK, pattern.sub(MASK, text))

    return mask


# --- the page --------------------------------------------------------------------------------


def _page(page: BeautifulSoup, mask: Masking) -> str:
    known = table("redaction/allowed")["page"]
    for tag in page.select(", ".join([*known["personal"], *known["foreign"]])):
        tag.decompose()
    for text in page.find_all(string=True):
        if isinstance(text, PreformattedString):
            text.extract()
        elif (masked := mask(str(text))) != text:
            text.replace_with(NavigableString(masked))
    for tag in page.find_all(True):
        _attributes(tag, mask)
    return str(page)


def _attributes(tag: Tag, mask: Masking) -> None:
    known = table("redaction/allowed")["cut"]
    for name, raw in list(tag.attrs.items()):
        value = " ".join(raw) if isinstance(raw, list) else str(raw)
        if name in ("href", "src"):
            tag[name] = mask(_address(value))
        elif (
            name in known["attributes"]
            or name in pages.read_attributes()
            or name.startswith(known["attribute_start"])
        ):
            tag[name] = mask(value)
        else:
            del tag[name]


def _address(url: str) -> str:
    """An address with those of its parameters alone that say what it is of."""
    known: list[str] = table("redaction/allowed")["cut"]["parameters"]
    parts = urlsplit(url)
    kept = [
        (name, _asked(value, known) if name == _ASKED else value)
        for name, value in parse_qsl(parts.query)
        if name in known or name == _ASKED
    ]
    return parts._replace(query=urlencode(kept), fragment="").geturl()


def _asked(text: str, known: list[str]) -> str:
    """What a call asked for: JSON, of which the same names are kept."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "{}"
    asked = value.items() if isinstance(value, dict) else ()
    return json.dumps({name: one for name, one in asked if name in known}, separators=(",", ":"))


# --- the data --------------------------------------------------------------------------------


def _answers(responses: Iterable[CapturedResponse], mask: Masking) -> Iterable[CapturedResponse]:
    for response in responses:
        try:
            wrapper, value = opened(response.body)
        except NotJsonError:
            continue
        text = json.dumps(_value(value, "", mask), ensure_ascii=False)
        body = text if wrapper is None else wrapper[0] + text + wrapper[1]
        yield response.model_copy(update={"url": _address(response.url), "body": body})


def _value(value: Any, key: str, mask: Masking) -> Any:
    if isinstance(value, dict):
        return {
            name: _value(item, name, mask)
            for name, item in value.items()
            if not is_dropped(name, key)
        }
    if isinstance(value, list):
        return [_value(item, key, mask) for item in value]
    return _text(value, key, mask) if isinstance(value, str) else value


def _text(text: str, key: str, mask: Masking) -> str:
    """A text, which may itself be JSON or hold an address."""
    if text[:1] in ("{", "["):
        try:
            return json.dumps(_value(json.loads(text), key, mask), ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    if re.match(r"(?:https?:)?//", text):
        return mask(_address(unescape(text)))
    return mask(text)
