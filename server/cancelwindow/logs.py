"""The companion's log: one line per request, and nothing in it about a person or an order.

Two nets, because either alone has holes: a key that is not on the list loses its value, and a
value that looks like a secret or a person's number loses it whatever its key.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

LOGGED_KEYS = frozenset(
    {
        "event",
        "level",
        "logger",
        "method",
        "route",
        "status",
        "code",
        "error",
        "frames",
        "version",
        "port",
    }
)
"""Keys whose values are words or numbers of ours."""

REDACTED = "[redacted]"

_SHAPES = (
    re.compile(r"(?i:bearer)\s+\S+"),
    re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
    re.compile(r"[A-Za-z0-9_-]{32,}"),
    re.compile(r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}"),
    re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b"),
    re.compile(r"\+?\d(?:[ ().-]?\d){6,}"),
)
"""Bearer credentials, e-mail addresses, tokens, pairing codes, order, phone and card numbers."""

_FRAMES_KEPT = 6

LOG_NAME = "companion.log"
"""File of the data folder."""

_LOG_BYTES = 256 * 1024

_FILE_MODE = 0o600


def redact_text(text: str) -> str:
    """`text` with everything that looks like a secret or a person's number taken out."""
    for shape in _SHAPES:
        text = shape.sub(REDACTED, text)
    return text


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Structlog processor: drop values by key, then by shape."""
    for key, value in event.items():
        if key.startswith("_"):
            continue
        if key not in LOGGED_KEYS:
            event[key] = REDACTED
        elif not isinstance(value, int | None):
            event[key] = redact_text(str(value))
    return event


def name_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Structlog processor: an exception becomes its type and where it was raised.

    Its text stays out: a parser's exception quotes what it was parsing.
    """
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if isinstance(failure, tuple) and failure[0] is not None:
        event["error"] = failure[0].__name__
        event["frames"] = frames(failure[2])
    return event


def frames(trace: TracebackType | None) -> str:
    """The innermost frames as ``file.py:line``, outermost first, without folders."""
    steps = traceback.extract_tb(trace)[-_FRAMES_KEPT:]
    return " > ".join(f"{PurePath(step.filename).name}:{step.lineno}" for step in steps)


def configure(level: str) -> None:
    """Send our log and the libraries' to standard error, redacted, one logfmt line each."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        name_exception,
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "event"], drop_missing=True
                ),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Alembic tells at "info" that it found nothing to do.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def also_to(data_dir: Path) -> None:
    """Send the log to a small file of the data folder too, for `cancelwindow bundle`.

    Without one, as on a full disk, the companion runs all the same.
    """
    try:
        handler = _PrivateFile(
            data_dir / LOG_NAME, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8"
        )
    except OSError:
        logging.getLogger(__name__).warning("there is no log file")
        return
    root = logging.getLogger()
    handler.setFormatter(root.handlers[0].formatter)
    root.addHandler(handler)


class _PrivateFile(RotatingFileHandler):
    """Makes each new file readable by this user only, and takes no fault of the disk amiss."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _FILE_MODE)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's
        """Say nothing: standard error has the line too."""
