"""Reading the policy's files: the only module of the policy that does input.

Every refusal is a `PolicyError` that names the file, the key and what is wrong with it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from aliorders.models import OrderStatus
from cancelwindow.policy.book import PolicyBook, Tables
from cancelwindow.policy.cancel_reason_table import CancelReasonTable
from cancelwindow.policy.checks import MESSAGES, problems
from cancelwindow.policy.conflicts import Conflict
from cancelwindow.policy.deadline_table import DeadlineRule
from cancelwindow.policy.facts import Fact
from cancelwindow.policy.gaps import Gap
from cancelwindow.policy.languages import Languages
from cancelwindow.policy.lines import LineState
from cancelwindow.policy.parameters import Parameter
from cancelwindow.policy.phrases import DEFAULT_LANGUAGE, Catalogue, Phrase, PhraseError, flat
from cancelwindow.policy.politeness import Politeness
from cancelwindow.policy.refund_table import RefundTable
from cancelwindow.policy.rights_table import Rights
from cancelwindow.policy.seller_table import SellerTable
from cancelwindow.policy.sources import Source
from cancelwindow.policy.tables import (
    LineRow,
    MessageTemplate,
    RefusedClaim,
    Remark,
    Row,
    Steps,
)
from cancelwindow.policy.translation import TranslationError, entries, translated
from cancelwindow.yaml_text import YamlTextError, read_yaml

T = TypeVar("T")

TRANSLATIONS = "translations"


class PolicyError(ValueError):
    """A file of the policy is wrong; the message names the file and the key."""


@cache
def load_policy() -> PolicyBook:
    """The policy that ships with the package; read once. Raises PolicyError."""
    return read_policy(files("cancelwindow.policy"))


@cache
def load_politeness() -> Politeness:
    """How gently a walk asks the site; read once. Raises PolicyError."""
    return read_politeness(files("cancelwindow.policy"))


def read_politeness(folder: Traversable) -> Politeness:
    """The figures of politeness in `folder`. Raises PolicyError."""
    return _table(folder, "politeness.yaml", Politeness)


@cache
def fingerprint() -> str:
    """SHA-256 of all tables that decide, in hex: another one means that answers may be others."""
    folder = files("cancelwindow.policy")
    tables = [*_listing(folder, ".yaml"), *_listing(folder / "parameters", ".yaml")]
    digest = hashlib.sha256()
    for file in tables:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def read_policy(folder: Traversable) -> PolicyBook:
    """The policy in `folder`, checked as a whole. Raises PolicyError."""
    tables = Tables(
        sources=_table(folder, "sources.yaml", dict[str, Source]),
        parameters={
            file.name.removesuffix(".yaml"): _table(folder, f"parameters/{file.name}", Parameter)
            for file in _listing(folder / "parameters", ".yaml")
        },
        by_status=_by_status(folder),
        by_cause=_keyed_rows(folder, "by_cause.yaml", "ended.{}"),
        by_evidence=_keyed_rows(folder, "by_evidence.yaml", "{}"),
        by_line=_table(folder, "by_line.yaml", dict[LineState, LineRow]),
        remarks=_table(folder, "remarks.yaml", dict[str, Remark]),
        deadlines=_table(folder, "deadlines.yaml", dict[str, DeadlineRule]),
        steps=_table(folder, "steps.yaml", Steps),
        rights=_table(folder, "rights.yaml", Rights),
        messages=_messages(folder),
        catalogues=_languages(folder),
        refused=_table(folder, "refused.yaml", dict[str, RefusedClaim]),
        conflicts=_table(folder, "conflicts.yaml", dict[str, Conflict]),
        facts=_table(folder, "facts.yaml", dict[str, Fact]),
        refunds=_table(folder, "refunds.yaml", RefundTable),
        cancel_reasons=_table(folder, "cancel_reasons.yaml", CancelReasonTable),
        sellers=_table(folder, "sellers.yaml", SellerTable),
        gaps=_table(folder, "gaps.yaml", dict[str, Gap]),
    )
    found = problems(tables)
    if found:
        raise PolicyError("\n".join(found))
    return _book(tables)


def _book(tables: Tables) -> PolicyBook:
    try:
        return PolicyBook(tables)
    except PhraseError as error:
        raise PolicyError(f"phrases: {error}") from error


def _listing(folder: Traversable, suffix: str) -> Iterable[Traversable]:
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(suffix)),
        key=lambda file: file.name,
    )


def _text(folder: Traversable, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{name}: cannot be read: {error}") from error


def _yaml(folder: Traversable, name: str) -> Any:
    try:
        return read_yaml(_text(folder, name))
    except YamlTextError as error:
        raise PolicyError(f"{name}: {error}") from error


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(folder, name))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name}: {error}") from error


def _table(folder: Traversable, name: str, shape: type[T]) -> T:
    return _validated(name, shape, _yaml(folder, name))


def _validated(name: str, shape: type[T], data: Any) -> T:
    try:
        return TypeAdapter(shape).validate_python(data)
    except ValidationError as error:
        lines = (
            f"{name}: {'.'.join(str(part) for part in one['loc']) or '(file)'}: {one['msg']}"
            for one in error.errors(include_url=False)
        )
        raise PolicyError("\n".join(lines)) from error


def _by_status(folder: Traversable) -> dict[OrderStatus, Row | Mapping[str, Row]]:
    name = "by_status.yaml"
    rows: dict[OrderStatus, Row | Mapping[str, Row]] = {}
    for status, entry in _mapping(name, _yaml(folder, name)).items():
        if status not in set(OrderStatus):
            raise PolicyError(f"{name}: {status}: not an order status")
        where = f"{name}: {status}"
        if isinstance(entry, Mapping) and "rule" not in entry:
            rows[OrderStatus(status)] = _validated(where, dict[str, Row], entry)
        else:
            rows[OrderStatus(status)] = _validated(where, Row, entry)
    return rows


def _keyed_rows(folder: Traversable, name: str, named: str) -> dict[str, Row]:
    """Rows whose key makes their rule, as `named` says."""
    rows: dict[str, Row] = {}
    for key, entry in _mapping(name, _yaml(folder, name)).items():
        where = f"{name}: {key}"
        if "rule" in _mapping(where, entry):
            raise PolicyError(f"{where}: rule: the key of the entry is its rule")
        rows[key] = _validated(where, Row, {**entry, "rule": named.format(key)})
    return rows


def _mapping(where: str, data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise PolicyError(f"{where}: not a table of keys")
    return data


def _messages(folder: Traversable) -> dict[str, MessageTemplate]:
    templates = _validated(MESSAGES, dict[str, MessageTemplate], _toml(folder, MESSAGES))
    for key, template in templates.items():
        try:
            Phrase(template.text)
        except PhraseError as error:
            raise PolicyError(f"{MESSAGES}: {key}: {error}") from error
    return templates


def english(folder: Traversable) -> dict[str, tuple[str, str]]:
    """Every English text by key, with its file; a message's key begins with ``message.``.

    Raises PolicyError where two files have one key.
    """
    texts: dict[str, tuple[str, str]] = {}
    for file in _listing(folder / "phrases" / DEFAULT_LANGUAGE, ".toml"):
        name = f"phrases/{DEFAULT_LANGUAGE}/{file.name}"
        for key, text in flat(_toml(folder, name)).items():
            if key in texts:
                raise PolicyError(f"{name}: {key}: {texts[key][1]} has it too")
            texts[key] = (text, name)
    for key, template in _messages(folder).items():
        texts[f"message.{key}"] = (template.text, MESSAGES)
    return texts


def _languages(folder: Traversable) -> Languages:
    """English as it stands in the files, and what reads the others when they are asked for."""
    texts = english(folder)
    try:
        base = Catalogue(DEFAULT_LANGUAGE, {key: text for key, (text, _) in texts.items()})
    except PhraseError as error:
        raise PolicyError(f"phrases/{DEFAULT_LANGUAGE}: {error}") from error

    def read(language: str, base: Catalogue) -> Catalogue:
        name = f"{TRANSLATIONS}/{language}.po"
        try:
            said = translated(language, _text(folder, name), entries(texts))
        except TranslationError as error:
            raise PolicyError(f"{name}: {error}") from error
        return Catalogue(language, said, base)

    others = (file.name.removesuffix(".po") for file in _listing(folder / TRANSLATIONS, ".po"))
    return Languages(base, dict.fromkeys(others, read))
