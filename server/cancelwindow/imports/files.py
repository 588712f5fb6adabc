"""Which files are meant, and reading each as what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aliorders.text.learning import LearnedWords
from cancelwindow.imports import own_export, saved_page, table_orders, tables
from cancelwindow.imports.content import LARGEST, Content, RefusedFileError

ENDINGS = frozenset({".html", ".htm", ".json", ".csv", ".xlsx"})
"""What a folder is looked through for."""

_BESIDE_A_PAGE = "_files"
"""A browser puts the parts of a saved page into a folder whose name ends so."""


@dataclass(frozen=True)
class Reader:
    """Reads files that a person names."""

    words: LearnedWords
    now: datetime
    as_of: datetime | None = None
    """When the files were saved, where the person says so (aware UTC)."""
    currency: str | None = None
    """ISO 4217 code of amounts beside which a table names none."""

    def read(self, path: Path) -> Content:
        """What a file holds, as of when it was saved. Raises RefusedFileError where it is none."""
        try:
            status = path.stat()
            if status.st_size > LARGEST:
                raise RefusedFileError(
                    f"it is larger than {LARGEST // 1_000_000} MB. Import a smaller part."
                )
            saved_at = datetime.fromtimestamp(status.st_mtime, UTC)
            return self._read(path, self.as_of or min(saved_at, self.now))
        except OSError as error:
            raise RefusedFileError(
                f"it cannot be opened ({error.strerror or error}). See that it is there and yours."
            ) from None

    def _read(self, path: Path, captured_at: datetime) -> Content:
        ending = path.suffix.lower()
        if ending == ".xlsx":
            return table_orders.read(tables.read_xlsx(path), captured_at, self.currency)
        content = path.read_bytes()
        if ending == ".csv":
            return table_orders.read(tables.read_csv(content), captured_at, self.currency)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise RefusedFileError(
                "it is not text in UTF-8. Save the page again as a complete web page."
            ) from None
        data = own_export.load(text) if ending == ".json" else None
        if own_export.is_own(data):
            return own_export.read(data)
        return saved_page.read(text, captured_at, self.words)


def found(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that are meant: those named, and those in the folders named, the oldest first."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = (one for one in path.rglob("*") if _is_wanted(one, path))
        yield from sorted(inside, key=lambda one: (one.stat().st_mtime, str(one)))


def _is_wanted(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    beside = any(part.endswith(_BESIDE_A_PAGE) or part.startswith(".") for part in parts[:-1])
    return (
        path.suffix.lower() in ENDINGS
        and not beside
        and not parts[-1].startswith(".")
        and path.is_file()
    )
