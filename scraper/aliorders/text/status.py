"""Status words, read into the platform's own codes.

What decides, in this order: a word that a capture or a public reader proves; a word this
installation has learned; the site's own status number, alone or with a word of weak evidence that
names the same status more exactly. A word of weak evidence alone is only a suggestion. The sentence
under the status of an ended order may say how it ended where the word does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from aliorders.data import table
from aliorders.models.orders import EndCause, EndReason, OrderStatus
from aliorders.models.values import Missing, not_found
from aliorders.models.words import SuggestedWord, WordLesson, WordUse
from aliorders.selectors import LONGEST_WORD
from aliorders.text.fold import tidy
from aliorders.text.vocabulary import StatusMeaning, ending, status_word
from aliorders.text.wording import ANY, Wording


class StatusReading(NamedTuple):
    """What a status word says, and what is to be reported about it."""

    code: OrderStatus
    end_reason: EndReason | Missing
    unknown_words: tuple[str, ...] = ()
    """The word, where no table knows it well enough to decide alone and nobody has learned it."""
    suggestion: SuggestedWord | None = None
    """What the word would stand for by weak evidence; it did not decide alone."""
    lesson: WordLesson | None = None
    """What can be learned: the word, and the number that named its status."""
    end_cause: EndCause | Missing = not_found("no word names it")


class Signal(NamedTuple):
    """A status by something that needs no language."""

    code: OrderStatus
    end_reason: EndReason | None
    evidence: str


def read_status(
    word: str,
    wording: Wording = ANY,
    *,
    number: int | None = None,
    button_types: Collection[str] = (),
    sentence: str = "",
) -> StatusReading:
    """Meaning of a status word; UNKNOWN where nothing decides, never a guess.

    Args:
        word: the word as printed; empty where the data gives none.
        wording: language of the page, and what this installation has learned.
        number: the site's own `orderStatus`, where the same data gives one.
        button_types: type codes of the order's buttons, where the same data gives them.
        sentence: the sentence under the status, where the same page has one.
    """
    reading = _read(word, wording, number, button_types)
    if reading.end_reason is not EndReason.UNSPECIFIED:
        return reading
    return reading._replace(end_reason=ending(sentence, wording) or EndReason.UNSPECIFIED)


def _read(
    word: str, wording: Wording, number: int | None, button_types: Collection[str]
) -> StatusReading:
    known = status_word(word, wording)
    names_a_status = known is not None and known.code is not OrderStatus.UNKNOWN
    if known is not None and names_a_status and known.mark.decides and not wording.translated:
        return _by_word(known)
    unknown = (word,) if word else ()
    suggestion = _suggestion(word, known) if known is not None and names_a_status else None
    by_number = status_of_number(number)
    signal = by_number or _learned(word, wording)
    if signal is not by_number:
        unknown = ()
    lesson = _lesson(word, wording, known, by_number)
    if known is not None and _confirmed(known, signal, button_types):
        return _by_word(known)._replace(unknown_words=unknown, suggestion=suggestion, lesson=lesson)
    if signal is not None:
        return _reading(signal.code, signal.end_reason, unknown, suggestion, lesson)
    return _reading(OrderStatus.UNKNOWN, None, unknown, suggestion)


def lessons_of(readings: Iterable[StatusReading]) -> tuple[WordLesson, ...]:
    """What can be learned from several readings, each lesson once."""
    return tuple(dict.fromkeys(r.lesson for r in readings if r.lesson is not None))


def status_of_number(number: int | None) -> Signal | None:
    """Status by the front end's `orderStatus`; None for a number nobody has published."""
    entry = None if number is None else _signals()["numbers"].get(str(number))
    if entry is None:
        return None
    end = EndReason(entry["end"]) if "end" in entry else None
    return Signal(OrderStatus(entry["code"]), end, f"orderStatus {number}")


@cache
def _signals() -> dict[str, dict[str, dict[str, str]]]:
    signals: dict[str, dict[str, dict[str, str]]] = table("status_signals")
    return signals


def _learned(word: str, wording: Wording) -> Signal | None:
    lesson = None if wording.translated else wording.learned.meaning(word, wording.language)
    return None if lesson is None else Signal(lesson.code, lesson.end_reason, lesson.evidence)


def _confirmed(known: StatusMeaning, signal: Signal | None, button_types: Collection[str]) -> bool:
    """Whether a language-neutral signal says the same as a word of weak evidence."""
    if signal is not None:
        return signal.code is known.code
    by_button = _signals()["buttons"]
    codes = {by_button[kind]["code"] for kind in button_types if kind in by_button}
    return codes == {known.code.value}


def _suggestion(word: str, known: StatusMeaning) -> SuggestedWord:
    return SuggestedWord(
        word=tidy(word),
        use=WordUse.STATUS,
        meaning=known.code.value,
        language=known.language,
        mark=known.mark,
    )


def _lesson(
    word: str, wording: Wording, known: StatusMeaning | None, signal: Signal | None
) -> WordLesson | None:
    """A lesson, unless the word's weak evidence says another status: then the number may be the
    coarser of the two (8 has been seen on shipped orders only, not on what disputes look like)."""
    if signal is None or wording.translated or not 0 < len(tidy(word)) <= LONGEST_WORD:
        return None
    if known is not None and known.code is not signal.code:
        return None
    lesson = WordLesson(
        word=tidy(word),
        language=wording.language,
        code=signal.code,
        end_reason=signal.end_reason,
        evidence=signal.evidence,
    )
    return None if lesson in wording.learned.lessons else lesson


def _by_word(known: StatusMeaning) -> StatusReading:
    reading = _reading(known.code, known.end_reason)
    return reading if known.end_cause is None else reading._replace(end_cause=known.end_cause)


def _reading(
    code: OrderStatus,
    end_reason: EndReason | None,
    unknown_words: tuple[str, ...] = (),
    suggestion: SuggestedWord | None = None,
    lesson: WordLesson | None = None,
) -> StatusReading:
    why = "unknown status word" if code is OrderStatus.UNKNOWN else "the order has not ended"
    return StatusReading(code, end_reason or not_found(why), unknown_words, suggestion, lesson)
