"""The zips for the stores: the same bytes each time, and what a browser needs of extension/."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
STORE = EXTENSION / "store"
MANIFEST = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
WORDS = json.loads((EXTENSION / "_locales/en/messages.json").read_text(encoding="utf-8"))
NAMES = {
    browser: f"cancel-window-{MANIFEST['version']}-{browser}.zip"
    for browser in ("chrome", "firefox")
}
SHORTEST_REASON = 40
CHROME_SUMMARY = 132
"""Characters that the Chrome Web Store shows of an extension."""


def package(extension: Path, out: Path) -> dict[str, Path]:
    """Both zips of an extension, by browser."""
    subprocess.run(
        [
            sys.executable,
            str(ROOT / "scripts" / "package.py"),
            *("--extension", str(extension)),
            *("--out", str(out)),
        ],
        check=True,
        capture_output=True,
    )
    assert sorted(path.name for path in out.iterdir()) == sorted(NAMES.values())
    return {browser: out / name for browser, name in NAMES.items()}


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return package(EXTENSION, tmp_path_factory.mktemp("dist"))


def test_another_copy_at_another_time_with_other_modes_makes_the_same_bytes(
    zips: dict[str, Path], tmp_path: Path
) -> None:
    copy = tmp_path / "extension"
    # Copied backwards, so that the system lists the files in another order.
    for path in sorted(EXTENSION.rglob("*"), reverse=True):
        if path.is_file():
            target = copy / path.relative_to(EXTENSION)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            target.chmod(0o700)
            os.utime(target, (1_000_000_000, 1_000_000_000))
    for left_behind in (".DS_Store", "content/.main.js.swp", "content/main.js.orig", "notes.txt"):
        (copy / left_behind).write_text("not for a browser", encoding="utf-8")
    (copy / ".idea").mkdir()
    (copy / ".idea" / "settings.json").write_text("{}", encoding="utf-8")
    again = package(copy, tmp_path / "dist")
    for browser, path in zips.items():
        assert again[browser].read_bytes() == path.read_bytes()


@pytest.mark.parametrize("browser", NAMES)
def test_a_zip_is_the_extension_without_the_words_for_stores(
    zips: dict[str, Path], browser: str
) -> None:
    packed = contents(zips[browser])
    files = {
        path.relative_to(EXTENSION).as_posix(): path.read_bytes()
        for path in EXTENSION.rglob("*")
        if path.is_file() and STORE not in path.parents
    }
    # The drawing that the icons were made from is the one file that no browser asks for.
    del files["icons/icon.svg"]
    assert list(packed) == sorted(files)
    assert packed.pop("manifest.json") != files.pop("manifest.json")
    assert packed == files


@pytest.mark.parametrize(
    ("browser", "background"),
    [
        ("chrome", {"service_worker": "background.js", "type": "module"}),
        ("firefox", {"scripts": ["background.js"], "type": "module"}),
    ],
)
def test_a_manifest_lacks_only_what_its_browser_does_not_know(
    zips: dict[str, Path], browser: str, background: dict[str, Any]
) -> None:
    packed = json.loads(contents(zips[browser])["manifest.json"])
    assert packed == MANIFEST | {"background": background}


def test_the_lint_of_the_firefox_store_finds_nothing(zips: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(zips["firefox"]) as archive:
        archive.extractall(tmp_path)
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    node = shutil.which("node", path=programs)
    assert node is not None
    linted = subprocess.run(
        [
            node,
            str(ROOT / "node_modules" / "web-ext" / "bin" / "web-ext.js"),
            *("lint", f"--source-dir={tmp_path}", "--output=json", "--no-config-discovery"),
        ],
        env=os.environ | {"NO_UPDATE_NOTIFIER": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(linted.stdout)["summary"] == {"errors": 0, "notices": 0, "warnings": 0}


def test_a_folder_without_a_manifest_is_told_in_a_sentence(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "package.py"), "--extension", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "manifest.json" in run.stderr
    assert "Traceback" not in run.stderr


def justified() -> dict[str, str]:
    """Reason by permission: the rows of the table of extension/store/permissions.md."""
    text = (STORE / "permissions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return {
        permission: reason
        for named, reason in rows
        for permission in re.findall("`([^`]+)`", named)
    }


def test_every_permission_is_justified_and_no_other() -> None:
    asked = {
        permission
        for key, value in MANIFEST.items()
        if key.endswith("permissions")
        for permission in value
    }
    assert {"storage", "http://127.0.0.1/*"} <= asked
    reasons = justified()
    assert reasons.keys() == asked
    assert [name for name, reason in reasons.items() if len(reason) < SHORTEST_REASON] == []


def test_the_listing_has_the_short_text_of_the_manifest_and_a_long_one() -> None:
    text = (STORE / "listing.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+)\n+((?:(?!## ).*\n?)+)", text, re.MULTILINE))
    short = WORDS["extension_description"]["message"]
    assert sections["Short description"].strip() == short
    assert len(short) <= CHROME_SUMMARY
    assert len(sections["Long description"].split()) > 100
    assert "127.0.0.1" in sections["Long description"]


def test_the_privacy_statement_says_what_firefox_is_told() -> None:
    text = (STORE / "privacy.md").read_text(encoding="utf-8")
    required = MANIFEST["browser_specific_settings"]["gecko"]["data_collection_permissions"]
    assert required == {"required": ["none"]}
    assert "`none`" in text
