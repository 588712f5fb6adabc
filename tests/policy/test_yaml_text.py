"""YAML 1.2's core schema: which words mean something, and what is refused with its line."""

from __future__ import annotations

import math
from typing import Any

import pytest

from cancelwindow.yaml_text import YamlTextError, read_yaml


@pytest.mark.parametrize(
    "word",
    [
        *("yes", "no", "on", "off", "Yes", "NO", "y", "n", "tRUE", "nil"),
        *("2026-03-31", "2026-03-31T00:00:00Z", "2011/2013", "12:30", "1.2.3", "+12d"),
        *("1_000", "0b11", "<<", "="),
    ],
)
def test_what_yaml_1_1_made_of_a_word_is_text(word: str) -> None:
    assert read_yaml(f"key: {word}") == {"key": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("7", 7),
        ("-12", -12),
        ("007", 7),
        ("0o17", 15),
        ("0xFf", 255),
        ("2.5", 2.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ('"7"', "7"),
        ("'no'", "no"),
    ],
)
def test_the_words_of_the_core_schema(word: str, value: Any) -> None:
    read = read_yaml(f"key: {word}")["key"]
    assert (read, type(read)) == (value, type(value))


def test_not_a_number_is_a_float() -> None:
    assert math.isnan(read_yaml(".nan"))


def test_an_anchor_stands_for_its_value() -> None:
    assert read_yaml("first: &one {a: [1]}\nsecond: *one") == {"first": {"a": [1]}} | {
        "second": {"a": [1]}
    }


def test_mappings_are_not_merged() -> None:
    assert read_yaml("first: &one {a: 1}\nsecond: {<<: *one}")["second"] == {"<<": {"a": 1}}


def test_an_empty_text_is_nothing() -> None:
    assert read_yaml("# only a comment\n") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", r'^line 3: duplicate key "a"$'),
        ("list:\n  - {a: 1, a: 2}\n", r'^line 2: duplicate key "a"$'),
        ("{1: a, 0x1: b}", r'^line 1: duplicate key "1"$'),
        ("? [a]\n: b\n", r"^line 1: a key is a word$"),
        ("a: 1\nb: [1\n", r"^line 3: .*expected ',' or '\]'"),
        ("a: !!python/name:os.system x\n", r"^line 1: could not determine a constructor"),
        ("a: !mine x\n", r"^line 1: could not determine a constructor"),
        ("a: 1\n---\nb: 2\n", r"^line 2: .*another document"),
        ("a: *nowhere\n", r"^line 1: .*undefined alias"),
        ("a: \x00\n", r"special characters are not allowed|control characters"),
    ],
)
def test_a_refusal_names_the_line(text: str, message: str) -> None:
    with pytest.raises(YamlTextError, match=message) as refused:
        read_yaml(text)
    assert "\n" not in str(refused.value)
