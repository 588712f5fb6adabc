"""Addresses reduced to their host, the known part of their path and invented numbers."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from aliorders.data import table
from aliorders.redaction.numbers import NumberKind, Numbers
from aliorders.selectors import CHOICE_PICTURE

_IDENTIFIER = re.compile(r"[A-Z]{0,5}\d{4,22}[A-Z]{0,2}")
_NUMBER = re.compile(r"\d{4,19}(?=\.html$|$)")
_KIND_AFTER = {"item": NumberKind.ITEM, "store": NumberKind.STORE}
_UNKNOWN = "x"
_API = "api"
_DATA = "data"


class LinkRedactor:
    """Replaces the addresses of one file. While `learning`, it only notes the numbers in them."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.learning = True

    def link(self, address: str) -> str:
        """An address of a page, as it may be given away; `#` for what is no web address."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return "#"
        if parts.scheme not in ("", "http", "https") or not (parts.netloc or parts.path):
            return "#"
        host = _host(parts.netloc)
        path = "/".join(self._path(parts.path.split("/")))
        return urlunsplit((parts.scheme, host, path, self._query(parts.query), ""))

    def picture(self, address: str) -> str:
        """A picture's address: only whether it is the one that marks a Choice order stays."""
        links = table("redaction/allowed")["links"]
        if CHOICE_PICTURE in address:
            return f"//{links['picture_host']}/kf/{CHOICE_PICTURE}.png"
        return f"//{links['other_host']}/x.png" if address else ""

    def _path(self, segments: list[str]) -> list[str]:
        known = table("redaction/allowed")["links"]
        done: list[str] = []
        for position, segment in enumerate(segments):
            before = segments[position - 1] if position else ""
            if not segment or segment in known["segments"] or _shaped(segment, known):
                done.append(segment)
            elif _NUMBER.match(segment):
                done.append(self._in_path(segment, _KIND_AFTER.get(before, NumberKind.OTHER)))
            else:
                done.append(_UNKNOWN)
        return done

    def _in_path(self, segment: str, kind: NumberKind) -> str:
        digits, dot, _ = segment.partition(".")
        return self._number(kind, digits) + (".html" if dot else "")

    def _query(self, query: str) -> str:
        kept = [
            (name, value)
            for name, given in parse_qsl(query)
            if (value := self._parameter(name, given)) is not None
        ]
        return urlencode(kept, quote_via=quote)

    def _parameter(self, name: str, value: str) -> str | None:
        """A parameter's value as it is kept; None for one that is not."""
        known = table("redaction/allowed")["links"]
        if name in known["parameters"] and _IDENTIFIER.fullmatch(value):
            return self._number(NumberKind(known["parameters"][name]), value)
        if name == known["language"]:
            return value if re.fullmatch(known["language_shape"], value) else None
        if name == _API:
            return value if _shaped(value, known) else None
        return self._data(value) if name == _DATA else None

    def _data(self, value: str) -> str | None:
        """The parameter in which a request of the site's API names its order."""
        kept: dict[str, str] = {}
        for name, item in _object(value).items():
            new = self._parameter(name, str(item)) if name != _DATA else None
            if new is not None:
                kept[name] = new
        return json.dumps(kept, separators=(",", ":")) if kept else None

    def _number(self, kind: NumberKind, digits: str) -> str:
        if self.learning:
            self.numbers.learn(kind, "".join(filter(str.isdecimal, digits)))
            return digits
        return self.numbers.replace(kind, digits)


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(unquote(text))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _shaped(segment: str, known: dict[str, Any]) -> bool:
    return any(re.fullmatch(shape, segment) for shape in known["segment_shapes"])


def _host(netloc: str) -> str:
    known = table("redaction/allowed")["links"]
    host = netloc.rpartition("@")[2].partition(":")[0].lower()
    if not host or re.fullmatch(known["hosts"], host):
        return host
    return str(known["other_host"])
