"""The one table of refusals: each error code, its HTTP status, one sentence and one remedy."""

from __future__ import annotations

from dataclasses import dataclass

from aliorders.models import Blocked
from cancelwindow.protocol import PROTOCOL, ErrorBody, ErrorCode, ErrorReply


@dataclass(frozen=True, slots=True)
class ErrorText:
    """How one error code is told."""

    status: int
    message: str
    remedy: str


ERRORS: dict[ErrorCode, ErrorText] = {
    ErrorCode.MALFORMED: ErrorText(
        400,
        "The companion could not make sense of the request.",
        "Update the extension and the companion, then try again.",
    ),
    ErrorCode.NOT_PAIRED: ErrorText(
        401,
        "This browser is not paired with the companion.",
        "Run `cancelwindow pair` and type the code into the extension's options.",
    ),
    ErrorCode.REVOKED: ErrorText(
        401,
        "The pairing of this browser was revoked.",
        "Run `cancelwindow pair` and type the new code into the extension's options.",
    ),
    ErrorCode.WRONG_HOST: ErrorText(
        403,
        "The request was not addressed to 127.0.0.1 and the companion's port.",
        "Use the address that `cancelwindow serve` printed.",
    ),
    ErrorCode.WRONG_SITE: ErrorText(
        403,
        "The request came from a web page, and the companion answers no web page.",
        "Use the Cancel Window extension.",
    ),
    ErrorCode.WRONG_ORIGIN: ErrorText(
        403,
        "The request did not come from the browser extension this pairing belongs to.",
        "Pair this browser again in the extension's options.",
    ),
    ErrorCode.NOT_FOUND: ErrorText(
        404,
        "The companion has no such address.",
        "Update the extension and the companion, then try again.",
    ),
    ErrorCode.UNKNOWN_ORDER: ErrorText(
        404,
        "The companion has not seen this order.",
        "Open the order on AliExpress with the badge, then try again.",
    ),
    ErrorCode.UNKNOWN_BEHAVIOUR: ErrorText(
        404,
        "The checklist has no such point.",
        "Update the extension and the companion, then try again.",
    ),
    ErrorCode.METHOD_NOT_ALLOWED: ErrorText(
        405,
        "This address does not answer that HTTP method.",
        "Update the extension and the companion, then try again.",
    ),
    ErrorCode.PAIRING_CLOSED: ErrorText(
        409,
        "No pairing code is waiting: none was made, or it was used or has run out.",
        "Run `cancelwindow pair` and type the new code.",
    ),
    ErrorCode.WRONG_CODE: ErrorText(
        403,
        "That is not the pairing code.",
        "Compare it with the code that `cancelwindow pair` printed.",
    ),
    ErrorCode.PROTOCOL_MISMATCH: ErrorText(
        412,
        f"The extension did not say which protocol it speaks; the companion speaks {PROTOCOL}.",
        "Update the extension.",
    ),
    ErrorCode.TOO_LARGE: ErrorText(
        413,
        "The page is larger than the companion reads.",
        "Reload the page; if it stays that large, open the details of a single order instead.",
    ),
    ErrorCode.NOT_JSON: ErrorText(
        415,
        "The request was not sent as application/json.",
        "Update the extension and the companion, then try again.",
    ),
    ErrorCode.BLOCKED_PAGE: ErrorText(
        422,
        "There is no order to read on this page.",
        "Open an order on AliExpress while signed in.",
    ),
    ErrorCode.TOO_MANY_TRIES: ErrorText(
        429,
        "Too many wrong codes: the pairing code is no longer valid.",
        "Run `cancelwindow pair` again and type the new code.",
    ),
    ErrorCode.STORE_UNAVAILABLE: ErrorText(
        503,
        "The companion's store cannot be used now, and nothing was stored.",
        "Try again; if it stays, run `cancelwindow serve` in a terminal and read what it says.",
    ),
    ErrorCode.INTERNAL: ErrorText(
        500,
        "The companion met a fault of its own and stored nothing.",
        "Try again; if it stays, report it with the lines the companion printed.",
    ),
}


class RefusedError(Exception):
    """A refused request, with its whole reply. `message` and `remedy` replace the table's."""

    def __init__(
        self,
        code: ErrorCode,
        *,
        message: str | None = None,
        remedy: str | None = None,
        blocked: Blocked | None = None,
    ) -> None:
        super().__init__(code.value)
        text = ERRORS[code]
        self.code = code
        self.status = text.status
        self.reply = ErrorReply(
            error=ErrorBody(
                code=code, message=message or text.message, remedy=remedy or text.remedy
            ),
            blocked=blocked,
        )
