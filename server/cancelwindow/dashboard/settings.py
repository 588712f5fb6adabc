"""Settings: language, country, time zone, quiet hours, and where reminders go."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel import Locale
from flask import Blueprint, Response, request

from cancelwindow import preferences
from cancelwindow.dashboard.pages import Pages, seen_at
from cancelwindow.dashboard.reader import Reader
from cancelwindow.policy.countries import country_name, is_country
from cancelwindow.preferences import Preferences
from cancelwindow.reminders import address
from cancelwindow.reminders.address import AddressError, AddressForm

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

    @routes.post("/settings/address", provide_automatic_options=False)
    def save_address() -> Response:
        url = request.form.get("url", "").strip()
        form = AddressForm.NTFY if request.form.get("form") == "ntfy" else AddressForm.WEBHOOK
        names_orders = request.form.get("names_orders") == "yes"
        try:
            with pages.database.write() as session:
                if url:
                    now = pages.config.clock()
                    address.put(session, url, form, now, names_orders=names_orders)
                else:
                    address.end(session)
        except AddressError:
            chosen = pages.preferences()
            given = {name: getattr(chosen, name) or "" for name in FIELDS}
            return _page(pages, given | {"url": url}, frozenset({"url"}))
        return seen_at("dashboard.settings", "saved")


def _page(pages: Pages, given: dict[str, str], wrong: frozenset[str]) -> Response:
    reader = pages.reader()
    with pages.database.read() as session:
        sent_to = address.read(session)
    given = {"url": "" if sent_to is None else sent_to.url} | given
    return pages.page(
        "settings.html",
        400 if wrong else 200,
        section="settings",
        given=given,
        wrong=wrong,
        sent_to=sent_to,
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
