"""Make a page or an answer safe to give away, and prove that it still reads the same.

Kept is, by allow-list, what the reader touches and the markup around it. Every text is replaced by
kind: ids, amounts and dates by others of the same form, words by neutral ones; words that a table
of ours knows stay, and so do the words of a status or a button. The same input always gives the
same output, and redacting twice changes nothing.

Nobody can tell a name from a word by its shape. A word that stands in the page's own address block
survives nowhere; a name that stands only in a status or on a button does. Read the result before
you send it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aliorders.candidates import selector_words
from aliorders.models import CapturedResponse, Snapshot
from aliorders.pages.kind import address_of
from aliorders.reading import read
from aliorders.redaction import answers, pages
from aliorders.redaction.answers import AnswerRedactor, NotJsonError
from aliorders.redaction.days import Calendar, month_words
from aliorders.redaction.links import LinkRedactor
from aliorders.redaction.numbers import Numbers
from aliorders.redaction.pages import PageRedactor
from aliorders.redaction.phrases import phrase_words
from aliorders.redaction.proof import differences, outline
from aliorders.redaction.survivors import Part, Survivor, survivors
from aliorders.redaction.texts import TextRedactor, neutral_words
from aliorders.selectors import CHOICE_PICTURE
from aliorders.soup import parse_with_soup
from aliorders.text.fold import fold
from aliorders.watching import Watch

_SAVED_FROM = "<!-- saved from url=({length:04d}){url} -->\n"
_SHOWN = 5
"""Differences that a refusal names."""


class RedactionRefusedError(ValueError):
    """Nothing was redacted: something personal would survive, or the result would read differently.

    `survivors` and `changed` say where, by kind and place; neither ever holds a value.
    """

    def __init__(
        self, message: str, survivors: tuple[Survivor, ...] = (), changed: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.survivors = survivors
        self.changed = changed


def redact(snapshot: Snapshot) -> Snapshot:
    """`snapshot` without anything personal, its dates (the capture's too) moved by whole weeks.

    Raises:
        RedactionRefusedError: an e-mail address, a phone number, a postal address, a token, a
            cookie or a long number that is not invented survives; the result does not read as the
            original does; or an answer is no JSON.
    """
    watch = Watch()
    before = outline(read(snapshot, parse=watch.parse))
    address = address_of(watch.page, snapshot.url) if watch.page else snapshot.url
    personal = _personal_words(watch, snapshot)
    pruned = pages.prune(watch) if watch.page else ""
    redaction = _Redaction(personal, pruned)
    try:
        for learning in (True, False):
            redacted = redaction.run(snapshot, pruned, address, learning=learning)
    except NotJsonError as error:
        raise RedactionRefusedError(
            "An answer in it is no JSON, so nothing says which of its words are personal."
        ) from error
    _refuse_survivors(redacted, personal)
    _refuse_changes(before, redacted)
    return redacted


class _Redaction:
    """One set of invented numbers and one calendar for all parts of a snapshot."""

    def __init__(self, personal: frozenset[str], html: str) -> None:
        language = re.search(r"<html[^>]*\blang=\"([a-z]{2})", html)
        self.texts = TextRedactor(Calendar(language[1] if language else ""), Numbers(), personal)
        self.links = LinkRedactor(self.texts.numbers)

    def run(self, snapshot: Snapshot, html: str, address: str, *, learning: bool) -> Snapshot:
        """The snapshot replaced, or, while learning, looked through in the same order."""
        self.texts.learning = self.links.learning = learning
        url = self.links.link(address) if address else ""
        page = PageRedactor(self.texts, self.links).page(html) if html else ""
        answer = AnswerRedactor(self.texts, self.links)
        responses = tuple(
            CapturedResponse(
                url=self.links.link(response.url) if response.url else "",
                status=response.status,
                body=answer.body(response.body),
            )
            for response in snapshot.responses
        )
        moved = (
            snapshot.captured_at if learning else snapshot.captured_at + self.texts.calendar.shift
        )
        return snapshot.model_copy(
            update={
                "url": url if snapshot.url or page else "",
                "html": _with_note(page, url),
                "responses": responses,
                "captured_at": moved,
            }
        )


def _with_note(page: str, url: str) -> str:
    """The page with the note of its address that a browser writes, so that the file tells it."""
    if not page or not url:
        return page
    note = _SAVED_FROM.format(length=len(url), url=url)
    doctype = re.match(r"<!DOCTYPE[^>]*>\s*", page, re.IGNORECASE)
    return f"{doctype[0]}{note}{page[doctype.end() :]}" if doctype else note + page


def _personal_words(watch: Watch, snapshot: Snapshot) -> frozenset[str]:
    """Words of the address blocks, but for those that the site or the calendar use themselves."""
    texts = pages.personal_texts(watch.page.soup) if watch.page else []
    for response in snapshot.responses:
        texts += answers.personal_texts(response.body)
    words = {fold(word) for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}
    common = phrase_words() | neutral_words() | month_words() | selector_words()
    return frozenset(words - common)


def _parts(snapshot: Snapshot) -> Iterator[Part]:
    yield Part("the address of the page", snapshot.url, prose=False)
    yield from pages.parts_of(snapshot.html)
    for response in snapshot.responses:
        yield Part("the address of an answer", response.url, prose=False)
        yield from answers.parts_of(response.body)


def _refuse_survivors(redacted: Snapshot, personal: frozenset[str]) -> None:
    found = survivors(_parts(redacted), personal, frozenset({CHOICE_PICTURE}))
    if found:
        named = "; ".join(f"{entry.kind.value} in {entry.place}" for entry in found[:_SHOWN])
        raise RedactionRefusedError(
            f"Not redacted, because something that may be personal would be left: {named}.",
            survivors=found,
        )


def _refuse_changes(before: dict[str, object], redacted: Snapshot) -> None:
    changed = differences(before, outline(read(redacted, parse=parse_with_soup)))
    if changed:
        raise RedactionRefusedError(
            "Not redacted, because the result would not read as the original does: "
            f"{', '.join(changed[:_SHOWN])}.",
            changed=changed,
        )
