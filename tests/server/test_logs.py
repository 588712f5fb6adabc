"""The log: words of ours, and nothing about a person or an order."""

from __future__ import annotations

import io
import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from cancelwindow import logs


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error of a configured log; the log is put back afterwards."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    alembic_level = logging.getLogger("alembic").level
    configuration = structlog.get_config()
    output = io.StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    logs.configure("info")
    yield output
    root.handlers, root.level = before
    logging.getLogger("alembic").setLevel(alembic_level)
    structlog.configure(**configuration)


def redacted(**event: Any) -> dict[str, Any]:
    return dict(logs.redact(None, "info", event))


@pytest.mark.parametrize(
    "key",
    [
        "token",
        "authorization",
        "cookie",
        "html",
        "body",
        "url",
        "path",
        "order_id",
        "name",
        "email",
    ],
)
def test_a_key_that_is_not_ours_loses_its_value(key: str) -> None:
    assert redacted(**{key: "harmless"}) == {key: logs.REDACTED}
    assert redacted(**{key: 42}) == {key: logs.REDACTED}


def test_what_a_request_line_holds_is_kept() -> None:
    line = {
        "event": "request",
        "method": "POST",
        "route": "/v1/assess",
        "status": 422,
        "code": "blocked_page",
        "error": "UnicodeDecodeError",
        "frames": "api.py:71 > reading.py:22",
        "port": 17863,
    }
    assert redacted(**line) == line


@pytest.mark.parametrize(
    "secret",
    [
        "8123456789012345",
        "testina.fixtureby@example.invalid",
        "+1 555 010 0142",
        "4242 4242 4242 4242",
        "Bearer abc",
        "bearer keH0INXH-_WdNcdR22SpOcOggbPepK5_zyH8Tn-e0Xk",
        "keH0INXH-_WdNcdR22SpOcOggbPepK5_zyH8Tn-e0Xk",
        "ACDE-FGHJ",
    ],
)
@pytest.mark.parametrize("around", ["{}", "could not read {}", "x={};"])
def test_a_value_that_looks_like_a_secret_is_taken_out(secret: str, around: str) -> None:
    for key in ("event", "route", "code", "error"):
        value = redacted(**{key: around.format(secret)})[key]
        assert secret not in value
        assert logs.REDACTED in value


def test_our_own_lines_are_redacted(printed: io.StringIO) -> None:
    structlog.get_logger("cancelwindow.test").info(
        "order 8123456789012345 seen", route="/v1/assess", html="<p>Testina Fixtureby</p>"
    )
    line = printed.getvalue()
    assert "route=/v1/assess" in line
    assert "level=info" in line
    assert "8123456789012345" not in line
    assert "Testina" not in line


def test_a_librarys_lines_are_redacted(printed: io.StringIO) -> None:
    logging.getLogger("waitress").warning("serving %s failed", "testina@example.invalid")
    line = printed.getvalue()
    assert "serving" in line
    assert "testina" not in line


def fail_to_parse() -> None:
    raise ValueError("Testina Fixtureby, order 8123456789012345")


@pytest.mark.parametrize("speaker", ["ours", "library"])
def test_an_exception_is_told_by_type_and_place_alone(printed: io.StringIO, speaker: str) -> None:
    try:
        fail_to_parse()
    except ValueError as error:
        if speaker == "ours":
            structlog.get_logger("x").error("a request failed", exc_info=error)
        else:
            logging.getLogger("waitress").exception("a request failed")
    line = printed.getvalue()
    assert line.count("\n") == 1
    assert "error=ValueError" in line
    assert 'frames="test_logs.py:' in line
    assert "Testina" not in line
    assert "8123456789012345" not in line
    assert "Traceback" not in line


def test_the_level_is_heeded(printed: io.StringIO) -> None:
    logs.configure("error")
    structlog.get_logger("x").info("quiet")
    logging.getLogger("waitress").warning("quiet")
    assert printed.getvalue() == ""


def test_the_log_is_also_in_a_small_private_file(printed: io.StringIO, tmp_path: Path) -> None:
    logs.also_to(tmp_path)
    handler = logging.getLogger().handlers[-1]
    try:
        structlog.get_logger("x").info("seen", code="8240000000000931", status=200)
        text = (tmp_path / logs.LOG_NAME).read_text(encoding="utf-8")
        assert text == printed.getvalue()
        assert "event=seen" in text
        assert "8240000000000931" not in text
        for _ in range(8_000):
            handler.emit(logging.makeLogRecord({"msg": "long enough to fill a file " * 4}))
    finally:
        handler.close()
    files = list(tmp_path.iterdir())
    assert {path.name for path in files} == {logs.LOG_NAME, f"{logs.LOG_NAME}.1"}
    assert all(path.stat().st_size <= 256 * 1024 for path in files)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_without_a_log_file_the_companion_runs_all_the_same(
    printed: io.StringIO, tmp_path: Path
) -> None:
    before = list(logging.getLogger().handlers)
    logs.also_to(tmp_path / "nowhere")
    assert logging.getLogger().handlers == before
    assert "there is no log file" in printed.getvalue()
