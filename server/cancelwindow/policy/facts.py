"""The ledger of facts: every fact on record, and the part of the policy in which it lives."""

from __future__ import annotations

import re
from typing import Self

from pydantic import model_validator

from aliorders.models import Model
from cancelwindow.policy.sources import Text

MODULE = re.compile(r"(aliorders|cancelwindow)(\.[a-z_]+)+")
"""A module of ours, for a fact that is no part of the policy's data."""


class Fact(Model):
    """One entry of `facts.yaml`."""

    fact: Text
    lives_in: tuple[Text, ...] = ()
    """Names of the policy (`names.py`), or modules."""
    left_out: Text | None = None
    """Why no part of the product says it."""

    @model_validator(mode="after")
    def _somewhere_or_nowhere(self) -> Self:
        if bool(self.lives_in) == (self.left_out is not None):
            raise ValueError("give either the names it lives in, or why it is left out")
        return self
