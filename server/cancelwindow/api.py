"""The versioned JSON API: thin routes, everything they decide is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response
from pydantic import BaseModel, ValidationError

from aliorders.markup import is_modest
from aliorders.models import Blocked
from cancelwindow import __version__, pairing
from cancelwindow.api_notices import NoticesForBrowsers
from cancelwindow.api_orders import StoredOrders
from cancelwindow.assessment import Assessor
from cancelwindow.config import Config
from cancelwindow.dashboard.session import open_link
from cancelwindow.errors import RefusedError
from cancelwindow.guard import paired_client, request_body, request_origin
from cancelwindow.history.tab_walks import TabWalks
from cancelwindow.operations import OPERATIONS, Operation
from cancelwindow.protocol import (
    AssessRequest,
    DashboardLinkReply,
    DashboardLinkRequest,
    ErrorCode,
    HelloReply,
    PairRequest,
)
from cancelwindow.protocol_walk import WalkReply, WalkRequest
from cancelwindow.store.database import Database

FEATURES = ("assess", "orders", "dashboard", "seller_notes", "notices", "walk")
"""What a client may switch on, by name rather than by version arithmetic."""

_FAULTS_NAMED = 3

RequestT = TypeVar("RequestT", bound=BaseModel)


def blueprint(  # noqa: PLR0913, PLR0917 - all that answers
    config: Config,
    database: Database,
    assessor: Assessor,
    stored: StoredOrders,
    notices: NoticesForBrowsers,
    tab_walks: TabWalks,
) -> Blueprint:
    """The routes, bound to one store, one policy and one clock."""
    routes = Blueprint("api", __name__, url_prefix="/v1")

    @routes.get("/hello", provide_automatic_options=False)
    def hello() -> Response:
        return _reply(
            HelloReply(
                version=__version__,
                features=FEATURES,
                pairing_open=pairing.is_open(database, config.clock()),
            )
        )

    @routes.post("/pair", provide_automatic_options=False)
    def pair() -> Response:
        wanted = _request(PairRequest)
        name = "".join(mark if mark.isprintable() else " " for mark in wanted.name).strip()
        if not name:
            raise RefusedError(
                ErrorCode.MALFORMED,
                message="The name for this browser has no letters.",
                remedy="Type a name you will know this browser by.",
            )
        return _reply(pairing.redeem(database, wanted.code, name, request_origin(), config.clock()))

    @routes.post("/assess", provide_automatic_options=False)
    def assess() -> Response:
        wanted = _request(AssessRequest)
        if not is_modest(wanted.snapshot.html):
            raise RefusedError(
                ErrorCode.TOO_LARGE,
                message="The page is built deeper or wider than the companion reads.",
            )
        client, snapshot = paired_client(), wanted.snapshot.snapshot()
        noted = tab_walks.noting(client.id, client.account_id, snapshot, walking=wanted.walking)
        result = assessor.assess_page(
            snapshot,
            client_id=client.id,
            account_id=client.account_id,
            language=wanted.language or stored.language(),
            now=config.clock(),
            alongside=noted,
        )
        noted.done(result if isinstance(result, Blocked) else None)
        if isinstance(result, Blocked):
            raise RefusedError(ErrorCode.BLOCKED_PAGE, blocked=result)
        return _reply(result)

    @routes.post("/dashboard-link", provide_automatic_options=False)
    def dashboard_link() -> Response:
        _request(DashboardLinkRequest)
        opened = open_link(database, config.clock())
        return _reply(DashboardLinkReply(url=opened.url(config.port), expires_at=opened.expires_at))

    for operation in OPERATIONS:
        others = getattr(notices, operation.name, None) or _walk(tab_walks, operation)
        handler = getattr(stored, operation.name, others)
        if handler is not None and operation.request is not None:
            routes.add_url_rule(
                operation.path,
                operation.name,
                _answered(operation.request, handler),
                methods=["POST"],
                provide_automatic_options=False,
            )
    return routes


def _walk(tab_walks: TabWalks, operation: Operation) -> Callable[[WalkRequest], WalkReply] | None:
    """The one answer that depends on who asks, or None for every other operation."""

    def walk(wanted: WalkRequest) -> WalkReply:
        client = paired_client()
        return tab_walks.walk(client.id, client.account_id, wanted)

    return walk if operation.request is WalkRequest else None


def _answered(
    model: type[BaseModel], handler: Callable[[Any], BaseModel]
) -> Callable[[], Response]:
    return lambda: _reply(handler(_request(model)))


def _request(model: type[RequestT]) -> RequestT:
    try:
        return model.model_validate_json(request_body(), strict=True)
    except ValidationError as error:
        # The reply names places, never values: a page must not come back in an error.
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        places = ", ".join(
            f"{'.'.join(str(step) for step in fault['loc']) or 'message'} ({fault['type']})"
            for fault in faults[:_FAULTS_NAMED]
        )
        raise RefusedError(
            ErrorCode.MALFORMED,
            message=f"The request does not have the agreed shape: {places[:200]}.",
        ) from None


def _reply(message: BaseModel) -> Response:
    return Response(message.model_dump_json(), mimetype="application/json")
