"""The files of the service: whatever the paths hold, the right words come out again."""

from __future__ import annotations

import plistlib
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.service.definition import (
    LABEL,
    NotWritableError,
    command,
    launchd_plist,
    systemd_unit,
    task_xml,
)

AWKWARD = ("/My Apps/py\"th'on", "-P", r"D:\An na\x", "100%", "$HOME", "<&>", "ü中", "a;b#c")
NAMESPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}

WORD = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1)
WORDS = st.lists(WORD.filter(str.isprintable), min_size=1, max_size=6)


def words_of_unit(unit: str) -> list[str]:
    """What systemd makes of a line: it unquotes like a shell in double quotes, then expands."""
    [line] = [one for one in unit.splitlines() if one.startswith("ExecStart=")]
    program, *arguments = shlex.split(line.removeprefix("ExecStart="))
    read = [one.replace("$$", "$") for one in arguments]
    return [one.replace("%%", "%") for one in (program, *read)]


def words_of_command_line(line: str) -> list[str]:
    """What a program on Windows gets (the rules of the C runtime)."""
    words, word, quoted, slashes, begun = [], "", False, 0, False
    for mark in [*line, " "]:
        if mark == "\\":
            slashes, begun = slashes + 1, True
            continue
        if mark == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            slashes, begun = 0, True
            continue
        word, slashes = word + "\\" * slashes, 0
        if mark in " \t" and not quoted:
            if begun:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + mark, True
    return words


def task_of(text: str) -> ET.Element:
    head, _, body = text.partition("\n")
    assert head == '<?xml version="1.0" encoding="UTF-16"?>'
    return ET.fromstring(body)


def test_the_command_is_that_of_this_environment() -> None:
    words = command(Path("/somewhere/bin/python"), ["--port", "5"])
    assert words[:5] == ("/somewhere/bin/python", "-P", "-m", "cancelwindow.cli", "serve")
    assert words[5:] == ("--port", "5")


def test_a_unit_keeps_every_word_and_restarts_after_a_failure() -> None:
    unit = systemd_unit(AWKWARD)
    assert words_of_unit(unit) == list(AWKWARD)
    lines = unit.splitlines()
    assert {"Restart=on-failure", "WantedBy=default.target", "UMask=0077"} <= set(lines)
    assert "RestartPreventExitStatus=3 4" in lines


def test_a_property_list_keeps_every_word_and_restarts_after_a_failure() -> None:
    listed = plistlib.loads(launchd_plist(AWKWARD).encode())
    assert listed["ProgramArguments"] == list(AWKWARD)
    assert (listed["Label"], listed["RunAtLoad"]) == (LABEL, True)
    assert listed["KeepAlive"] == {"SuccessfulExit": False}


def test_a_task_keeps_every_word_and_restarts_after_a_failure() -> None:
    task = task_of(task_xml(AWKWARD, "HOME\\An na"))
    program = task.findtext("t:Actions/t:Exec/t:Command", "", NAMESPACE)
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", "", NAMESPACE)
    assert [program, *words_of_command_line(arguments)] == list(AWKWARD)
    assert task.findtext("t:Triggers/t:LogonTrigger/t:UserId", "", NAMESPACE) == "HOME\\An na"
    assert task.findtext("t:Settings/t:ExecutionTimeLimit", "", NAMESPACE) == "PT0S"
    assert task.find("t:Settings/t:RestartOnFailure", NAMESPACE) is not None
    assert task.findtext("t:Principals/t:Principal/t:RunLevel", "", NAMESPACE) == "LeastPrivilege"


@given(WORDS)
def test_no_word_gets_lost_or_becomes_two(words: list[str]) -> None:
    assert words_of_unit(systemd_unit(words)) == words
    assert plistlib.loads(launchd_plist(words).encode())["ProgramArguments"] == words
    arguments = task_of(task_xml(words, "x")).findtext(
        "t:Actions/t:Exec/t:Arguments", "", NAMESPACE
    )
    assert words_of_command_line(arguments) == words[1:]


@pytest.mark.parametrize("word", ["a\nExecStartPre=/bin/x", "a\0", "\r", "\x1b[0m"])
def test_what_would_begin_another_line_is_refused(word: str) -> None:
    for write in (systemd_unit, launchd_plist, lambda words: task_xml(words, "x")):
        with pytest.raises(NotWritableError, match="cannot stand"):
            write(["/bin/python", word])
