"""The loader refuses a wrong file, and says which file, which key and what is wrong."""

from __future__ import annotations

import copy
import shutil
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cancelwindow.policy import loader
from cancelwindow.policy.book import PolicyBook
from cancelwindow.policy.loader import PolicyError, load_policy, read_policy
from policy_refusals import REFUSALS

READ_YAML = loader._yaml  # noqa: SLF001 - what the fixture below stands in for


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the policy that ships, free to break."""
    with as_file(files("cancelwindow.policy")) as shipped:
        for file in shipped.rglob("*"):
            if file.suffix in {".yaml", ".toml", ".po"}:
                target = tmp_path / file.relative_to(shipped)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    return tmp_path


@pytest.fixture(autouse=True)
def parse_unchanged_files_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the file a test breaks is new; parsing the others again would take most of the time."""

    def remembered(folder: Traversable, name: str) -> Any:
        return copy.deepcopy(_parsed(name, (folder / name).read_bytes()))

    monkeypatch.setattr(loader, "_yaml", remembered)


@cache
def _parsed(name: str, content: bytes) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return READ_YAML(Path(folder), name)


def test_the_policy_that_ships_is_read_once_and_has_no_problem() -> None:
    book = load_policy()
    assert isinstance(book, PolicyBook)
    assert load_policy() is book


def test_an_untouched_copy_is_accepted(folder: Path) -> None:
    assert set(read_policy(folder).tables.parameters) == set(load_policy().tables.parameters)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_wrong_file_is_refused_by_name(folder: Path, name: str) -> None:
    file, edit, message = REFUSALS[name]
    path = folder / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(PolicyError, match=message) as refused:
        read_policy(folder)
    assert file.partition("/")[0] in str(refused.value)


def test_a_missing_file_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_yaml", READ_YAML)
    (folder / "remarks.yaml").unlink()
    with pytest.raises(PolicyError, match=r"remarks\.yaml: cannot be read"):
        read_policy(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "remarks.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError, match=r"remarks\.yaml: cannot be read"):
        read_policy(folder)


def test_a_language_is_read_when_it_is_asked_for_and_refused_by_name(folder: Path) -> None:
    (folder / "translations" / "de.po").write_text('msgid "a\n', encoding="utf-8")
    catalogues = read_policy(folder).tables.catalogues
    assert "de" in catalogues
    with pytest.raises(PolicyError, match=r"translations/de\.po: "):
        catalogues["de"]


def test_yes_and_no_are_words(folder: Path) -> None:
    answers = {row.answer for row in read_policy(folder).tables.by_evidence.values()}
    assert {"yes", "no"} <= answers
