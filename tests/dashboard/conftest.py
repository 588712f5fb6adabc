"""Someone who has opened the dashboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cancelwindow.app import rejudge_of
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from sample_orders import see_sample_account


@pytest.fixture
def visitor(companion_app: CompanionApp) -> Visitor:
    """Signed in, with nothing stored yet."""
    return Visitor(companion_app)


@pytest.fixture(scope="session")
def sample_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionApp]:
    """A companion that has seen every page of the sample account; tests only look at it."""
    app = CompanionApp(tmp_path_factory.mktemp("sample") / "companion", country="DE")
    see_sample_account(app)
    # Tracking that came later has orders judged again, as the companion does by itself.
    rejudge_of(app.app).some(app.now)
    yield app
    app.close()


@pytest.fixture
def sample(sample_app: CompanionApp) -> Visitor:
    """Signed in where the sample account was seen."""
    return Visitor(sample_app)
