"""`python -m cancelwindow.catalogue`: bring the translations up to date with the English.

It reads the English phrases, messages and words of the extension, renews the template and every PO
file without losing a translation, and makes the extension's `_locales` from them. Run it in a
clone: the extension stands beside the server there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cancelwindow import browser_words
from cancelwindow.policy import loader
from cancelwindow.policy.translation import (
    MESSAGES_ONLY,
    Entry,
    entries,
    findings,
    renewed,
    template,
    translated,
)

POLICY = Path(loader.__file__).parent

PO_FILES = POLICY / loader.TRANSLATIONS

TEMPLATE = PO_FILES / "template.pot"

LOCALES = Path(__file__).parents[2] / "extension" / "_locales"

ENGLISH_WORDS = LOCALES / "en" / "messages.json"


@dataclass(frozen=True, slots=True)
class Catalogues:
    """All that is translated, and what the files of it should hold."""

    entries: tuple[Entry, ...]
    words: Mapping[str, dict[str, str]]
    """The extension's English file."""

    def files(self) -> dict[Path, str]:
        """Every file that is made from the English and the translations, as it should be."""
        made = {TEMPLATE: template(self.entries)}
        for language in languages():
            text = renewed(language, po_text(language), self.entries)
            made[PO_FILES / f"{language}.po"] = text
            if language not in MESSAGES_ONLY:
                said = translated(language, text, self.entries)
                path = LOCALES / browser_words.folder(language) / ENGLISH_WORDS.name
                made[path] = browser_words.messages(language, self.words, said)
        return made

    def findings(self, language: str) -> list[str]:
        """What is left to do in a language, one line each."""
        return findings(language, po_text(language), self.entries)


def catalogues() -> Catalogues:
    """The English of today."""
    words = json.loads(ENGLISH_WORDS.read_text(encoding="utf-8"))
    place = ENGLISH_WORDS.relative_to(LOCALES.parents[1]).as_posix()
    texts = loader.english(POLICY)
    texts |= {key: (text, place) for key, text in browser_words.phrases(words).items()}
    return Catalogues(entries(texts), words)


def languages() -> list[str]:
    """Every language that has a PO file."""
    return sorted(file.stem for file in PO_FILES.glob("*.po"))


def po_text(language: str) -> str:
    """A language's PO file as it is."""
    return (PO_FILES / f"{language}.po").read_text(encoding="utf-8")


def main(named: list[str]) -> None:
    """Write every file; list what is left to do, in full for the languages named."""
    every = catalogues()
    for path, text in every.files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for language in languages():
        left = every.findings(language)
        sys.stdout.write(f"{language}: {f'{len(left)} to do' if left else 'complete'}\n")
        if language in named:
            sys.stdout.writelines(f"  {line}\n" for line in left)


if __name__ == "__main__":
    main(sys.argv[1:])
