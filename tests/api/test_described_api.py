"""The API keeps to its description: invented requests, right and wrong, to a real companion."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, openapi
from schemathesis.config import SchemathesisConfig

from cancelwindow.openapi import document, text
from cancelwindow.operations import OPERATIONS
from companion_app import CompanionApp
from companion_process import EXTENSION_ORIGIN, CompanionProcess
from page_fixtures import question

ROOT = Path(__file__).resolve().parents[2]

EXAMPLES = int(os.environ.get("API_EXAMPLES", "10"))
"""Invented requests for each operation; `make api` asks for many more."""

REFUSED = ["400", "401", "403", "404", "405", "412", "413", "415", "422"]
"""412 is ours for a missing protocol header, 413 for a page built too deep."""

ANSWERED = ["200", "404", "409", "413", "422"]
"""A well-formed request can still ask for an order nobody saw, or show a page that holds none."""

schema = openapi.from_dict(
    document(),
    config=SchemathesisConfig.from_dict(
        {
            "checks": {
                "negative_data_rejection": {"expected-statuses": REFUSED},
                # Wants 401 whatever else is wrong; the guard looks at the protocol first.
                "missing_required_header": {"enabled": False},
                "positive_data_acceptance": {"expected-statuses": ANSWERED},
            }
        }
    ),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CompanionProcess, str]]:
    """A real companion that has seen some orders, and a token for it."""
    with CompanionProcess(tmp_path_factory.mktemp("api") / "companion") as companion:
        token = companion.pair().token
        for case in ("order_list/ten_cards", "tracking/picked_up"):
            assert companion.post("/v1/assess", question(case), token=token).status == 200
        yield companion, token


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="API_EXAMPLES" not in os.environ,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_reply_is_as_described(served: tuple[CompanionProcess, str], case: Case) -> None:
    companion, token = served
    if case.operation.path.endswith("/withdraw"):
        # It ends the pairing of whoever asks.
        token = companion.pair().token
    headers = {
        "Host": f"127.0.0.1:{companion.port}",
        "Origin": EXTENSION_ORIGIN,
        "Authorization": f"Bearer {token}",
    }
    case.call_and_validate(base_url=companion.url, headers=headers)


def test_the_written_document_is_current() -> None:
    written = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert written == text(), "run: make openapi"


def test_the_document_is_told_to_paired_browsers_only(
    served: tuple[CompanionProcess, str],
) -> None:
    companion, token = served
    assert companion.post("/v1/openapi", {}).status == 401
    told = companion.post("/v1/openapi", {}, token=token)
    assert told.data["document"] == json.loads(text())


def test_every_route_is_described(companion_app: CompanionApp) -> None:
    routes = {
        (rule.rule, method)
        for rule in companion_app.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {("/v1" + one.path, one.method) for one in OPERATIONS}
