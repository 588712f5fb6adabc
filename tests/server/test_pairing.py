"""Pairing: a code works once, for ten minutes, for five tries, and for one browser."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.errors import RefusedError
from cancelwindow.pairing import (
    CODE_ALPHABET,
    CODE_LIFETIME,
    MAX_TRIES,
    open_pairing,
    redeem,
)
from cancelwindow.protocol import PairRequest
from cancelwindow.store.clients import find_by_token, list_clients, token_hash
from cancelwindow.store.database import Database
from companion_app import NOON, CompanionApp
from companion_process import EXTENSION_ORIGIN

WRONG = "AAAA-AAAA"


def open_code(app: CompanionApp) -> str:
    code = open_pairing(app.database, app.now).code
    assert code != WRONG
    return code


def typed(app: CompanionApp, code: str) -> tuple[int, str | None]:
    answer = app.post("/v1/pair", {"code": code, "name": "Test browser"})
    return answer.status, answer.code


def test_a_code_becomes_a_client(companion_app: CompanionApp) -> None:
    reply = companion_app.pair(name="  Chromium on the desk  ")
    assert reply.name == "Chromium on the desk"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", reply.token)
    with companion_app.database.read() as session:
        [client] = list_clients(session)
    assert client.id == reply.client_id
    assert client.name == reply.name
    assert client.origin == EXTENSION_ORIGIN
    assert client.token_hash == token_hash(reply.token)
    assert client.created_at == NOON
    assert client.last_used_at is None
    assert client.revoked_at is None


def test_a_client_is_found_by_its_token_alone(companion_app: CompanionApp) -> None:
    first, second = companion_app.pair(), companion_app.pair()
    with companion_app.database.read() as session:
        for reply in (first, second):
            found = find_by_token(session, reply.token)
            assert found is not None
            assert found.id == reply.client_id
        assert find_by_token(session, first.token[:-1]) is None
        assert find_by_token(session, token_hash(first.token)) is None


def test_codes_are_easy_to_type_and_hard_to_guess(companion_app: CompanionApp) -> None:
    codes = {open_code(companion_app) for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert re.fullmatch(rf"[{CODE_ALPHABET}]{{4}}-[{CODE_ALPHABET}]{{4}}", code)
        assert PairRequest(code=code, name="x").code == code


@pytest.mark.parametrize("confusable", ["0O", "1IL", "2Z", "5S", "8B", "UV"])
def test_no_two_letters_look_alike(confusable: str) -> None:
    assert len(set(confusable) & set(CODE_ALPHABET)) <= 1


@pytest.mark.parametrize(
    "write", [str, str.lower, lambda code: code.replace("-", "")], ids=["as shown", "small", "bare"]
)
def test_a_code_may_be_typed_in_any_case_and_without_its_dash(
    companion_app: CompanionApp, write: object
) -> None:
    assert callable(write)
    assert typed(companion_app, write(open_code(companion_app))) == (200, None)


def test_a_code_works_once(companion_app: CompanionApp) -> None:
    code = open_code(companion_app)
    assert typed(companion_app, code) == (200, None)
    assert typed(companion_app, code) == (409, "pairing_closed")


def test_no_code_no_pairing(companion_app: CompanionApp) -> None:
    assert typed(companion_app, WRONG) == (409, "pairing_closed")


def test_a_code_runs_out(companion_app: CompanionApp) -> None:
    code = open_code(companion_app)
    companion_app.pass_time(CODE_LIFETIME - timedelta(seconds=1))
    assert companion_app.get("/v1/hello").data["pairing_open"] is True
    companion_app.pass_time(timedelta(seconds=1))
    assert companion_app.get("/v1/hello").data["pairing_open"] is False
    assert typed(companion_app, code) == (409, "pairing_closed")


def test_a_code_works_to_its_last_second(companion_app: CompanionApp) -> None:
    code = open_code(companion_app)
    companion_app.pass_time(CODE_LIFETIME - timedelta(seconds=1))
    assert typed(companion_app, code) == (200, None)


def test_a_new_code_replaces_the_old(companion_app: CompanionApp) -> None:
    old, new = open_code(companion_app), open_code(companion_app)
    assert typed(companion_app, old) == (403, "wrong_code")
    assert typed(companion_app, new) == (200, None)


def test_wrong_codes_are_counted_and_then_the_code_is_burnt(companion_app: CompanionApp) -> None:
    code = open_code(companion_app)
    for left in range(MAX_TRIES - 1, 0, -1):
        answer = companion_app.post("/v1/pair", {"code": WRONG, "name": "x"})
        assert (answer.status, answer.code) == (403, "wrong_code")
        assert f"{left} tr" in answer.data["error"]["message"]
    assert typed(companion_app, WRONG) == (429, "too_many_tries")
    assert typed(companion_app, code) == (429, "too_many_tries")
    assert companion_app.get("/v1/hello").data["pairing_open"] is False
    assert typed(companion_app, open_code(companion_app)) == (200, None)


def test_four_wrong_codes_leave_the_right_one_working(companion_app: CompanionApp) -> None:
    code = open_code(companion_app)
    for _ in range(MAX_TRIES - 1):
        typed(companion_app, WRONG)
    assert typed(companion_app, code) == (200, None)


@pytest.mark.parametrize("code", ["", "ACDE", "ACDE-FGH1", "ACDE FGHJ", "ACDE-FGHJ-K", 12345678])
def test_what_is_no_code_costs_no_try(companion_app: CompanionApp, code: object) -> None:
    right = open_code(companion_app)
    for _ in range(MAX_TRIES + 1):
        answer = companion_app.post("/v1/pair", {"code": code, "name": "x"})
        assert (answer.status, answer.code) == (400, "malformed")
    assert typed(companion_app, right) == (200, None)


@pytest.mark.parametrize("name", ["", "   ", "\x1b\x07", "x" * 61, None])
def test_a_name_has_letters(companion_app: CompanionApp, name: str | None) -> None:
    code = open_code(companion_app)
    answer = companion_app.post("/v1/pair", {"code": code, "name": name})
    assert (answer.status, answer.code) == (400, "malformed")
    assert typed(companion_app, code) == (200, None)


def test_a_name_cannot_steer_the_terminal(companion_app: CompanionApp) -> None:
    assert companion_app.pair(name="a\x1b[2Jb\nc\u202ed").name == "a [2Jb c d"


def test_neither_code_nor_token_is_stored(companion_app: CompanionApp) -> None:
    code = open_code(companion_app)
    reply = companion_app.post("/v1/pair", {"code": code, "name": "x"})
    for path in companion_app.config.data_dir.iterdir():
        stored = path.read_bytes()
        assert reply.data["token"].encode() not in stored
        assert code.replace("-", "").encode() not in stored
        assert code.encode() not in stored


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_browsers_with_one_code_only_one_is_paired(tmp_path: Path, attempt: int) -> None:
    """Each with a store of its own on the same file, as two processes would have."""
    folder = prepare_data_dir(tmp_path / "companion")
    racers = 4
    start = threading.Barrier(racers)
    with Database(folder / DATABASE_NAME) as database:
        code = open_pairing(database, NOON).code

    def race(number: int) -> str:
        with Database(folder / DATABASE_NAME) as database:
            start.wait()
            try:
                redeem(database, code, f"Browser {number}", EXTENSION_ORIGIN, NOON)
            except RefusedError as error:
                return error.code.value
            return "paired"

    with ThreadPoolExecutor(racers) as pool:
        outcomes = sorted(pool.map(race, range(racers)))
    assert outcomes == ["paired", *["pairing_closed"] * (racers - 1)]
    with Database(folder / DATABASE_NAME) as database, database.read() as session:
        assert len(list_clients(session)) == 1


def test_wrong_tries_at_the_same_moment_all_count(tmp_path: Path) -> None:
    folder = prepare_data_dir(tmp_path / "companion")
    start = threading.Barrier(MAX_TRIES)
    with Database(folder / DATABASE_NAME) as database:
        open_pairing(database, NOON)

    def guess(number: int) -> str:
        with Database(folder / DATABASE_NAME) as database:
            start.wait()
            try:
                redeem(database, WRONG, f"Browser {number}", EXTENSION_ORIGIN, NOON)
            except RefusedError as error:
                return error.code.value
            return "paired"

    with ThreadPoolExecutor(MAX_TRIES) as pool:
        outcomes = sorted(pool.map(guess, range(MAX_TRIES)))
    assert outcomes == ["too_many_tries", *["wrong_code"] * (MAX_TRIES - 1)]
