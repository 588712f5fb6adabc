"""Figures in words: ``48 to 72 hours``, ``up to 6 days``, and what others say beside them."""

from __future__ import annotations

from collections.abc import Mapping

from cancelwindow.policy.parameters import Figure, Number, Outlier, Span
from cancelwindow.policy.phrases import Catalogue, Values
from cancelwindow.policy.sources import UNDATED
from cancelwindow.policy.verdict import Grade

_GUIDES = frozenset({Grade.C, Grade.D})

PLAIN = "unit"
"""Units as they stand alone and as the object of a verb; forms ``""``, ``high``, ``low``."""

OBLIQUE = "oblique"
"""Units after a preposition such as "within", for languages whose nouns change there; the same
forms with this word, such as ``high.oblique``."""


class Spoken:
    """A figure's forms: ``""`` whole, ``high`` and ``low`` ends, ``others`` for other claims."""

    __slots__ = ("_forms",)

    def __init__(self, forms: Mapping[str, str]) -> None:
        """`forms` by name."""
        self._forms = dict(forms)

    def say(self, form: str) -> str:
        """One form; ValueError where the figure has no such form."""
        try:
            return self._forms[form]
        except KeyError:
            raise ValueError(f"the figure has no form {form!r}") from None


def spoken(figure: Figure, catalogue: Catalogue) -> Spoken:
    """`figure` in the catalogue's language.

    A figure with a spoken word (policy: never to be shown) has that word as its only form.
    """
    if figure.spoken is not None:
        return Spoken({"": catalogue.say(f"word.{figure.spoken}")})
    span = figure.span
    forms = {
        **_cases(span, catalogue),
        "others": "".join(
            catalogue.say("claim.beside", {"claim": _claim(outlier, catalogue)})
            for outlier in figure.outliers
        ),
    }
    for end, number in (("high", span.high), ("low", span.low)):
        if number is not None:
            forms[end] = catalogue.count(f"{PLAIN}.{span.unit}", number)
            forms[f"{end}.{OBLIQUE}"] = catalogue.count(f"{OBLIQUE}.{span.unit}", number)
    return Spoken(forms)


def length(span: Span, catalogue: Catalogue) -> Spoken:
    """A length that is no figure: whole, and whole after a preposition."""
    return Spoken(_cases(span, catalogue))


def _cases(span: Span, catalogue: Catalogue) -> dict[str, str]:
    return {"": span_text(span, catalogue), OBLIQUE: span_text(span, catalogue, OBLIQUE)}


def span_text(span: Span, catalogue: Catalogue, case: str = PLAIN) -> str:
    """A length: ``7 business days``, ``48 to 72 hours`` or ``up to 20 days``."""
    if span.low is None:
        forms = {"": _length(span, catalogue, case), OBLIQUE: _length(span, catalogue, OBLIQUE)}
        return catalogue.say("span.up_to", {"length": Spoken(forms)})
    return _length(span, catalogue, case)


def _length(span: Span, catalogue: Catalogue, case: str) -> str:
    """The figures of `span` and their unit."""
    said = None
    if span.low is not None and span.low != span.high:
        said = _range(span.low, span.high, catalogue)
    return catalogue.count(f"{case}.{span.unit}", span.high, said)


def _range(low: Number, high: Number, catalogue: Catalogue) -> str:
    ends = {"low": catalogue.number(low), "high": catalogue.number(high)}
    return catalogue.say("span.range", ends)


def _claim(outlier: Outlier, catalogue: Catalogue) -> str:
    citation = outlier.citation
    said: Values = {
        "span": length(outlier.span, catalogue),
        "publisher": citation.publisher,
        "year": citation.date[:4],
    }
    speaker = "guide" if citation.grade in _GUIDES else "text"
    dated = "undated" if citation.date == UNDATED else "dated"
    claim = catalogue.say(f"claim.{speaker}_{dated}", said)
    if not outlier.label:
        return claim
    subject = catalogue.say(f"label.{outlier.label}")
    return catalogue.say("claim.about", {"claim": claim, "subject": subject})
