"""Every operation of the API: the one list that the routes and the OpenAPI document agree on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from cancelwindow.protocol import (
    AssessReply,
    AssessRequest,
    DashboardLinkReply,
    DashboardLinkRequest,
    ErrorCode,
    HelloReply,
    PairReply,
    PairRequest,
)
from cancelwindow.protocol_notices import (
    NoticesClaimReply,
    NoticesClaimRequest,
    NoticesDoneReply,
    NoticesDoneRequest,
)
from cancelwindow.protocol_orders import (
    DeadlinesReply,
    DeadlinesRequest,
    OpenApiReply,
    OpenApiRequest,
    OrderReply,
    OrderRequest,
    OrdersReply,
    OrdersRequest,
    OverviewReply,
    OverviewRequest,
    SellerNotesReply,
    SellerNotesRequest,
    SellersReply,
    SellersRequest,
    SettingsReply,
    SettingsRequest,
    VerdictsReply,
    VerdictsRequest,
    WithdrawReply,
    WithdrawRequest,
)
from cancelwindow.protocol_walk import WalkReply, WalkRequest

PREFIX = "/v1"


class Access(StrEnum):
    """Whom an operation answers."""

    OPEN = "open"
    """Anyone whom the address and the fetch metadata let through."""
    PAIRING = "pairing"
    """A browser extension without a token."""
    PAIRED = "paired"
    """A paired extension."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what it takes, what it gives, and what else it can refuse besides the guard."""

    name: str
    """Of the handler; the address says it with hyphens, unless it is named."""
    summary: str
    request: type[BaseModel] | None
    reply: type[BaseModel]
    access: Access = Access.PAIRED
    refusals: tuple[ErrorCode, ...] = ()
    address: str | None = None

    @property
    def path(self) -> str:
        """The address below the version."""
        return self.address or "/" + self.name.replace("_", "-")

    @property
    def method(self) -> str:
        """GET where nothing is sent."""
        return "GET" if self.request is None else "POST"


OPERATIONS = (
    Operation("hello", "Say who answers on this port", None, HelloReply, Access.OPEN),
    Operation(
        "pair",
        "Spend a pairing code for a token of this browser",
        PairRequest,
        PairReply,
        Access.PAIRING,
        (ErrorCode.PAIRING_CLOSED, ErrorCode.WRONG_CODE, ErrorCode.TOO_MANY_TRIES),
    ),
    Operation(
        "assess",
        "Read a page, of one order or a whole list, and judge every order of it",
        AssessRequest,
        AssessReply,
        refusals=(ErrorCode.BLOCKED_PAGE,),
    ),
    Operation("orders", "List, search, filter and sort stored orders", OrdersRequest, OrdersReply),
    Operation(
        "order",
        "Tell all about one order, with what was seen of it when",
        OrderRequest,
        OrderReply,
        refusals=(ErrorCode.UNKNOWN_ORDER,),
    ),
    Operation("verdicts", "Judge several stored orders as of now", VerdictsRequest, VerdictsReply),
    Operation(
        "overview",
        "Tell what to act on now, what is at risk, and what should come back",
        OverviewRequest,
        OverviewReply,
    ),
    Operation(
        "deadlines", "List the deadlines of a span of time", DeadlinesRequest, DeadlinesReply
    ),
    Operation("sellers", "List the shops of the stored orders", SellersRequest, SellersReply),
    Operation(
        "seller_notes",
        "Tick what a seller has asked for, or untick it",
        SellerNotesRequest,
        SellerNotesReply,
        refusals=(ErrorCode.UNKNOWN_BEHAVIOUR,),
    ),
    Operation(
        "notices_claim",
        "Give this browser the reminders that are due, for it to show",
        NoticesClaimRequest,
        NoticesClaimReply,
        address="/notices/claim",
    ),
    Operation(
        "notices_done",
        "Acknowledge reminders that were shown",
        NoticesDoneRequest,
        NoticesDoneReply,
        address="/notices/done",
    ),
    Operation("settings", "Tell the settings, or change them", SettingsRequest, SettingsReply),
    Operation(
        "withdraw", "End the pairing of the browser that asks", WithdrawRequest, WithdrawReply
    ),
    Operation(
        "dashboard_link",
        "Make a one-time link that opens the dashboard in this browser",
        DashboardLinkRequest,
        DashboardLinkReply,
    ),
    Operation(
        "walk",
        "Tell what a walk through the history in the person's own browser is to open next",
        WalkRequest,
        WalkReply,
    ),
    Operation("openapi", "Describe this API", OpenApiRequest, OpenApiReply),
)

OF_THE_GUARD: dict[Access, tuple[ErrorCode, ...]] = {
    Access.OPEN: (ErrorCode.WRONG_HOST, ErrorCode.WRONG_SITE, ErrorCode.WRONG_ORIGIN),
    Access.PAIRING: (
        ErrorCode.WRONG_HOST,
        ErrorCode.WRONG_SITE,
        ErrorCode.WRONG_ORIGIN,
        ErrorCode.NOT_JSON,
        ErrorCode.PROTOCOL_MISMATCH,
        ErrorCode.TOO_LARGE,
        ErrorCode.MALFORMED,
    ),
}
"""What the guard refuses before an operation is asked."""
OF_THE_GUARD[Access.PAIRED] = (
    *OF_THE_GUARD[Access.PAIRING],
    ErrorCode.NOT_PAIRED,
    ErrorCode.REVOKED,
)

ALWAYS = (ErrorCode.METHOD_NOT_ALLOWED, ErrorCode.STORE_UNAVAILABLE, ErrorCode.INTERNAL)


def refusals(operation: Operation) -> tuple[ErrorCode, ...]:
    """Every code that an operation can be refused with."""
    return (*OF_THE_GUARD[operation.access], *operation.refusals, *ALWAYS)
