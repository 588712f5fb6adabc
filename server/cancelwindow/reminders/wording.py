"""What a notice says: a title and one sentence, in the person's language and time zone. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from cancelwindow.calendar import is_of_a_day, printed_day, what
from cancelwindow.policy.phrases import Catalogue
from cancelwindow.store.notices import Notice, NoticeKind
from cancelwindow.store.queries import OrderSummary
from cancelwindow.store.standing import KnownDeadline

DIGEST = "digest"
"""Name of several notices told as one."""

_NAMED = 5
"""Kinds of a digest that are named."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of the order that a notice is of."""

    order: OrderSummary
    deadline: KnownDeadline | None
    """As it stands now, for a deadline's notice."""


@dataclass(frozen=True, slots=True)
class Words:
    """A title and one sentence."""

    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says notices in one language and one time zone; None is that of this computer."""

    catalogue: Catalogue
    zone: tzinfo | None
    names_orders: bool = True
    """Whether products and stores may be named."""

    def words(self, told: Sequence[Notice], known: Mapping[str, Known], now: datetime) -> Words:
        """What notices say that are told together; `known` by `key_of`."""
        if len(told) == 1:
            return self._one(told[0], known[key_of(told[0])], now)
        return self._many(told)

    def _one(self, notice: Notice, known: Known, now: datetime) -> Words:
        said = what(known.order) if self.names_orders else self._say("some_order")
        title = self._title(notice)
        if notice.kind is NoticeKind.EVENT:
            return Words(title, self._say(f"event.{notice.name}.text", what=said))
        deadline = known.deadline
        if deadline is None or deadline.earliest is None or deadline.latest is None:
            return Words(title, self._say("undated", what=said))
        if deadline.latest <= now:
            # The last reading is the first instant after the day that it ends with.
            form, at = "over", deadline.latest - timedelta(microseconds=1)
        else:
            form, at = ("you" if deadline.act_by else "others"), deadline.earliest
        when = self._when(at, is_day=is_of_a_day(deadline.earliest, deadline.latest))
        return Words(title, self._say(form, what=said, when=when))

    def _many(self, told: Sequence[Notice]) -> Words:
        titles = Counter(self._title(one) for one in told)
        parts = (
            self._say("part", title=title, orders=self.catalogue.count("dashboard.unit.orders", n))
            for title, n in titles.most_common(_NAMED)
        )
        return Words(self._say("digest.title"), self._say("digest.text", parts="; ".join(parts)))

    def _title(self, notice: Notice) -> str:
        if notice.kind is NoticeKind.EVENT:
            return self._say(f"event.{notice.name}.title")
        return self.catalogue.say(f"deadline.{notice.name}.title")

    def _when(self, at: datetime, *, is_day: bool) -> str:
        if is_day:
            return self.catalogue.day(printed_day(at))
        return self.catalogue.moment(at.astimezone(self.zone))

    def _say(self, key: str, **values: str) -> str:
        return self.catalogue.say(f"reminder.{key}", values)


def key_of(notice: Notice) -> str:
    """Under which a notice's order is known."""
    return f"{notice.order_id}/{notice.name}"
