"""Refusals that a person reads: each a status, a title and what to do, in the catalogue."""

from __future__ import annotations

KINDS = (
    "form_expired",
    "from_elsewhere",
    "internal",
    "method_not_allowed",
    "not_a_form",
    "not_found",
    "order_not_found",
    "signed_out",
    "too_large",
    "wrong_code",
)
"""Each has its words under ``dashboard.refused``."""

BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
"""The framework's own refusals; any other is a form that cannot be read."""


class PageRefusedError(Exception):
    """A page that is not shown. `kind` is one of `KINDS`."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
