"""Settings: language, country, time zone, quiet hours."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel import Locale
from flask import Blueprint, Response, request

from cancelwindow import preferences
from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.dashboard.reader import Reader
from cancelwindow.policy.countries import country_name, is_country
from cancelwindow.preferences import Preferences

FIELDS = tuple(Preferences.model_fields)


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/settings", endpoint="settings", provide_automatic_options=False)
    def show() -> Response:
        chosen = pages.preferences()
        return _page(pages, {name: getattr(chosen, name) or "" for name in FIELDS}, frozenset())

    @routes.post("/settings", provide_automatic_options=False)
    def save_settings() -> Response:
        given = {name: request.form.get(name, "").strip() for name in FIELDS}
        chosen, wrong = preferences.checked(given)
        if given["language"] and given["language"] not in pages.book.tables.catalogues.spoken:
            wrong |= {"language"}
        if wrong:
            # Nothing is saved by halves: the form comes back as it was sent.
            return _page(pages, given, wrong)
        with pages.database.write() as session:
            preferences.write(session, chosen)
        pages.buyer_changed()
        return seen_at("dashboard.settings", "saved")


def _page(pages: Pages, given: dict[str, str], wrong: frozenset[str]) -> Response:
    reader = pages.reader()
    return pages.page(
        "settings.html",
        400 if wrong else 200,
        section="settings",
        given=given,
        wrong=wrong,
        languages=_languages(pages),
        system_language=pages.config.language,
        countries=_countries(reader),
        zones=sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
    )


def _languages(pages: Pages) -> list[tuple[str, str]]:
    """Every language that a page can be in, by its own name."""
    tags = pages.book.tables.catalogues.spoken
    return sorted(((tag, _own_name(tag)) for tag in tags), key=lambda one: one[1].casefold())


def _own_name(tag: str) -> str:
    locale = Locale.parse(tag, sep="-")
    name = locale.get_display_name(locale) or tag
    return name[:1].upper() + name[1:]


def _countries(reader: Reader) -> list[tuple[str, str]]:
    codes = (str(code) for code in reader.locale.territories)
    named = ((code, country_name(code, reader.language)) for code in codes if is_country(code))
    return sorted(named, key=lambda one: one[1].casefold())
