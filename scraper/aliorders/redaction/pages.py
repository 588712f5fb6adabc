"""A page cut down to what the reader touches and the markup around it, and its texts replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Doctype, Tag
from bs4.element import NavigableString, PreformattedString

from aliorders import selectors as css
from aliorders.candidates import candidates
from aliorders.data import table
from aliorders.redaction.links import LinkRedactor
from aliorders.redaction.survivors import Part
from aliorders.redaction.texts import Place, TextRedactor
from aliorders.watching import Watch

_ATTRIBUTE = re.compile(r"\[([\w-]+)(?:([*^$~|]?)=\"([^\"]*)\")?[^\]]*\]")
_ID = re.compile(r"#([\w-]+)")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})*")
_STABLE_AFTER = 4
"""Rounds of writing and parsing until broken markup has settled into one tree."""


_PIECES = 2
_LONGEST_AMOUNT = 80
"""Characters of an amount with its label; what is longer only looks like one, side by side."""


class _Named(NamedTuple):
    """An attribute that a selector of the reader asks for."""

    operator: str
    value: str | None


def personal_texts(page: BeautifulSoup) -> list[str]:
    """Texts of the page's address blocks."""
    return [tag.get_text(" ") for tag in page.select(", ".join(_allowed("page")["personal"]))]


def prune(watch: Watch) -> str:
    """The watched page without what nothing of the reader needs; texts are not replaced yet."""
    page = watch.page.soup if watch.page else BeautifulSoup("", "lxml")
    allowed = _allowed("page")
    for tag in page.select(", ".join([*allowed["personal"], *allowed["foreign"]])):
        tag.decompose()
    for note in page.find_all(string=lambda text: isinstance(text, PreformattedString)):
        if not isinstance(note, Doctype):
            note.extract()
    wanted, whole = _wanted(page, watch)
    _drop_the_rest(page, wanted, whole)
    named = _named_attributes(watch)
    for tag in page.find_all(True):
        _clean_attributes(tag, named)
    return _settled(str(page))


def _allowed(section: str) -> dict[str, Any]:
    content: dict[str, Any] = table("redaction/allowed")[section]
    return content


def _wanted(page: BeautifulSoup, watch: Watch) -> tuple[dict[int, Tag], dict[int, Tag]]:
    """Elements that are kept, and those kept with all they hold."""
    structure = {id(tag): tag for tag in page.select(_allowed("page")["structure"])}
    either = ", ".join(dict.fromkeys(candidate.css for _, candidate in candidates()))
    found = {id(tag): tag for tag in page.select(either)}
    buttons = {id(tag): tag for tag in page.select(css.BUTTONS)}
    touched = {key: tag for key, tag in watch.touched.items() if not tag.decomposed}
    read = {key: tag for key, tag in watch.texts.items() if not tag.decomposed}
    holding = {id(parent) for tag in structure.values() for parent in tag.parents}
    leaves = {key: tag for key, tag in structure.items() if key not in holding}
    whole = found | buttons | read | leaves
    return structure | touched | whole, whole


def _drop_the_rest(page: BeautifulSoup, wanted: dict[int, Tag], whole: dict[int, Tag]) -> None:
    kept = set(wanted)
    kept.update(id(parent) for tag in wanted.values() for parent in tag.parents)
    inside = {id(tag) for outer in whole.values() for tag in outer.find_all(True)}
    for tag in page.find_all(True):
        if tag.decomposed:
            continue
        if id(tag) not in kept | inside and tag.name not in ("html", "head", "body"):
            tag.decompose()
        elif id(tag) not in inside and id(tag) not in wanted:
            for text in tag.find_all(string=True, recursive=False):
                if text.strip():
                    text.extract()


def _named_attributes(watch: Watch) -> dict[str, set[_Named]]:
    asked = {look.css for look in watch.looks} | {candidate.css for _, candidate in candidates()}
    asked.update(value for value in vars(css).values() if isinstance(value, str))
    named: dict[str, set[_Named]] = {}
    for selector in asked:
        for match in _CLASS.finditer(selector):
            named.setdefault("class", set()).add(_Named("", match[1]))
        for match in _ATTRIBUTE.finditer(selector):
            named.setdefault(match[1], set()).add(_Named(match[2] or "", match[3]))
        for match in _ID.finditer(selector):
            named.setdefault("id", set()).add(_Named("", match[1]))
    return named


def _clean_attributes(tag: Tag, named: dict[str, set[_Named]]) -> None:
    for name, raw in list(tag.attrs.items()):
        value = " ".join(raw) if isinstance(raw, list) else str(raw)
        kept = _attribute(name, value, named)
        if kept is None:
            del tag[name]
        else:
            tag[name] = kept


_LINKS = ("href", "src")


@cache
def read_attributes() -> dict[str, Place]:
    """Attributes that hold a field's text, and what place of text that is."""
    read = {
        candidate.attribute: _place(field, candidate.pattern) or Place.ANYWHERE
        for field, candidate in candidates()
        if candidate.attribute is not None and candidate.attribute not in _LINKS
    }
    return {"title": Place.ANYWHERE, **read}


def _attribute(name: str, value: str, named: dict[str, set[_Named]]) -> str | None:
    """An attribute's value as it is kept for now (links and titles are replaced later)."""
    allowed = _allowed("attributes")
    if name in _LINKS or name in read_attributes():
        return value
    if name in allowed["present"]:
        return ""
    if name in allowed["fixed"]:
        return value if value in allowed["fixed"][name] else None
    asked = named.get(name, set())
    if name in allowed["named"]:
        return _names(value, {entry.value for entry in asked})
    reduce = _REDUCED.get(name)
    return reduce(value) if reduce else _asked_for(value, asked)


def _names(value: str, asked: set[str | None]) -> str | None:
    parts = value.split()
    return " ".join(part for part in parts if part in asked or _is_name(part)) or None


def _language(value: str) -> str | None:
    return value if _LANGUAGE.fullmatch(value) else None


def _asked_for(value: str, asked: Iterable[_Named]) -> str | None:
    for entry in sorted(asked, key=lambda named: named.value is None):
        if entry.value is None:
            return ""
        if value == entry.value or (entry.operator and entry.value in value):
            return entry.value
    return None


def _is_name(text: str) -> bool:
    allowed = _allowed("attributes")
    digits = max((len(run) for run in re.findall(r"\d+", text)), default=0)
    shaped = re.fullmatch(allowed["name"], text) is not None
    return shaped and digits <= int(allowed["longest_digits_in_name"])


def _hiding(style: str) -> str | None:
    parts = style.replace(" ", "").casefold().split(";")
    known: list[str] = _allowed("attributes")["hiding_styles"]
    return ";".join(part for part in parts if part in known) or None


_REDUCED = {"lang": _language, "style": _hiding}


def _settled(html: str) -> str:
    for _ in range(_STABLE_AFTER):
        again = str(BeautifulSoup(html, "lxml"))
        if again == html:
            break
        html = again
    return html


class PageRedactor:
    """Replaces the texts and addresses of a pruned page."""

    def __init__(self, texts: TextRedactor, links: LinkRedactor) -> None:
        self._texts = texts
        self._links = links

    def page(self, html: str) -> str:
        """The page with everything replaced; while learning, the page as it was."""
        page = BeautifulSoup(html, "lxml")
        places = _places(page)
        for tag in page.find_all(True):
            self._attributes(tag)
        for tag in page.find_all(True, recursive=False):
            self._inside(tag, Place.ANYWHERE, places)
        return html if self._texts.learning else _settled(str(page))

    def _attributes(self, tag: Tag) -> None:
        for name, raw in list(tag.attrs.items()):
            value = " ".join(raw) if isinstance(raw, list) else str(raw)
            if name == "href":
                new = self._links.link(value)
            elif name == "src":
                new = self._links.picture(value)
            elif name in read_attributes():
                new = self._texts.text(value, read_attributes()[name])
            else:
                continue
            if not self._texts.learning:
                tag[name] = new

    def _inside(self, tag: Tag, place: Place, places: dict[int, Place]) -> None:
        place = places.get(id(tag), place)
        strings = [text for text in tag.find_all(string=True) if type(text) is NavigableString]
        if self._is_split(tag, [str(text) for text in strings]):
            self._as_one(strings, place)
            return
        for child in list(tag.children):
            if isinstance(child, Tag):
                self._inside(child, place, places)
            elif type(child) is NavigableString:
                self._replace(child, self._texts.text(str(child), place))

    def _is_split(self, tag: Tag, parts: list[str]) -> bool:
        """Whether an amount is split over the elements in here, and over those of no child."""
        if len(parts) < _PIECES or sum(map(len, parts)) > _LONGEST_AMOUNT:
            return False
        return self._texts.crossing(parts) and not any(
            self._texts.crossing([str(text) for text in child.find_all(string=True)])
            for child in tag.find_all(True, recursive=False)
        )

    def _as_one(self, strings: list[NavigableString], place: Place) -> None:
        """Replace an amount that is split over several elements, and split it as it was."""
        joined = "".join(strings)
        new = self._texts.text(joined, place)
        same_length = len(new) == len(joined)
        at = 0
        for text in strings:
            part = new[at : at + len(text)] if same_length else (new if at == 0 else "")
            at += len(text)
            self._replace(text, part)

    def _replace(self, text: NavigableString, new: str) -> None:
        if not self._texts.learning and new != str(text):
            text.replace_with(new)


def _places(page: BeautifulSoup) -> dict[int, Place]:
    selectors: dict[Place, list[str]] = {Place.STATUS: [css.BUTTONS, css.LIST_BUTTONS]}
    for field, candidate in candidates():
        place = _place(field, candidate.pattern)
        if place is not None:
            selectors.setdefault(place, []).append(candidate.css)
    return {
        id(tag): place
        for place, listed in selectors.items()
        for tag in page.select(", ".join(dict.fromkeys(listed)))
    }


def _place(field: str, pattern: str | None) -> Place | None:
    if pattern == css.TRACKING_NUMBER or field == "tracking_number":
        return Place.PARCEL
    if "status" in field:
        return Place.STATUS
    return None


def parts_of(html: str) -> Iterator[Part]:
    """What a page gives away, for the survivor scan."""
    page = BeautifulSoup(html, "lxml")
    for tag in page.find_all(True):
        where = _where(tag)
        for name, raw in tag.attrs.items():
            for value in raw if isinstance(raw, list) else [str(raw)]:
                yield Part(f"attribute {name} of {where}", value, prose=name in ("title", "class"))
        own = "".join(tag.find_all(string=True, recursive=False))
        if own.strip():
            yield Part(f"text of {where}", own, prose=True)


def _where(tag: Tag) -> str:
    """Where an element stands, in names of the site's own: a class may itself be what leaks."""
    names: str = _allowed("attributes")["site_names"]
    for outer in (tag, *tag.parents):
        for name in outer.get("class") or ():
            known = re.match(names, name)
            if known:
                return f"<{tag.name}> in .{known[0]}"
    return f"<{tag.name}>"
