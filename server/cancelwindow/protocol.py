"""The wire between a client and the companion: shapes, protocol version, error codes.

Free of HTTP, so that another transport (native messaging) can carry the same messages. The
extension's `companion/protocol.js` mirrors this page; `fixtures/protocol/` holds both to it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from aliorders.models import Blocked, CapturedResponse, Model, PageKind, Snapshot, SnapshotSource
from cancelwindow.policy.seller_view import SellerView
from cancelwindow.policy.verdict import Verdict

PROTOCOL = "1.0"
"""major.minor. Another major is refused with both numbers; a minor only adds."""

PROTOCOL_HEADER = "X-Cancel-Window-Protocol"
"""On every request and every reply. A reply without it is another program on this port."""

PRODUCT = "cancel-window"

DEFAULT_PORT = 17863
"""Unassigned by IANA; changeable on both sides, never scanned for."""

MAX_BODY_BYTES = 8 * 1024 * 1024


class ErrorCode(StrEnum):
    """Stable error codes; each has one HTTP status, one sentence and one remedy."""

    MALFORMED = "malformed"
    NOT_PAIRED = "not_paired"
    REVOKED = "revoked"
    WRONG_HOST = "wrong_host"
    WRONG_SITE = "wrong_site"
    WRONG_ORIGIN = "wrong_origin"
    NOT_FOUND = "not_found"
    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_BEHAVIOUR = "unknown_behaviour"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    PAIRING_CLOSED = "pairing_closed"
    WRONG_CODE = "wrong_code"
    PROTOCOL_MISMATCH = "protocol_mismatch"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    BLOCKED_PAGE = "blocked_page"
    TOO_MANY_TRIES = "too_many_tries"
    STORE_UNAVAILABLE = "store_unavailable"
    INTERNAL = "internal"


class ErrorBody(Model):
    """What went wrong and what to do about it."""

    code: ErrorCode
    message: str
    remedy: str


class ErrorReply(Model):
    """Body of every refusal. `blocked` is present with code ``blocked_page`` only."""

    error: ErrorBody
    blocked: Blocked | None = None


class HelloReply(Model):
    """Who answers on this port; told to anyone the first three guard rules let through."""

    product: str = PRODUCT
    protocol: str = PROTOCOL
    version: str
    features: tuple[str, ...] = ()
    pairing_open: bool = False


PairingCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z2-9]{4}-?[A-Za-z2-9]{4}$", to_upper=True)
]
"""Eight characters as XXXX-XXXX; the pattern is checked before lower case is raised."""


class PairRequest(Model):
    """A pairing code typed by the person, and the name they will know this browser by."""

    code: PairingCode
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class PairReply(Model):
    """The client's token (256 bits, shown once) and its id in `cancelwindow clients`."""

    client_id: str
    token: str
    name: str


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""JSON Schema calls 3.0 an integer; pydantic, where it takes no text for a number, does not."""


class WireResponse(CapturedResponse):
    """One answer of the site's own API, as a client sends it."""

    status: Annotated[int, WHOLE] = 200


class WireSnapshot(Model):
    """A snapshot as a client sends it: bounded, and without a word on who we should believe."""

    url: Annotated[str, StringConstraints(max_length=2048)]
    html: Annotated[str, StringConstraints(max_length=6 * 1024 * 1024)]
    responses: tuple[WireResponse, ...] = Field(default=(), max_length=20)
    captured_at: AwareDatetime
    age_ms: Annotated[int, Field(ge=0, le=86_400_000), WHOLE] | None = None
    quiet_ms: Annotated[int, Field(ge=0, le=86_400_000), WHOLE] | None = None

    def snapshot(self) -> Snapshot:
        """The parser's input."""
        return Snapshot(**dict(self), source=SnapshotSource.EXTENSION)


LanguageTag = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=60)
]
"""A BCP 47 tag; the nearest language there is is taken."""


class AssessRequest(Model):
    """Read this page and tell me where its orders stand."""

    snapshot: WireSnapshot
    language: LanguageTag | None = None
    """Of the sentences; without it, the companion's own."""
    walking: bool = False
    """Whether the page was opened by a walk through the history (`protocol_walk`)."""


class AssessReply(Model):
    """One verdict per order of the page, in page order."""

    page: PageKind
    settled: bool
    """False: the page was still arriving; ask again."""
    verdicts: tuple[Verdict, ...]
    card: str | None = None
    """CSS selector of what the page draws each order in, on a page of several; the client marks
    the elements that it finds so and that link to one order alone."""
    sellers: tuple[SellerView, ...] = ()
    """One per store that the page or its orders name; `Verdict.store_ids` points here."""


class DashboardLinkRequest(Model):
    """Let this person into the dashboard; nothing more has to be said."""


class DashboardLinkReply(Model):
    """A one-time link to open in a new tab. Its secret stands behind the ``#``: never sent."""

    url: str
    expires_at: AwareDatetime
