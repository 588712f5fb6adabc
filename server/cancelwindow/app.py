"""The companion as a WSGI application."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from cancelwindow import api, calendar_feed, guard, preferences
from cancelwindow.api_notices import NoticesForBrowsers
from cancelwindow.api_orders import StoredOrders
from cancelwindow.assessment import Assessor
from cancelwindow.config import Config, prepare_data_dir
from cancelwindow.dashboard import gate, routes
from cancelwindow.dashboard.pages import Pages
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.errors import RefusedError
from cancelwindow.history.steps import Timing
from cancelwindow.history.tab_walks import TabWalks
from cancelwindow.lessons import Lessons
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy, load_politeness
from cancelwindow.policy.politeness import manners
from cancelwindow.protocol import ErrorCode
from cancelwindow.rejudging import Rejudge
from cancelwindow.reminders.desk import NoticeDesk
from cancelwindow.store import stays, waits
from cancelwindow.store.database import Database
from cancelwindow.store.faults import fault_of

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

DATABASE = "cancelwindow.database"
"""Key in `Flask.extensions`; whoever makes the application closes it."""

REJUDGE = "cancelwindow.rejudge"
"""Key in `Flask.extensions`; whoever serves the application runs it in the background."""

DESK = "cancelwindow.desk"
"""Key in `Flask.extensions`; whoever serves the application tells what it hands out."""

TAB_WALKS = "cancelwindow.tab-walks"
"""Key in `Flask.extensions`: the walks in the tabs of paired browsers."""

_CODES_BY_STATUS = {
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    413: ErrorCode.TOO_LARGE,
}
"""The framework's own refusals; any other is a malformed request."""


def create_app(config: Config) -> Flask:
    """Make the companion's application.

    Raises:
        DataFolderError: the data folder cannot be used safely.
        StoreError: the database in it cannot be used.
    """
    prepare_data_dir(config.data_dir)
    database = Database(config.store, is_forced=False)
    with database.write() as session:
        waits.fill(session)
        stays.fill(session)
        chosen = preferences.read(session)
    buyer, book = Buyer(country=chosen.country or config.country), load_policy()
    assessor = Assessor(database, book, Lessons(config.words_path), buyer)
    rejudge = Rejudge(database, book, buyer, assessor.sample)
    rejudge.start(config.clock())
    stored = StoredOrders(config, database, book, assessor, rejudge)
    tab_walks = TabWalks(config, database, manners(load_politeness()), Timing(config.clock))
    app = Flask(__name__, static_folder=None)
    app.debug = False
    # Otherwise "//v1/hello" gets an HTML page that redirects.
    app.url_map.merge_slashes = False
    app.extensions[DATABASE] = database
    app.extensions[REJUDGE] = rejudge
    app.extensions[TAB_WALKS] = tab_walks
    guard.install(app, config, database)
    desk = NoticeDesk(database, book, rejudge, config.language)
    app.extensions[DESK] = desk
    browsers = NoticesForBrowsers(config, database, desk)
    app.register_blueprint(api.blueprint(config, database, assessor, stored, browsers, tab_walks))
    app.register_blueprint(calendar_feed.blueprint(config, database, book, rejudge))
    pages = Pages(config, database, book, assessor, rejudge)
    routes.install(app, pages)
    _handle_errors(app, pages)
    app.after_request(_log)
    return app


def database_of(app: Flask) -> Database:
    """The store that `create_app` opened."""
    database: Database = app.extensions[DATABASE]
    return database


def tab_walks_of(app: Flask) -> TabWalks:
    """The walks in the tabs of browsers that are paired with `create_app`'s companion."""
    tab_walks: TabWalks = app.extensions[TAB_WALKS]
    return tab_walks


def rejudge_of(app: Flask) -> Rejudge:
    """What keeps the stored answers of `create_app` up to date."""
    rejudge: Rejudge = app.extensions[REJUDGE]
    return rejudge


def desk_of(app: Flask) -> NoticeDesk:
    """What hands out the reminders of `create_app`'s store."""
    desk: NoticeDesk = app.extensions[DESK]
    return desk


def _refused(error: RefusedError) -> Response:
    g.error_code = error.code
    reply = Response(error.reply.model_dump_json(), error.status, mimetype="application/json")
    if error.status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


def _handle_errors(app: Flask, pages: Pages) -> None:
    """Refusals as JSON for the API, and as a page for the dashboard."""

    def refused_by_framework(error: HTTPException) -> Response:
        if gate.is_page(request.path):
            return pages.refused(routes.refusal_of(error))
        reply = _refused(RefusedError(_CODES_BY_STATUS.get(error.code or 0, ErrorCode.MALFORMED)))
        if isinstance(error, MethodNotAllowed):
            reply.headers["Allow"] = ", ".join(sorted(set(error.valid_methods or ()) - {"HEAD"}))
        return reply

    def failed_by_store(error: DBAPIError) -> Response:
        fault = fault_of(error)
        if fault is None:
            return failed(error)
        log.error("the store cannot be used", error=fault.kind.value)
        if gate.is_page(request.path):
            return pages.refused(PageRefusedError(503, "internal"))
        return _refused(
            RefusedError(ErrorCode.STORE_UNAVAILABLE, message=fault.message, remedy=fault.remedy)
        )

    def failed(error: Exception) -> Response:
        log.error("a request failed", exc_info=error)
        if gate.is_page(request.path):
            return pages.refused(PageRefusedError(500, "internal"))
        return _refused(RefusedError(ErrorCode.INTERNAL))

    app.register_error_handler(RefusedError, _refused)
    app.register_error_handler(HTTPException, refused_by_framework)
    app.register_error_handler(DBAPIError, failed_by_store)
    app.register_error_handler(Exception, failed)


def _log(response: Response) -> Response:
    # The rule, not the path: an unknown path could say anything.
    log.info(
        "request",
        method=request.method if request.method in _METHODS else "other",
        route=request.url_rule.rule if request.url_rule else "none",
        status=response.status_code,
        code=g.get("error_code"),
    )
    return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
