"""Figures in words: ``48 to 72 hours``, ``up to 6 days``, and what others say beside them."""

from __future__ import annotations

from collections.abc import Mapping

from cancelwindow.policy.parameters import Figure, Number, Outlier, Span, Unit
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.sources import UNDATED
from cancelwindow.policy.verdict import Grade

_GUIDES = frozenset({Grade.C, Grade.D})


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
        "": span_text(span, catalogue),
        "high": _length(_number(span.high), span.high, span.unit, catalogue),
        "others": "".join(
            catalogue.say("claim.beside", {"claim": _claim(outlier, catalogue)})
            for outlier in figure.outliers
        ),
    }
    if span.low is not None:
        forms["low"] = _length(_number(span.low), span.low, span.unit, catalogue)
    return Spoken(forms)


def span_text(span: Span, catalogue: Catalogue) -> str:
    """A length: ``7 business days``, ``48 to 72 hours`` or ``up to 20 days``."""
    if span.low is None:
        length = _length(_number(span.high), span.high, span.unit, catalogue)
        return catalogue.say("span.up_to", {"length": length})
    if span.low == span.high:
        return _length(_number(span.high), span.high, span.unit, catalogue)
    ends = {"low": _number(span.low), "high": _number(span.high)}
    return _length(catalogue.say("span.range", ends), span.high, span.unit, catalogue)


def _length(said: str, number: Number, unit: Unit, catalogue: Catalogue) -> str:
    count = "one" if number == 1 else "other"
    return catalogue.say(f"unit.{unit}.{count}", {"n": said})


def _number(number: Number) -> str:
    return f"{number:g}"


def _claim(outlier: Outlier, catalogue: Catalogue) -> str:
    citation = outlier.citation
    said = {
        "span": span_text(outlier.span, catalogue),
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
