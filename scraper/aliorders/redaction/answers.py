"""An answer of the site's API: its keys stay, its values are replaced by kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from aliorders.data import table
from aliorders.redaction.days import is_epoch
from aliorders.redaction.links import LinkRedactor
from aliorders.redaction.numbers import NumberKind
from aliorders.redaction.survivors import Part
from aliorders.redaction.texts import Place, TextRedactor
from aliorders.selectors import CHOICE_PICTURE

_JSONP = re.compile(r"(\s*)[\w.$]+(\s*\()(.*)(\)\s*;?\s*)", re.DOTALL)
_CALLBACK = "mtopjsonp1"
_TAG = re.compile(r"(<[^<>]*>)")
_LINK = re.compile(r"\shref=\"([^\"]*)\"", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9}")
_LONG_DIGITS = re.compile(r"\d{7,}")
_SMALL = 1000
"""Integers below are counts, and stay; from here on they are money or identify something."""
_LONG = 10_000_000
_RATE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?%?")
_FIGURE = re.compile(r"\d[\d.,]*(?:\s?[KkMm](?![^\W\d_]))?\+?")
_FIGURE_PART = re.compile(rf"({_FIGURE.pattern}%?)")
_ANSWERS = ("true", "false")
"""Some clients get them as text."""
_KEPT_FRACTIONS = (0.0, 1.0)
_OTHER_FRACTION = 1.5
_ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}(?:[/?#:]|$)|/[\w./-]+\?", re.IGNORECASE)


class NotJsonError(ValueError):
    """The text is neither JSON nor JSONP."""


def personal_texts(body: str) -> list[str]:
    """Texts under the keys that are dropped."""
    try:
        return list(_under_dropped(opened(body)[1]))
    except NotJsonError:
        return []


def _under_dropped(value: Any, key: str = "", *, inside: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _under_dropped(item, name, inside=inside or is_dropped(name, key))
    elif isinstance(value, list):
        for item in value:
            yield from _under_dropped(item, key, inside=inside)
    elif inside and isinstance(value, str) and not _ADDRESS.match(value.strip()):
        yield value


def opened(body: str) -> tuple[tuple[str, str] | None, Any]:
    """What stands around the JSON, where it is JSONP, and its value.

    Raises:
        NotJsonError: it is neither JSON nor JSONP.
    """
    jsonp = _JSONP.fullmatch(body)
    try:
        value = json.loads(jsonp[3] if jsonp else body)
    except (ValueError, RecursionError) as error:
        raise NotJsonError("neither JSON nor JSONP") from error
    wrapper = (f"{jsonp[1]}{_CALLBACK}{jsonp[2]}", jsonp[4]) if jsonp else None
    return wrapper, value


def is_dropped(key: str, under: str = "") -> bool:
    """Whether a key names something personal, to be dropped with all it holds."""
    known = table("redaction/allowed")["json"]
    if key in known["kept_under"].get(under, ()):
        return False
    return re.search(known["dropped"], _spaced(key)) is not None


def _is_code(key: str) -> bool:
    known = table("redaction/allowed")["json"]
    return key in known["code"] or key.endswith(known["code_ending"])


def _spaced(key: str) -> str:
    """A key with its parts apart, for whole-word patterns: `imUrl` holds the word "im"."""
    return f"{key} {re.sub(r'(?<=[a-z])(?=[A-Z])|_', ' ', key)}"


class AnswerRedactor:
    """Replaces the values of one file's answers."""

    def __init__(self, texts: TextRedactor, links: LinkRedactor) -> None:
        self._texts = texts
        self._links = links
        self._known = table("redaction/allowed")["json"]
        self._kinds = {
            key: NumberKind(kind)
            for kind in ("order", "item", "store", "parcel")
            for key in self._known[kind]
        }

    def body(self, body: str) -> str:
        """An answer with its values replaced, as JSON or JSONP like the original.

        Raises:
            NotJsonError: it is neither.
        """
        wrapper, value = opened(body)
        new = self._value(value, "", "", frozenset(_keys(value)))
        if wrapper is None:
            return json.dumps(new, ensure_ascii=False, indent=1) + "\n"
        return wrapper[0] + json.dumps(new, ensure_ascii=False) + wrapper[1]

    def _value(self, value: Any, key: str, tag: str, keys: frozenset[str]) -> Any:
        if isinstance(value, dict):
            tag = str(value.get("tag") or tag)
            return {
                self._key(name): self._value(item, self._role(name, value), tag, keys)
                for name, item in value.items()
                if self._is_key(name) and not is_dropped(name, key)
            }
        if isinstance(value, list):
            return [self._value(item, key, tag, keys) for item in value]
        if isinstance(value, str):
            return self._key(value) if value in keys else self._text(value, key, tag)
        return self._scalar(value, key)

    def _scalar(self, value: Any, key: str) -> Any:
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            return self._integer(value, key)
        return value if value in _KEPT_FRACTIONS else _OTHER_FRACTION

    def _is_key(self, key: str) -> bool:
        return re.fullmatch(self._known["key_shape"], key) is not None

    def _role(self, key: str, around: dict[str, Any]) -> str:
        """The key, or "" where the value it names here is not what the name says elsewhere."""
        if key in self._known["button_words"] and "type" not in around:
            return ""
        return key

    def _key(self, key: str) -> str:
        """A key whose long numbers are replaced (`pc_om_list_order_<order id>`)."""
        return _LONG_DIGITS.sub(lambda match: self._number(NumberKind.ORDER, match[0]), key)

    def _number(self, kind: NumberKind, text: str) -> str:
        if self._texts.learning:
            self._texts.numbers.learn(kind, "".join(filter(str.isdecimal, text)))
            return text
        return self._texts.numbers.replace(kind, text)

    def _integer(self, number: int, key: str) -> int:
        size = abs(number)
        if key in self._kinds:
            return int(self._number(self._kinds[key], str(number)))
        if is_epoch(size):
            if self._texts.learning:
                self._texts.calendar.learn_epoch(size)
                return number
            return self._texts.calendar.move_epoch(number)
        if size < (_LONG if _is_code(key) else _SMALL):
            return number
        kind = NumberKind.AMOUNT if size < _LONG else NumberKind.ORDER
        return (
            number if self._texts.learning else int(self._texts.numbers.replace(kind, str(number)))
        )

    def _text(self, text: str, key: str, tag: str) -> str:
        """A text by its key first, and by its shape second."""
        if key in self._kinds:
            return self._identifier(text, self._kinds[key])
        if _is_code(key):
            return self._code(text)
        if text in _ANSWERS:
            return text
        return self._by_shape(text, key, tag)

    def _by_shape(self, text: str, key: str, tag: str) -> str:
        if key in self._known["figure"] and _FIGURE.match(text):
            return self._figure(text)
        if re.fullmatch(r"-?\d+", text):
            return self._digits(text, key)
        nested = _nested(text)
        if nested is not None:
            new = self._value(nested, key, tag, frozenset(_keys(nested)))
            return json.dumps(new, ensure_ascii=False)
        return self._address(text.strip()) or self._prose(text, key, tag)

    def _address(self, text: str) -> str | None:
        """An address in place of an address; None for any other text."""
        if CHOICE_PICTURE in text:
            return self._links.picture(text)
        return self._links.link(text) if _ADDRESS.match(text) else None

    def _prose(self, text: str, key: str, tag: str) -> str:
        """Words, with the bare tags of a scrap of HTML."""
        place = Place.STATUS if self._is_status(key, tag) else Place.ANYWHERE
        return "".join(
            self._bare_tag(part) if _TAG.fullmatch(part) else self._texts.text(part, place)
            for part in _TAG.split(text)
        )

    def _bare_tag(self, tag: str) -> str:
        """A tag without its attributes, but for where a link leads."""
        name = _TAG_NAME.match(tag)
        link = _LINK.search(tag)
        kept = f' href="{self._links.link(unescape(link[1]))}"' if link else ""
        return f"{name[0]}{kept}>" if name else ""

    def _identifier(self, text: str, kind: NumberKind) -> str:
        if kind is NumberKind.PARCEL:
            return self._texts.text(text, Place.PARCEL)
        if re.fullmatch(r"\d+", text):
            return self._number(kind, text)
        return self._texts.text(text)

    def _code(self, text: str) -> str:
        shape = self._known["code_shape"]
        parts = text.split("::")
        return "::".join(
            part if re.fullmatch(shape, part) else self._texts.text(part, Place.ANYWHERE)
            for part in parts
        )

    def _figure(self, text: str) -> str:
        """A count with another, a rate or a score as it is; its words as any others."""
        return "".join(
            part
            if _RATE.fullmatch(part)
            else self._number(NumberKind.AMOUNT, part)
            if _FIGURE.fullmatch(part)
            else self._texts.text(part)
            for part in _FIGURE_PART.split(text)
        )

    def _digits(self, text: str, key: str) -> str:
        if abs(int(text)) < _SMALL:
            return text
        if is_epoch(int(text)):
            return str(self._integer(int(text), key))
        return self._number(
            NumberKind.ORDER if abs(int(text)) >= _LONG else NumberKind.AMOUNT, text
        )

    def _is_status(self, key: str, tag: str) -> bool:
        known = self._known
        if key in known["status_words"] or key in known["button_words"]:
            return True
        return key in known["status_block_words"] and bool(re.search(known["status_blocks"], tag))


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (key for key in value if _LONG_DIGITS.search(key) or "_" in key)
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _nested(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (dict, list)) else None


def parts_of(body: str) -> Iterator[Part]:
    """What an answer gives away, for the survivor scan."""
    yield from _parts(opened(body)[1], "", ())


def _parts(value: Any, key: str, path: tuple[str, ...]) -> Iterator[Part]:
    where = "/".join(path) or "the answer"
    if isinstance(value, dict):
        for name, item in value.items():
            yield Part(f"a key in {where}", name, prose=False)
            yield from _parts(item, name, (*path, _shown(name)))
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item, key, path)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        text = str(value)
        prose = not _is_code(key) and not _ADDRESS.match(text)
        yield Part(where, text, prose=prose)


def _shown(key: str) -> str:
    """A key as a refusal may name it: it may itself be what leaks."""
    return (
        key
        if re.fullmatch(r"[A-Za-z]+(?:_[A-Za-z]+)*", key) and len(key) < len(_CALLBACK) * 4
        else "…"
    )
