"""Someone who has opened the dashboard."""

from __future__ import annotations

import pytest

from companion_app import CompanionApp
from dashboard_visitor import Visitor


@pytest.fixture
def visitor(companion_app: CompanionApp) -> Visitor:
    """Signed in, with nothing stored yet."""
    return Visitor(companion_app)
