"""Writing a bug report, and reading it back to prove that nothing is in it that should not be."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cancelwindow.bundle.secrecy import SHAPES, SHAPES_OF_PAGES, Secrets, leaks, scrubbed

FILE_MODE = 0o600


class BundleRefusedError(Exception):
    """The report would give something away; the text says where and what kind, not what."""


def write(
    target: Path, members: Mapping[str, Any], pages: Mapping[str, str], secrets: Secrets
) -> None:
    """Write a report; a file of that name is replaced whole.

    Args:
        members: JSON by file name; what gives something away in it is taken out.
        pages: redacted pages by file name; nothing can be taken out of them any more.

    Raises:
        BundleRefusedError: something is left; no file is.
        OSError: it cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with (
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE), "w+b") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, value in members.items():
                text = json.dumps(scrubbed(value, secrets), ensure_ascii=False, indent=1)
                archive.writestr(name, text + "\n")
            for name, text in pages.items():
                archive.writestr(name, text)
        prove(part, frozenset(pages), secrets)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def prove(file: Path, pages: frozenset[str], secrets: Secrets) -> None:
    """Read a report as whoever gets it would. Raises BundleRefusedError."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            shapes = SHAPES_OF_PAGES if name in pages else tuple(SHAPES)
            # The line breaks of a file hide nothing, and neither do JSON's own escapes.
            found = leaks(f"{name}\n{text}", secrets, shapes)
            if found:
                raise BundleRefusedError(f"{name} would give away {' and '.join(found)}.")
