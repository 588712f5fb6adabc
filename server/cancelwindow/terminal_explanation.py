"""The chain behind a verdict on a terminal, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cancelwindow.explanation import Explanation, Outcome, SeenField, SeenParcel
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.policy.verdict import Basis, Citation
from cancelwindow.terminal import STYLES, sections
from cancelwindow.terminal_policy import claim_lines

_AS_IN_A_VERDICT = (
    "lines", "steps", "cancel_reasons", "deadlines", "window", "refund", "rights", "not_seen",
)  # fmt: skip
"""Sections that need no more than the verdict's own report shows."""

_RULE_STYLES = {Outcome.APPLIES: "bold", Outcome.PASSED: "", Outcome.NOT_ASKED: "bright_black"}


def explanation_report(chain: Explanation, words: Catalogue) -> RenderableType:
    """All that led to one verdict, under headings in the language of `words`."""
    return Group(*_Report(chain, words).parts())


class _Report:
    """The sections of one chain."""

    def __init__(self, chain: Explanation, words: Catalogue) -> None:
        self._chain = chain
        self._verdict = chain.verdict
        self._words = words

    def parts(self) -> Iterator[RenderableType]:
        """Headline, what was answered earlier, and every section."""
        verdict = self._verdict
        yield Text.assemble(
            (f"{verdict.order_id}  ", "bold"),
            (f"{verdict.answer.value}: {verdict.label}", STYLES[verdict.answer]),
        )
        yield _line(verdict.headline, 2)
        if self._chain.earlier is not None:
            earlier = self._chain.earlier
            label = self._words.say(f"label.answer.{earlier.answer}")
            when = self._moment(earlier.evaluated_at)
            yield _line(self._words.say("explain.earlier", {"label": label, "when": when}), 2)
        for heading, lines in self._sections():
            title = Text(self._words.say(heading), style="bold")
            yield Padding(title, (1, 0, 0, 2), expand=False)
            for line in list(lines) or [self._words.say("explain.nothing")]:
                yield _line(line, 4)

    def _sections(self) -> Iterator[tuple[str, Iterator[str | Text]]]:
        verdict, words = self._verdict, self._words
        yield "explain.pages", (self._page(one) for one in verdict.based_on)
        yield "explain.seen", (self._field(one) for one in self._chain.fields)
        yield "explain.parcels", self._tracking()
        yield "explain.rules", self._rules()
        yield "explain.figures", self._figures()
        yield "terminal.reasons", _named((x.rule, x.text, x.citations) for x in verdict.reasons)
        yield "terminal.warnings", _named((x.kind, x.text, x.citations) for x in verdict.warnings)
        yield "terminal.conflicts", _named((x.id, x.text, x.citations) for x in verdict.conflicts)
        said = sections(verdict, words)
        for heading in _AS_IN_A_VERDICT:
            if said[heading]:
                yield f"terminal.{heading}", iter(said[heading])

    def _page(self, basis: Basis) -> str:
        age = self._words.age(timedelta(seconds=basis.age_seconds))
        said = {"page": self._origin(basis.kind), "when": self._moment(basis.captured_at)}
        return self._words.say("explain.page", {**said, "age": age})

    def _field(self, one: SeenField) -> str:
        if one.missing is not None:
            reason = f"{one.missing.value}: {one.detail}" if one.detail else one.missing.value
            return self._words.say("explain.missing", {"field": one.field, "reason": reason})
        said = {"field": one.field, "value": one.value or ""}
        if one.page is None:
            return self._words.say("explain.value_alone", said)
        said["page"] = self._origin(one.page)
        if one.found_by is None:
            return self._words.say("explain.value", said)
        return self._words.say("explain.value_by", {**said, "way": one.found_by})

    def _tracking(self) -> Iterator[str]:
        yield from (self._parcel(one) for one in self._chain.parcels)
        if not self._chain.parcels:
            seen = "explain.no_parcel" if self._chain.tracking_seen else "explain.no_tracking"
            yield self._words.say(seen)

    def _parcel(self, one: SeenParcel) -> str:
        number = one.number or self._words.say("explain.no_number")
        said = {"number": number, "stage": self._words.say(f"stage.{one.stage}")}
        return self._words.say("explain.parcel", {**said, "basis": one.basis or "-"})

    def _rules(self) -> Iterator[Text]:
        width = max(len(one.rule) for one in self._chain.rules)
        said = {"entry": self._chain.answered_by}
        for number, one in enumerate(self._chain.rules, 1):
            told = self._words.say(f"explain.{one.outcome}", {**said, "why": one.why})
            line = f"{number:2}. {one.rule:{width}}  {told}"
            yield Text(line, style=_RULE_STYLES[one.outcome])

    def _figures(self) -> Iterator[str]:
        for one in self._chain.figures:
            said = {"name": one.parameter, "figure": one.value}
            yield self._words.say("explain.figure", {**said, "day": self._words.day(one.effective)})
            yield f"    {one.description}"
            yield from (f"    {line}" for line in claim_lines(one.claims))
            if one.note:
                yield f"    {one.note}"

    def _origin(self, page: str) -> str:
        key = f"origin.{page}"
        return self._words.say(key) if key in self._words else page

    def _moment(self, at: datetime) -> str:
        return self._words.moment(at.astimezone())


def _named(sentences: Iterable[tuple[str, str, tuple[Citation, ...]]]) -> Iterator[str]:
    """Sentences by name, with the keys of their sources (`cancelwindow policy --sources`)."""
    for name, text, citations in sentences:
        keys = ", ".join(dict.fromkeys(f"{one.source} {one.grade}" for one in citations))
        yield f"{name}: {text} [{keys}]" if keys else f"{name}: {text}"


def _line(line: str | Text, indent: int) -> RenderableType:
    return Padding(Text(line) if isinstance(line, str) else line, (0, 0, 0, indent), expand=False)
