"""YAML text as plain values: the core schema of YAML 1.2, read at the speed of libyaml.

libyaml and PyYAML follow YAML 1.1, where ``yes``, ``no``, ``on``, ``off``, a bare date and
``12:30`` are not words. What a word means is decided by a resolver in Python, so the parser stays
and the meaning is 1.2's: https://yaml.org/spec/1.2.2/#103-core-schema.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Any

import yaml

_INTEGER = "tag:yaml.org,2002:int"

_MEANINGS = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", tuple("tTfF")),
    (_INTEGER, r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", tuple("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        tuple("-+.0123456789"),
    ),
)
"""Tag, the words that have it, and their first characters. Any other word is text."""


class YamlTextError(ValueError):
    """A text that is not YAML as we read it; the message names the line."""


class _CoreLoader(yaml.CSafeLoader):
    """The core schema, and no key twice."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 - declared so by PyYAML

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping whose keys differ; there is no merging of mappings in YAML 1.2."""
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.MarkedYAMLError(problem="a key is a word", problem_mark=node.start_mark)
            if key in mapping:
                raise yaml.MarkedYAMLError(
                    problem=f'duplicate key "{key}"', problem_mark=key_node.start_mark
                )
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping


def _mapping(loader: _CoreLoader, node: yaml.MappingNode) -> Iterator[dict[Hashable, Any]]:
    """Given out empty first, so that an alias inside can name it; filled afterwards."""
    mapping: dict[Hashable, Any] = {}
    yield mapping
    mapping.update(loader.construct_mapping(node))


def _integer(loader: _CoreLoader, node: yaml.ScalarNode) -> int:
    word = str(loader.construct_scalar(node))
    return int(word, base=0) if word[1:2] in {"o", "x"} else int(word)


_CoreLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_CoreLoader.add_constructor(_INTEGER, _integer)
for _tag, _words, _first in _MEANINGS:
    _CoreLoader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_words})$"), _first)


def read_yaml(text: str) -> Any:
    """The one document in `text`: mappings, lists, text, numbers, truth values and None.

    Raises:
        YamlTextError: malformed, a key twice in a mapping, an unknown tag, or several documents.
    """
    try:
        return yaml.load(text, Loader=_CoreLoader)  # noqa: S506 - a safe loader of ours
    except yaml.MarkedYAMLError as error:
        raise YamlTextError(_told(error)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlTextError(" ".join(str(error).split())) from error


def _told(error: yaml.MarkedYAMLError) -> str:
    """One line: where, and what is wrong there."""
    said = ", ".join(part for part in (error.context, error.problem) if part)
    mark = error.problem_mark or error.context_mark
    return said if mark is None else f"line {mark.line + 1}: {said}"
