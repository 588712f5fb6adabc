"""The status words this companion reads with, and what its pages teach it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from threading import Lock

import structlog

from aliorders import learned
from aliorders.learned import LearnedFileError
from aliorders.models import WordLesson
from aliorders.text.learning import NOTHING_LEARNED, LearnedWords

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Lessons:
    """The learned words, kept in one file of the user's.

    A file that cannot be used is no reason to give no answer: it is told once in the log, pages
    are read with what was learned so far, and the file is left as it is.
    """

    def __init__(self, path: Path) -> None:
        """Words of the file at `path`; none where it does not exist yet."""
        self._path = path
        self._lock = Lock()
        self._words: LearnedWords | None = None

    def words(self) -> LearnedWords:
        """What was learned so far."""
        with self._lock:
            if self._words is None:
                self._words = self._loaded()
            return self._words

    def remember(self, lessons: Iterable[WordLesson], seen_at: datetime) -> None:
        """Keep what a page taught. `seen_at` is aware UTC."""
        wanted = tuple(lessons)
        if not wanted or set(wanted) <= set(self.words().lessons):
            return
        with self._lock:
            try:
                self._words = learned.remember(self._path, wanted, seen_at).words()
            except LearnedFileError:
                log.warning("learned words cannot be kept")

    def _loaded(self) -> LearnedWords:
        try:
            return learned.load(self._path).words()
        except LearnedFileError:
            log.warning("learned words cannot be read")
            return NOTHING_LEARNED
