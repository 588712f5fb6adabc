"""No sentence in any language calls a person dishonest, or promises what nobody knows."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.phrases import DEFAULT_LANGUAGE
from seller_case import FIXTURES

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "server" / "cancelwindow" / "policy"
LOCALES = ROOT / "extension" / "_locales"
REFUSED = tomllib.loads((FIXTURES / "refused_words.toml").read_text(encoding="utf-8"))

TRANSLATED = sorted(file.stem for file in (POLICY / "translations").glob("*.po"))
LOCALISED = sorted(folder.name for folder in LOCALES.iterdir())


def refused(language: str, text: str) -> list[str]:
    """The refused words of a language that a text says."""
    words = REFUSED[re.split(r"[-_]", language)[0]]
    return [word for word in words if re.search(word, text, re.IGNORECASE)]


def english() -> dict[str, str]:
    folder = POLICY / "phrases" / DEFAULT_LANGUAGE
    texts = [file.read_text(encoding="utf-8") for file in folder.glob("*.toml")]
    texts.append((POLICY / "messages" / "en.toml").read_text(encoding="utf-8"))
    return {str(number): re.sub(r"(?m)^\s*#.*$", "", text) for number, text in enumerate(texts)}


def test_english_says_none_of_them() -> None:
    for text in english().values():
        assert refused(DEFAULT_LANGUAGE, text) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_says_one(language: str) -> None:
    with (POLICY / "translations" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        said = message.string if isinstance(message.string, str) else " ".join(message.string)
        if message.context:
            assert refused(language, said) == [], message.context


@pytest.mark.parametrize("language", LOCALISED)
def test_the_extension_says_none(language: str) -> None:
    words = json.loads((LOCALES / language / "messages.json").read_text(encoding="utf-8"))
    for key, entry in words.items():
        assert refused(language, entry["message"]) == [], key


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "This seller is a SCAM."),
        ("de", "Das ist Betrug."),
        ("pt-BR", "É um golpe."),
        ("ru", "Это мошенник."),
        ("zh", "他是骗子。"),
    ],
)
def test_a_refused_word_is_seen(language: str, text: str) -> None:
    assert refused(language, text)


def test_a_word_that_only_looks_like_one_is_not() -> None:
    assert refused("de", "Die Gebühr betrug 3 Euro.") == []


def test_a_view_promises_nothing() -> None:
    """What a finding means for cancelling is likely, may be, or is not told."""
    catalogue = load_policy().catalogue(DEFAULT_LANGUAGE)
    for key in load_policy().tables.sellers.findings:
        said = catalogue.say(f"seller.meaning.{key}")
        assert not re.search(r"\b(will|always|never|certainly|guarantee\w*)\b", said), key
