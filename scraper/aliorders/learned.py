"""The status words this installation has learned, in one small file of the user's data folder.

The only module that keeps them; reading takes them as an argument. The file holds words of the
site, their codes and the day they were first seen: no order, no shop, nobody's name.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import AwareDatetime, ValidationError

from aliorders.models.values import Model
from aliorders.models.words import WordLesson
from aliorders.text.fold import fold
from aliorders.text.learning import LearnedWords

FILE_NAME = "learned-words.json"
FOLDER_MODE = 0o700


class LearnedFileError(Exception):
    """The file of learned words cannot be used. The message says which, why and what to do."""


class Learned(Model):
    """One lesson, and when this installation first met it (UTC)."""

    lesson: WordLesson
    first_seen: AwareDatetime


class LearnedFile(Model):
    """What the file holds."""

    version: Literal[1] = 1
    learned: tuple[Learned, ...] = ()

    def words(self) -> LearnedWords:
        """The lessons as reading takes them, contested ones included (they decide nothing)."""
        return LearnedWords(lessons=tuple(entry.lesson for entry in self.learned))


def default_path() -> Path:
    """The file in the folder for user data that this operating system prescribes."""
    return user_data_path("aliorders", appauthor=False) / FILE_NAME


def load(path: Path) -> LearnedFile:
    """The lessons of this installation; none where the file does not exist yet.

    Raises:
        LearnedFileError: it cannot be opened, or is no file of ours.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return LearnedFile()
    except (OSError, UnicodeDecodeError) as error:
        raise LearnedFileError(_cannot("read", path, error)) from error
    try:
        return LearnedFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise LearnedFileError(
            f"{path} is no file of learned words ({place}: {first['msg']}). "
            "Move it away to start with none."
        ) from error


def remember(path: Path, lessons: Iterable[WordLesson], seen_at: AwareDatetime) -> LearnedFile:
    """Add the lessons that are new, and write the file if there are any.

    A lesson that contradicts an earlier one is kept beside it: from then on the word decides
    nothing, and both are shown.

    Raises:
        LearnedFileError: the file cannot be read or written.
    """
    known = load(path)
    lessons_known = set(known.words().lessons)
    new = [lesson for lesson in dict.fromkeys(lessons) if lesson not in lessons_known]
    if not new:
        return known
    added = tuple(Learned(lesson=lesson, first_seen=seen_at) for lesson in new)
    changed = LearnedFile(learned=known.learned + added)
    _write(path, changed)
    return changed


def forget(path: Path, word: str) -> LearnedFile:
    """Drop every lesson about a word, in any language, and write the file if there were any.

    Raises:
        LearnedFileError: the file cannot be read or written.
    """
    known = load(path)
    kept = tuple(entry for entry in known.learned if fold(entry.lesson.word) != fold(word))
    if len(kept) == len(known.learned):
        return known
    changed = LearnedFile(learned=kept)
    _write(path, changed)
    return changed


def _write(path: Path, content: LearnedFile) -> None:
    """Replace the file in one step, readable by its owner only, so that no reader sees a half."""
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        # mkstemp makes the file with mode 0600.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content.model_dump_json(indent=2) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise LearnedFileError(_cannot("write", path, error)) from error


def _cannot(what: str, path: Path, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot {what} {path}: {reason}. Check who owns it, or name another file."
