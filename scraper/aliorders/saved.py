"""Snapshots from the text of a saved file: a page, an answer, or a list of captured answers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from aliorders.markup import is_modest
from aliorders.models import CapturedResponse, Snapshot, SnapshotSource

_CAPTURE_KEYS = {"url", "body"}


class UnreadableFileError(ValueError):
    """The text is neither a page nor an answer of the site. The message says what to give."""


def snapshots_of(text: str, captured_at: datetime, url: str = "") -> tuple[Snapshot, ...]:
    """The snapshots a saved file holds; each answer of a capture list is one of its own.

    Args:
        text: an HTML page, an answer (JSON or JSONP), or ``[{"url", "status", "body"}, ...]``.
        captured_at: aware time at which the file was saved.
        url: address of the page or request, where the file does not carry it.

    Raises:
        UnreadableFileError: it is none of these.
    """
    clean = text.lstrip("\ufeff \t\r\n")
    if not clean:
        raise UnreadableFileError("it is empty")
    if not is_modest(clean):
        raise UnreadableFileError("its markup is nested deeper than any page of a browser")
    if clean.startswith("<"):
        return (Snapshot(url=url, html=clean, captured_at=captured_at, source=SnapshotSource.FILE),)
    return tuple(
        Snapshot(
            url=url, responses=(response,), captured_at=captured_at, source=SnapshotSource.FILE
        )
        for response in _responses(clean, url)
    )


def _responses(text: str, url: str) -> list[CapturedResponse]:
    if not text.startswith("["):
        return [CapturedResponse(url=url, body=text)]
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"it begins like JSON, but is not: {error}") from error
    if not entries or not all(_is_capture(entry) for entry in entries):
        raise UnreadableFileError(
            'it is a JSON list, but not of captured answers: [{"url": ..., "status": ..., '
            '"body": ...}]'
        )
    return [
        CapturedResponse(
            url=str(entry["url"] or url), status=_status(entry), body=_body(entry["body"])
        )
        for entry in entries
    ]


def _is_capture(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.keys() >= _CAPTURE_KEYS


def _status(entry: dict[str, Any]) -> int:
    status = entry.get("status", 200)
    if isinstance(status, bool) or not str(status).isdigit():
        raise UnreadableFileError(f"the status of a captured answer is {status!r}, not a number")
    return int(status)


def _body(body: Any) -> str:
    """Capture tools write a body as text, or already decoded."""
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
