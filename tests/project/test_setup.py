"""Setting up: the Python that is taken, the errors when there is none, and what CI runs."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

FAKE_PYTHON = """\
#!/bin/sh
case "$2" in
    *"import ensurepip"*) exit {ensurepip} ;;
    *sys.exit*) exit {too_old} ;;
    *python%d.%d-venv*) echo python3.{minor}-venv ;;
    *) echo 3.{minor}.0 ;;
esac
"""

APT_GET = """\
#!/bin/sh
echo "$@" >> apt-get.log
if [ "$1" = update ]; then : > lists; fi
[ -e lists ]
"""
"""A stand-in that installs only with fresh lists of packages."""


def program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def fake_python(folder: Path, name: str, minor: int, *, ensurepip: bool = True) -> Path:
    """A program that answers as Python 3.`minor` would, and makes no environment."""
    text = FAKE_PYTHON.format(minor=minor, too_old=int(minor < 11), ensurepip=int(not ensurepip))
    return program(folder, name, text)


def make_environment(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/venv.sh in `folder`, seeing only the programs that lie there."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "venv.sh"), *arguments],
        cwd=folder,
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def start_driver(folder: Path, driver: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/driver.sh in `folder`, where the environment's Python is the program `driver`."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    program(folder / ".venv" / "bin", "python", driver)
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "driver.sh")],
        cwd=folder,
        env={"PATH": f"{folder}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_refused_with_its_version(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", 9)
    result = make_environment(tmp_path)
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed" in result.stderr
    assert "python3 is 3.9.0" in result.stderr
    assert "make PYTHON=" in result.stderr


def test_no_python_at_all_is_said(tmp_path: Path) -> None:
    result = make_environment(tmp_path)
    assert result.returncode == 1
    assert "No Python was found" in result.stderr


def test_a_named_python_that_does_not_run_is_said(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", 13)
    result = make_environment(tmp_path, "python3.99")
    assert result.returncode == 1
    assert "PYTHON=python3.99 does not run" in result.stderr


def test_a_newer_python_beside_an_old_one_is_taken(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", 9)
    fake_python(tmp_path, "python3.12", 12)
    result = make_environment(tmp_path)
    assert result.returncode == 0, result.stderr
    assert ".venv with python3.12 (3.12.0)" in result.stdout


def test_a_path_with_blanks_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "my programs"
    folder.mkdir()
    result = make_environment(tmp_path, str(fake_python(folder, "python3", 12)))
    assert result.returncode == 0, result.stderr
    assert "my programs/python3 (3.12.0)" in result.stdout


@pytest.mark.parametrize("user", ["1000", "0"])
def test_a_python_without_ensurepip_names_the_package(tmp_path: Path, user: str) -> None:
    """Neither an ordinary user nor root on a system without apt-get can have it installed."""
    fake_python(tmp_path, "python3", 11, ensurepip=False)
    program(tmp_path, "id", f"#!/bin/sh\necho {user}\n")
    result = make_environment(tmp_path)
    assert result.returncode == 1
    assert "sudo apt-get install python3.11-venv" in result.stderr


@pytest.mark.parametrize("lists", ["fresh", "stale"])
def test_root_on_debian_has_the_package_installed(tmp_path: Path, lists: str) -> None:
    fake_python(tmp_path, "python3", 11, ensurepip=False)
    program(tmp_path, "id", "#!/bin/sh\necho 0\n")
    program(tmp_path, "apt-get", APT_GET)
    if lists == "fresh":
        (tmp_path / "lists").touch()
    result = make_environment(tmp_path)
    assert result.returncode == 0, result.stderr
    log = (tmp_path / "apt-get.log").read_text(encoding="utf-8").splitlines()
    calls = [(call.split()[0], call.split()[-1]) for call in log]
    install = ("install", "python3.11-venv")
    assert calls == ([install] if lists == "fresh" else [install, ("update", "-qq"), install])


WITHOUT_LIBATOMIC = """\
#!/bin/sh
[ -e libatomic1 ] && exit 0
echo "driver/node: error while loading shared libraries: libatomic.so.1: cannot open" >&2
exit 127
"""


def test_a_driver_without_libatomic_names_the_package(tmp_path: Path) -> None:
    program(tmp_path, "id", "#!/bin/sh\necho 1000\n")
    result = start_driver(tmp_path, WITHOUT_LIBATOMIC)
    assert result.returncode == 1
    assert "sudo apt-get install libatomic1" in result.stderr


def test_root_on_debian_has_libatomic_installed(tmp_path: Path) -> None:
    program(tmp_path, "id", "#!/bin/sh\necho 0\n")
    program(tmp_path, "apt-get", '#!/bin/sh\n[ "$1" = update ] || touch libatomic1\n')
    result = start_driver(tmp_path, WITHOUT_LIBATOMIC)
    assert result.returncode == 0, result.stderr
    assert "installing the system's package libatomic1" in result.stdout


def test_another_failure_of_the_driver_is_shown(tmp_path: Path) -> None:
    result = start_driver(tmp_path, "#!/bin/sh\necho 'wrong machine' >&2\nexit 126\n")
    assert result.returncode == 1
    assert "wrong machine" in result.stderr


def look_for_postgresql(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run scripts/postgresql.sh seeing only the programs in `folder`, and a list of no others."""
    program(folder, "ls", "#!/bin/sh\nexit 2\n")
    program(folder, "id", "#!/bin/sh\necho 1000\n")
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "postgresql.sh")],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_postgresql_names_the_package(tmp_path: Path) -> None:
    result = look_for_postgresql(tmp_path)
    assert result.returncode == 1
    assert "sudo apt-get install postgresql" in result.stderr


def test_a_machine_with_postgresql_needs_nothing(tmp_path: Path) -> None:
    program(tmp_path, "initdb", "#!/bin/sh\n")
    assert look_for_postgresql(tmp_path).returncode == 0


def test_ci_runs_the_tests_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    first, *commands = script.read_text(encoding="utf-8").splitlines()
    assert first == "#!/usr/bin/env bash"
    assert commands[0] == "set -euo pipefail"
    assert commands[-1] == "make test"
    assert [line for line in commands[1:-1] if not line.startswith("cd ")] == []
    assert os.access(script, os.X_OK)


def test_the_makefile_lists_its_targets() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "--directory", str(ROOT)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""},
    ).stdout
    for target in ("run", "test", "lint", "bench", "lock", "clean", "help"):
        assert re.search(rf"^make {target} +[A-Z]", listed, re.MULTILINE), target


def test_the_tests_begin_with_lint_and_end_with_pytest() -> None:
    rule = re.search(r"^test:(.*?)##.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert rule is not None
    assert "lint" in rule[1].split()
    assert "pytest" in rule[2].splitlines()[-1]


def test_environments_are_made_from_hashes_only() -> None:
    installs = [line for line in MAKEFILE.splitlines() if line.startswith("\t@$(PIP_INSTALL)")]
    assert len(installs) == 3
    for line in installs:
        assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line
