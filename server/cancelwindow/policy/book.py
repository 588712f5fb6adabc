"""The policy as loaded: one book, from which `at` takes what was valid on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date

from aliorders.models import EndCause, EndReason, Missing, OrderStatus
from cancelwindow.policy.cancel_reason_table import CancelReasonTable
from cancelwindow.policy.conflicts import Conflict, by_name
from cancelwindow.policy.deadline_table import DeadlineRule
from cancelwindow.policy.facts import Fact
from cancelwindow.policy.gaps import Gap
from cancelwindow.policy.languages import Languages
from cancelwindow.policy.lines import LineState
from cancelwindow.policy.parameters import Figure, Parameter, figure
from cancelwindow.policy.phrases import DEFAULT_LANGUAGE, Catalogue
from cancelwindow.policy.refund_table import RefundTable
from cancelwindow.policy.rights_table import Rights
from cancelwindow.policy.seller_table import SellerTable
from cancelwindow.policy.sources import Source, SourceRefs, cite
from cancelwindow.policy.speech import Spoken, spoken
from cancelwindow.policy.tables import (
    LineRow,
    MessageTemplate,
    RefusedClaim,
    Remark,
    Row,
    Steps,
)
from cancelwindow.policy.verdict import Citation

END_NOT_SEEN = "not_seen"
"""Key of the entry for an ended order whose end reason was not seen."""

CODE_NOT_KNOWN = "code_not_known"
"""Key of the entry for an ended order whose end code is in no table."""

REFUND = "refund"
"""Name of the estimate of when and where the money comes back."""

CANCEL_REASON = "cancel_reason"
"""Kind of name of a reason to cancel."""

REFUND_UNKNOWN = "unknown"
"""Kind of payment of a refund whose method the page does not tell."""


@dataclass(frozen=True)
class Tables:
    """Everything of the policy that does not change with the day."""

    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    by_status: Mapping[OrderStatus, Row | Mapping[str, Row]]
    by_cause: Mapping[str, Row]
    by_evidence: Mapping[str, Row]
    by_line: Mapping[LineState, LineRow]
    remarks: Mapping[str, Remark]
    deadlines: Mapping[str, DeadlineRule]
    steps: Steps
    rights: Rights
    messages: Mapping[str, MessageTemplate]
    catalogues: Languages
    refused: Mapping[str, RefusedClaim]
    conflicts: Mapping[str, Conflict]
    facts: Mapping[str, Fact]
    refunds: RefundTable
    cancel_reasons: CancelReasonTable
    sellers: SellerTable
    gaps: Mapping[str, Gap]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every answer with the place it is written in."""
        for status, entry in self.by_status.items():
            if isinstance(entry, Row):
                yield f"by_status.yaml: {status}", entry
            else:
                for end, row in entry.items():
                    yield f"by_status.yaml: {status}.{end}", row
        for cause, row in self.by_cause.items():
            yield f"by_cause.yaml: {cause}", row
        for rule, row in self.by_evidence.items():
            yield f"by_evidence.yaml: {rule}", row


class Figures:
    """Every figure on record, made once and put into words once per language."""

    def __init__(self, tables: Tables) -> None:
        """Holds nothing of a language until it is asked for."""
        self._catalogues = tables.catalogues
        self._by_name = {
            name: [
                figure(name, parameter, value.effective, tables.sources)
                for value in parameter.values
            ]
            for name, parameter in tables.parameters.items()
        }
        self._said: dict[tuple[str, str, date], Spoken] = {}

    @property
    def days(self) -> list[date]:
        """Every day on which a figure took effect, in order."""
        return sorted({one.effective for of_one in self._by_name.values() for one in of_one})

    def on(self, day: date) -> Mapping[str, Figure]:
        """The figures of `day` by name; the oldest on record for a day before that."""
        return {
            name: next((one for one in reversed(of_one) if one.effective <= day), of_one[0])
            for name, of_one in self._by_name.items()
        }

    def said(self, one: Figure, language: str) -> Spoken:
        """A figure in words; PhraseError where the catalogue lacks one."""
        key = (language, one.name, one.effective)
        if key not in self._said:
            self._said[key] = spoken(one, self._catalogues[language])
        return self._said[key]

    def say_all(self, language: str) -> None:
        """Put every figure into words. Raises PhraseError where the catalogue lacks one."""
        for of_one in self._by_name.values():
            for one in of_one:
                self.said(one, language)


class _Noting(Mapping[str, Spoken]):
    """Figures in words, with a note of each that is asked for."""

    def __init__(self, of: Mapping[str, Spoken], asked: set[str]) -> None:
        self._of = of
        self._asked = asked

    def __getitem__(self, name: str) -> Spoken:
        found = self._of[name]
        self._asked.add(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


class Policy:
    """What was valid on one day. Holds no order and no clock."""

    def __init__(self, tables: Tables, figures: Figures, day: date) -> None:
        """`day` selects the figures; see `Figures.on` for days before all records."""
        self.tables = tables
        self._all = figures
        self._figures = figures.on(day)
        self._spoken: dict[str, Mapping[str, Spoken]] = {}
        self._asked: set[str] | None = None

    def noting(self, asked: set[str]) -> Policy:
        """The same policy, which adds to `asked` the name of every figure it is asked for."""
        noted = copy(self)
        noted._asked = asked  # noqa: SLF001 - a copy of our own
        return noted

    def figure(self, name: str) -> Figure:
        """A parameter's figure, or KeyError."""
        if self._asked is not None:
            self._asked.add(name)
        return self._figures[name]

    def spoken(self, language: str) -> Mapping[str, Spoken]:
        """Every figure in words, by name, in a language of the catalogues."""
        if language not in self._spoken:
            self._spoken[language] = {
                name: self._all.said(one, language) for name, one in self._figures.items()
            }
        spoken_all = self._spoken[language]
        return spoken_all if self._asked is None else _Noting(spoken_all, self._asked)

    def row(self, rule: str) -> Row:
        """The answer that evidence decides, by its key in by_evidence.yaml, or KeyError."""
        return self.tables.by_evidence[rule]

    def cause_row(self, cause: EndCause | None) -> Row | None:
        """The answer for an end, by why it ended; None means an end code that no table knows.

        None where the end has its answer in the table of statuses.
        """
        return self.tables.by_cause.get(CODE_NOT_KNOWN if cause is None else cause)

    def status_row(self, status: OrderStatus, end: EndReason | Missing) -> Row:
        """The answer for a status where nothing else decides; `end` matters for ended orders."""
        entry = self.tables.by_status[status]
        if isinstance(entry, Row):
            return entry
        return entry[END_NOT_SEEN if isinstance(end, Missing) else end.value]


class PolicyBook:
    """All policy on record."""

    def __init__(self, tables: Tables) -> None:
        """`tables` must have passed the loader's checks.

        Raises PhraseError where the default language has no words for a figure; any other language
        is put into words when it is first asked for.
        """
        self.tables = tables
        figures = Figures(tables)
        figures.say_all(DEFAULT_LANGUAGE)
        self._days = figures.days
        self._policies = [Policy(tables, figures, day) for day in self._days]
        self._asked: set[str] | None = None
        self._citations: dict[SourceRefs, tuple[Citation, ...]] = {}
        self._conflicts_by_name = by_name(tables.conflicts)
        self._quoted = {
            key: self.citations(conflict.cited) for key, conflict in tables.conflicts.items()
        }

    def at(self, day: date) -> Policy:
        """The policy of `day`; the oldest on record for a day before that."""
        policy = self._policies[max(0, bisect_right(self._days, day) - 1)]
        return policy if self._asked is None else policy.noting(self._asked)

    def noting(self, asked: set[str]) -> PolicyBook:
        """The same book, which adds to `asked` the name of every figure it is asked for."""
        noted = copy(self)
        noted._asked = asked  # noqa: SLF001 - a copy of our own
        return noted

    def language(self, wanted: str) -> str:
        """The best language there is for a tag such as ``pt-BR``; see `Languages.nearest`."""
        return self.tables.catalogues.nearest(wanted)

    def catalogue(self, language: str) -> Catalogue:
        """The phrases of a language; KeyError for one that is not there."""
        return self.tables.catalogues[language]

    def citations(self, refs: SourceRefs | None) -> tuple[Citation, ...]:
        """References as citations; none for None."""
        if refs is None:
            return ()
        known = self._citations.get(refs)
        if known is None:
            known = tuple(cite(ref, self.tables.sources[ref.source]) for ref in refs)
            self._citations[refs] = known
        return known

    def conflicts(self, names: Collection[str]) -> Mapping[str, tuple[Citation, ...]]:
        """The conflicts that belong to any of `names`, with whom their sentences quote."""
        met = {key for name in names for key in self._conflicts_by_name.get(name, ())}
        return {key: quoted for key, quoted in self._quoted.items() if key in met}
