"""What no source tells: each gap, and the parts of the product that make it visible."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from aliorders.models import Model
from cancelwindow.policy.sources import Text


class Gap(Model):
    """One entry of `gaps.yaml`."""

    gap: Text
    shown_by: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Names of the policy (`names.py`), or modules."""
