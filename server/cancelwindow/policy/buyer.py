"""The buyer, as far as the rules may know them: nothing that names or finds a person."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from aliorders.models import Model

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2, such as ``IE``."""


class Buyer(Model):
    """What the buyer has told us.

    `country` is the country the order goes to, None where nobody said: consumer rights and the
    holidays of banks depend on it (policy.md, sections 6 and 11), and it is never guessed.
    """

    country: CountryCode | None = None


NOBODY = Buyer()
"""A buyer of whom nothing is known."""
