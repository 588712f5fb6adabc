"""Ways to damage a page or an answer, each decided by a random source that a seed repeats."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

Mutation = Callable[[str, random.Random], str]

_TAG = re.compile(r"<[^>]*>")
_CLASS = re.compile(r'class="([^"]*)"')
_SCRAPS = (
    "<", ">", "</div>", "<div>", "<table><tr>", "<!--", "-->", "<script>", "</script>", "&", "&#0;",
    '"', "'", "\x00", "\u202e", "\ufeff", "é", "🧾", "<button>Cancel</button>", "<template>",
    "</body>", "<p>", "</p>", "<a>", "<form>", "<select><option>", "<svg><path>", "]]>",
    "<plaintext>",
)  # fmt: skip


def truncate(text: str, source: random.Random) -> str:
    return text[: source.randrange(len(text) + 1)]


def cut_out(text: str, source: random.Random) -> str:
    start = source.randrange(len(text) + 1)
    return text[:start] + text[start + source.randrange(1, 400) :]


def insert_scrap(text: str, source: random.Random) -> str:
    at = source.randrange(len(text) + 1)
    return text[:at] + source.choice(_SCRAPS) + text[at:]


def replace_characters(text: str, source: random.Random) -> str:
    characters = list(text)
    for _ in range(source.randrange(1, 20)):
        if characters:
            characters[source.randrange(len(characters))] = chr(source.randrange(1, 0x2FF))
    return "".join(characters)


def drop_tag(text: str, source: random.Random) -> str:
    tags = list(_TAG.finditer(text))
    if not tags:
        return text
    tag = source.choice(tags)
    return text[: tag.start()] + text[tag.end() :]


def double_part(text: str, source: random.Random) -> str:
    start = source.randrange(len(text) + 1)
    part = text[start : start + source.randrange(1, 2000)]
    return text[:start] + part + text[start:]


def swap_parts(text: str, source: random.Random) -> str:
    one, two, three = sorted(source.randrange(len(text) + 1) for _ in range(3))
    return text[:one] + text[two:three] + text[one:two] + text[three:]


def rename_class(text: str, source: random.Random) -> str:
    classes = list(_CLASS.finditer(text))
    if not classes:
        return text
    chosen = source.choice(classes)
    return text[: chosen.start(1)] + f"x{source.randrange(10**6)}" + text[chosen.end(1) :]


PAGE_MUTATIONS: tuple[Mutation, ...] = (
    truncate,
    cut_out,
    insert_scrap,
    replace_characters,
    drop_tag,
    double_part,
    swap_parts,
    rename_class,
)


def damage_data(text: str, source: random.Random) -> str:
    """Change one value somewhere in the JSON for another of any type, or drop it."""
    start, end = text.find("{"), text.rfind("}") + 1
    data = json.loads(text[start:end])
    parents: list[tuple[Any, Any]] = []
    _collect(data, parents)
    container, key = source.choice(parents)
    if source.random() < 0.3:
        del container[key]
    else:
        container[key] = source.choice(
            [None, True, -1, 0, 2**63, 1.5, "", "x", "9" * 30, [], [None], {}, {"a": 1}, "Cancel"]
        )
    return text[:start] + json.dumps(data, ensure_ascii=False) + text[end:]


def _collect(value: Any, into: list[tuple[Any, Any]]) -> None:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        into.append((value, key))
        if isinstance(value[key], dict | list):
            _collect(value[key], into)


ANSWER_MUTATIONS: tuple[Mutation, ...] = (
    damage_data,
    damage_data,
    damage_data,
    truncate,
    replace_characters,
    cut_out,
)
