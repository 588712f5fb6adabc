"""All pages of the dashboard, bound to one store, one policy and one clock."""

from __future__ import annotations

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from cancelwindow.dashboard import (
    clients,
    entrance,
    gate,
    order,
    orders,
    overview,
    privacy,
    sellers,
    settings,
    spending,
)
from cancelwindow.dashboard.pages import Pages
from cancelwindow.dashboard.refusals import BY_STATUS, PageRefusedError

VIEWS = (entrance, overview, orders, order, sellers, spending, clients, settings, privacy)
"""Modules that add routes."""


def install(app: Flask, pages: Pages) -> None:
    """Add every page, and the pages that say why there is none."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    routes = Blueprint(
        "dashboard",
        __name__,
        url_prefix=gate.ROOT,
        template_folder="templates",
        static_folder="static",
    )
    for view in VIEWS:
        view.add(routes, pages)
    app.register_blueprint(routes)
    for number, address in enumerate(("/", gate.ROOT)):
        app.add_url_rule(
            address, f"home{number}", entrance.to_dashboard, provide_automatic_options=False
        )
    app.register_error_handler(PageRefusedError, pages.refused)


def refusal_of(error: HTTPException) -> PageRefusedError:
    """The framework's own refusal of a page."""
    return PageRefusedError(error.code or 400, BY_STATUS.get(error.code or 0, "not_a_form"))
