"""The extension's own words: `_locales/<language>/messages.json` from the one catalogue.

English is written there by hand; every other language is made from its translations. The browser
says in English what a language lacks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from babel import Locale

SECTION = "extension."
"""Where the keys of the extension stand in the catalogue."""

OF_THE_LANGUAGE = frozenset({"language", "direction"})
"""Facts of a language, not words of it."""

_NAME = re.compile(r"\$(\w+)\$")


def phrases(english: Mapping[str, Any]) -> dict[str, str]:
    """The words of the English file by catalogue key, with ``{port}`` where it has ``$PORT$``."""
    return {
        f"{SECTION}{key}": _NAME.sub(lambda name: f"{{{name[1].lower()}}}", entry["message"])
        for key, entry in english.items()
        if key not in OF_THE_LANGUAGE
    }


def messages(language: str, english: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """The file of `language` as the browser reads it, from what is translated."""
    made: dict[str, Any] = {
        "language": {"message": language},
        "direction": {"message": Locale.parse(language, sep="-").text_direction},
    }
    for key, entry in english.items():
        text = said.get(f"{SECTION}{key}")
        if key in OF_THE_LANGUAGE or text is None:
            continue
        names = entry.get("placeholders", {})
        made[key] = {"message": _as_browser(text, names)}
        if names:
            made[key]["placeholders"] = {
                name: {"content": one["content"]} for name, one in names.items()
            }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def folder(language: str) -> str:
    """The browser's name for a language: ``pt_BR`` for ``pt-BR``."""
    return language.replace("-", "_")


def _as_browser(text: str, names: Mapping[str, Any]) -> str:
    for name in names:
        text = text.replace(f"{{{name}}}", f"${name.upper()}$")
    return text
