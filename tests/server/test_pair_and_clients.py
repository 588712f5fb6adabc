"""`cancelwindow pair` and `cancelwindow clients`, as commands of their own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cancelwindow import pairing
from cancelwindow.cli import application
from cancelwindow.store import clients as stored_clients
from cancelwindow.store.tables import PairingCodeRow
from companion_app import NOON, CompanionApp
from companion_process import EXTENSION_ORIGIN, CompanionProcess


@pytest.fixture
def folder(companion_app: CompanionApp) -> str:
    return str(companion_app.config.data_dir)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(application(), arguments)


def test_pair_shows_a_code_its_validity_and_what_to_do(folder: str) -> None:
    result = run("pair", "--data-dir", folder)
    assert result.exit_code == 0
    code = result.stdout.splitlines()[0].removeprefix("Pairing code: ")
    assert len(code) == 9
    assert "10 minutes" in result.stdout
    assert "options" in result.stdout
    assert "cancelwindow serve" in result.stdout


def test_pair_as_json(folder: str) -> None:
    before = datetime.now(UTC)
    data = json.loads(run("pair", "--json", "--data-dir", folder).stdout)
    assert set(data) == {"code", "expires_at", "valid_seconds", "tries"}
    assert data["valid_seconds"] == 600
    assert data["tries"] == 5
    expires_at = datetime.fromisoformat(data["expires_at"])
    assert expires_at - before >= timedelta(seconds=600)


def test_the_code_is_good_for_a_running_companion(companion: CompanionProcess) -> None:
    result = run("pair", "--json", "--data-dir", str(companion.data_dir))
    code = json.loads(result.stdout)["code"]
    answer = companion.post("/v1/pair", {"code": code.lower(), "name": "Test browser"})
    assert answer.status == 200
    question = {"snapshot": {"url": "", "html": "", "captured_at": NOON.isoformat()}}
    token = answer.data["token"]
    assert companion.post("/v1/assess", question, token=token).code == "blocked_page"
    result = run(
        "clients", "--data-dir", str(companion.data_dir), "--revoke", answer.data["client_id"]
    )
    assert result.exit_code == 0
    # The running companion knows at once.
    assert companion.post("/v1/assess", question, token=token).code == "revoked"


def test_pair_makes_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert run("pair", "--data-dir", str(tmp_path / "new" / "folder")).exit_code == 0
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o777 == 0o700


def test_no_clients(folder: str) -> None:
    result = run("clients", "--data-dir", folder)
    assert result.exit_code == 0
    assert result.stdout == "No browser is paired. Pair one with: cancelwindow pair\n"
    assert json.loads(run("clients", "--json", "--data-dir", folder).stdout) == []


def test_clients_are_listed(companion_app: CompanionApp, folder: str) -> None:
    first = companion_app.pair(name="Chromium [bold]on the desk[/bold]")
    companion_app.pass_time(timedelta(days=1))
    second = companion_app.pair(name="Firefox")
    companion_app.post("/v1/assess", {}, token=second.token)
    with companion_app.database.write() as session:
        stored_clients.revoke(session, second.client_id, companion_app.now)

    lines = run("clients", "--data-dir", folder).stdout.splitlines()
    assert [lines[1].count(word) for word in ("Id", "Name", "Origin", "Created", "State")] == [
        1
    ] * 5
    [one] = [line for line in lines if first.client_id in line]
    assert "Chromium [bold]on the desk[/bold]" in one
    assert EXTENSION_ORIGIN in one
    assert "never" in one
    assert "paired" in one
    [two] = [line for line in lines if second.client_id in line]
    assert "revoked" in two
    assert lines.index(one) < lines.index(two)

    data = json.loads(run("clients", "--json", "--data-dir", folder).stdout)
    assert data == [
        {
            "id": first.client_id,
            "name": first.name,
            "origin": EXTENSION_ORIGIN,
            "account": "default",
            "created_at": NOON.isoformat(),
            "last_used_at": None,
            "revoked_at": None,
            "state": "paired",
        },
        {
            "id": second.client_id,
            "name": "Firefox",
            "origin": EXTENSION_ORIGIN,
            "account": "default",
            "created_at": companion_app.now.isoformat(),
            "last_used_at": None,
            "revoked_at": companion_app.now.isoformat(),
            "state": "revoked",
        },
    ]


def test_no_secret_is_listed(companion_app: CompanionApp, folder: str) -> None:
    token = companion_app.pair().token
    for result in (
        run("clients", "--data-dir", folder),
        run("clients", "--json", "--data-dir", folder),
    ):
        assert token not in result.stdout
        assert stored_clients.token_hash(token) not in result.stdout


def test_revoking_one_leaves_the_other(companion_app: CompanionApp, folder: str) -> None:
    first, second = companion_app.pair(), companion_app.pair()
    result = run("clients", "--data-dir", folder, "--revoke", first.client_id)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Revoked {first.client_id}.\n")
    answers = [
        companion_app.post("/v1/assess", {}, token=one.token).code for one in (first, second)
    ]
    assert answers == ["revoked", "malformed"]


def test_revoking_twice_keeps_the_first_date(companion_app: CompanionApp, folder: str) -> None:
    client = companion_app.pair()
    for _ in range(2):
        result = run("clients", "--json", "--data-dir", folder, "--revoke", client.client_id)
        assert result.exit_code == 0
        [row] = json.loads(result.stdout)
        dates = {row["revoked_at"]}
    assert len(dates) == 1


def test_an_unknown_client_is_an_error_that_says_how_to_go_on(folder: str) -> None:
    result = run("clients", "--data-dir", folder, "--revoke", "nobody")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "No client has the id nobody. List the ids with: cancelwindow clients\n"


def test_a_folder_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    for command in ("pair", "clients"):
        result = run(command, "--data-dir", str(tmp_path))
        assert result.exit_code == 4
        assert "chmod 700" in result.stderr


def test_the_code_on_the_screen_is_not_the_one_on_the_disk(
    companion_app: CompanionApp, folder: str
) -> None:
    code = json.loads(run("pair", "--json", "--data-dir", folder).stdout)["code"]
    with companion_app.database.read() as session:
        row = session.get_one(PairingCodeRow, 1)
    assert code not in {row.code_hash, row.salt}
    assert row.tries_left == pairing.MAX_TRIES
