"""The wire, continued: reminders that are due, and that they were shown. Free of HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from aliorders.models import Model, OrderId
from cancelwindow.store.notices import NoticeKind

MOST_DONE = 20
"""Notices acknowledged in one call; far more than one claim gives."""

NoticeId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]


class NoticesClaimRequest(Model):
    """Give this browser what is due to be told; nothing more has to be said."""


class NoticeView(Model):
    """One notification: a title and a sentence, of one order or of several."""

    id: NoticeId
    """To acknowledge it by; another one each time it is handed over."""
    kind: NoticeKind
    """``deadline`` where any part of it is one."""
    name: str
    """Kind of the deadline, or of what happened, or ``digest`` for several told as one."""
    title: str
    message: str
    order_id: OrderId
    """Of several, the one that is most urgent."""
    url: str
    """Page of the order, or the list of orders."""
    due_at: AwareDatetime
    """When it came due; of several, the first."""


class NoticesClaimReply(Model):
    """What is due. It is this browser's for some minutes; without a word, it is offered again."""

    notices: tuple[NoticeView, ...]
    next_check_at: AwareDatetime | None
    """Nothing more is expected before; None where nothing is known to come."""


class NoticesDoneRequest(Model):
    """These notices were shown."""

    ids: tuple[NoticeId, ...] = Field(min_length=1, max_length=MOST_DONE)


class NoticesDoneReply(Model):
    """How many of them this browser held, and nobody will show again."""

    done: int
