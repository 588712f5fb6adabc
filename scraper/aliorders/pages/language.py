"""The language a page is in, and whether a browser changed its words."""

from __future__ import annotations

from urllib.parse import urlsplit

from aliorders import selectors as css
from aliorders.dom import Document
from aliorders.extract import seldom
from aliorders.text.learning import NOTHING_LEARNED, LearnedWords
from aliorders.text.wording import (
    LanguageTag,
    Wording,
    in_language,
    language_of_class,
    language_tag,
)


def page_wording(
    document: Document,
    url: str,
    hint: LanguageTag | None = None,
    learned: LearnedWords = NOTHING_LEARNED,
) -> Wording:
    """How the words of a page are read.

    Its language is what it says of itself, else `hint`. A translated page names the language it
    was translated to, which is not the site's: it counts as having none.
    """
    if is_translated(document, url):
        return Wording(translated=True, learned=learned)
    return in_language(_own_language(document) or hint, learned)


def _own_language(document: Document) -> LanguageTag | None:
    root, body = document.first(css.PAGE_ROOT), document.first(css.PAGE_BODY)
    return language_tag(root.attr("lang") if root else None) or language_of_class(
        body.attr("class") if body else None
    )


def is_translated(document: Document, url: str) -> bool:
    """Whether a browser, an extension or a translating proxy changed the page's words."""
    if seldom(document, css.TRANSLATED):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:  # no address; the page itself has spoken
        return False
    host = parts.hostname or ""
    return host.endswith(css.TRANSLATING_HOSTS) or parts.fragment.startswith(
        css.TRANSLATING_FRAGMENT
    )
