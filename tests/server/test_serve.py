"""`cancelwindow serve` as a process: ready line, stopping, restarting, and what it refuses."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

import cancelwindow
from cancelwindow.config import DATABASE_NAME
from cancelwindow.protocol import PROTOCOL, PROTOCOL_HEADER
from cancelwindow.store.tables import ReadingRow
from companion_process import PATIENCE_SECONDS, CompanionProcess, command_line
from page_fixtures import CASES, question


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionProcess]:
    """One process for the tests that leave it running."""
    with CompanionProcess(tmp_path_factory.mktemp("serve") / "companion") as process:
        yield process


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command_line(*arguments),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_the_ready_line_says_which_version_listens_where(running: CompanionProcess) -> None:
    assert running.ready_line == (
        f"Cancel Window companion {cancelwindow.__version__} on {running.url} "
        f"(data in {running.data_dir})"
    )


def test_hello_says_who_answers(running: CompanionProcess) -> None:
    answer = running.get("/v1/hello")
    assert answer.status == 200
    assert answer.headers[PROTOCOL_HEADER.lower()] == PROTOCOL
    assert answer.data == {
        "product": "cancel-window",
        "protocol": PROTOCOL,
        "version": cancelwindow.__version__,
        "features": ["assess", "orders", "dashboard", "seller_notes", "notices", "walk"],
        "pairing_open": False,
    }


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(companion: CompanionProcess, with_signal: signal.Signals) -> None:
    assert companion.stop(with_signal) == 0
    assert "Traceback" not in companion.log
    with pytest.raises(ConnectionRefusedError):
        companion.get("/v1/hello")


def test_a_restart_keeps_port_and_pairing(companion: CompanionProcess) -> None:
    port = companion.port
    client = companion.pair()
    companion.restart()
    assert companion.port == port
    answer = companion.post("/v1/assess", {}, token=client.token)
    assert answer.data["error"]["code"] == "malformed"


def test_it_listens_on_loopback_alone(running: CompanionProcess) -> None:
    """Linux answers on all of 127/8; only 127.0.0.1 may have a listener on this port."""
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", running.port))


def test_a_taken_port_is_an_error_that_names_the_ways_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port, "--data-dir", str(tmp_path / "data"))
    assert result.returncode == 3
    assert result.stdout == ""
    assert f"Port {port} on 127.0.0.1 is taken" in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine", encoding="utf-8")
    result = run("serve", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_a_shared_data_folder_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    (shared / "letter.txt").write_text("mine", encoding="utf-8")
    result = run("serve", "--port", "0", "--data-dir", str(shared))
    assert result.returncode == 4
    assert "chmod 700" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_damaged_store_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / DATABASE_NAME).write_bytes(b"A letter to my grandmother. " * 100)
    result = run("serve", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert result.returncode == 4
    assert "move it away" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_terminal_is_told_how_to_pair(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command_line("serve", "--port", "0", "--data-dir", str(tmp_path / "data")),
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as screen:
        ready, hint = screen.readline(), screen.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert ready.startswith("Cancel Window companion ")
    assert hint == "Not paired yet? Run: cancelwindow pair\n"


def test_pages_of_several_tabs_are_answered_at_once(running: CompanionProcess) -> None:
    token = running.pair().token
    cases = [case for case in CASES if case.startswith("order_")] * 2

    def ask(case: str) -> int:
        return running.post("/v1/assess", question(case), token=token).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, cases)) == {200}
    with running.database() as database, database.read() as session:
        assert session.scalar(select(func.count()).select_from(ReadingRow)) == len(cases)


def test_the_version_is_told() -> None:
    result = run("--version")
    assert result.returncode == 0
    assert result.stdout == f"cancelwindow {cancelwindow.__version__}\n"
