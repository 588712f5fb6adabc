"""The language that a command answers in."""

from __future__ import annotations

from typing import Annotated

import typer
from babel import default_locale

from cancelwindow.policy.book import PolicyBook

Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="TAG",
        help="Language of the answer, such as pt-BR; the nearest one there is. Without it, the "
        "one of your system.",
        show_default=False,
    ),
]


def default_language() -> str:
    """The language of the user's messages as the environment names it, such as ``de-AT``.

    Babel reads LC_MESSAGES, LANGUAGE, LC_ALL, LC_CTYPE and LANG; English where none is set.
    """
    return (default_locale("LC_MESSAGES") or "en").replace("_", "-")


def language_of(wanted: str | None, book: PolicyBook) -> str:
    """The catalogue's language that is nearest to what was asked for, or to the system's own."""
    return book.language(wanted or default_language())
