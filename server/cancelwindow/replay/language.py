"""What the replay site prints in one language: labels, dates, tabs."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, ValidationError

from aliorders.models import CurrencyCode, Model
from cancelwindow.yaml_text import YamlTextError, read_yaml

STATES = ("unpaid", "processing", "shipped", "received", "cancelled", "expired")


class LanguageError(ValueError):
    """The file of languages cannot be used; the message says why."""


class OrderLabels(Model):
    """Labels of an order on its card and its page."""

    date: str = "Date"
    number: str = "Ref. Number"
    details: str = "Details"
    total: str = "Total"
    more: str = "View orders"
    paid: str = "Paid on"
    sent: str = "Shipment completed on"
    ended: str = "Order completed on"
    placed: str = "Order placed on"
    method: str = "Payment method"


class SiteLanguage(Model):
    """A language of the site. The defaults are its English of 2026."""

    tag: str = "en"
    site_language: str = "en_US"
    """As the site's own requests name it."""
    locale: str = "en_US"
    """As Babel names it, for the names of months."""
    day: str = "MMM d, y"
    """Pattern of a day, in the letters of CLDR."""
    currency: CurrencyCode = "USD"
    status: Mapping[str, str] = {}
    words: OrderLabels = OrderLabels()
    tabs: tuple[str, ...] = Field(
        default=("View all", "To pay", "Processing", "Processed", "Completed"),
        min_length=5,
        max_length=5,
    )
    """Titles in the order of the tabs. "Processed" is the shipped orders of 2026; until 2025 it was
    the finished ones (order-pages.md 1.4)."""


ENGLISH = SiteLanguage()


def load_languages(text: str) -> dict[str, SiteLanguage]:
    """The languages of a file, by tag.

    Raises:
        LanguageError: it is not YAML, or a language lacks something.
    """
    try:
        data = read_yaml(text)
        found = {tag: SiteLanguage(tag=tag, **entry) for tag, entry in data.items()}
    except (YamlTextError, ValidationError, AttributeError, TypeError) as error:
        raise LanguageError(f"languages.yaml: {' '.join(str(error).split())}") from error
    for tag, language in found.items():
        if missing := [state for state in STATES if state not in language.status]:
            raise LanguageError(f"languages.yaml: {tag} has no word for {', '.join(missing)}")
    return found
