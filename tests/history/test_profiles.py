"""Browser profiles of our own, and who may use one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cancelwindow.history.profiles import ProfileInUseError, ProfileNameError, profile_of


@pytest.mark.parametrize("name", ["", "..", "a/b", "-x", "a b", "ü", "x" * 41, "a\n"])
def test_a_name_that_is_no_folders_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProfileNameError):
        profile_of(tmp_path, name)


def test_accounts_have_profiles_of_their_own(tmp_path: Path) -> None:
    assert profile_of(tmp_path, "mine").folder != profile_of(tmp_path, "hers").folder


def test_a_profile_is_used_by_one_command_at_a_time(tmp_path: Path) -> None:
    profile, same = profile_of(tmp_path, "mine"), profile_of(tmp_path, "mine")
    with profile.used():
        with pytest.raises(ProfileInUseError, match="mine"), same.used():
            pass
        with profile_of(tmp_path, "hers").used():
            pass
    with same.used():
        lock = tmp_path / "profiles" / "mine.lock"
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        assert stat.S_IMODE(lock.parent.stat().st_mode) == 0o700


def test_removing_a_profile_leaves_others_alone(tmp_path: Path) -> None:
    mine, hers = profile_of(tmp_path, "mine"), profile_of(tmp_path, "hers")
    for one in (mine, hers):
        one.folder.mkdir(parents=True)
        (one.folder / "Cookies").write_text("invented")
    assert mine.remove()
    assert not mine.exists
    assert hers.exists
    assert not mine.remove()
