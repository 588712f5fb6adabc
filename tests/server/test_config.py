"""The data folder: private when new, closed when ours, refused when it is somebody else's."""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cancelwindow.config import (
    DATABASE_NAME,
    Config,
    DataFolderError,
    default_data_dir,
    prepare_data_dir,
)
from companion_app import NOON, CompanionApp


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_all_that_is_stored_is_private(tmp_path: Path) -> None:
    app = CompanionApp(tmp_path / "deep" / "companion")
    client = app.pair()
    app.post("/v1/assess", {}, token=client.token)
    folder = app.config.data_dir
    files = {path.name: oct(mode(path)) for path in folder.iterdir()}
    assert oct(mode(folder)) == oct(0o700)
    assert files == dict.fromkeys(
        [DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"], oct(0o600)
    )
    app.close()


def test_an_empty_folder_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    prepare_data_dir(tmp_path)
    assert mode(tmp_path) == 0o700


def test_a_folder_of_ours_is_closed_again(tmp_path: Path) -> None:
    folder = prepare_data_dir(tmp_path / "companion")
    folder.chmod(0o755)
    (folder / DATABASE_NAME).chmod(0o644)
    prepare_data_dir(folder)
    assert mode(folder) == 0o700
    assert mode(folder / DATABASE_NAME) == 0o600


def test_a_folder_shared_for_something_else_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DataFolderError, match="chmod 700"):
        prepare_data_dir(tmp_path)
    assert mode(tmp_path) == 0o755
    assert not (tmp_path / DATABASE_NAME).exists()


def test_a_private_folder_with_other_files_is_fine(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    prepare_data_dir(tmp_path)
    assert mode(tmp_path / DATABASE_NAME) == 0o600


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine", encoding="utf-8")
    with pytest.raises(DataFolderError, match="not a folder"):
        prepare_data_dir(tmp_path / "data")


def test_a_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(DataFolderError, match="another user"):
        prepare_data_dir(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(DataFolderError, match="--data-dir"):
        prepare_data_dir(tmp_path / "file" / "data")


def test_the_database_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).mkdir()
    with pytest.raises(DataFolderError, match="cannot be used"):
        prepare_data_dir(tmp_path)


def test_the_default_folder_is_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_dir() == tmp_path / "cancel-window"


def test_settings_stay_as_they_are(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, clock=lambda: NOON)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.port = 1  # type: ignore[misc]
