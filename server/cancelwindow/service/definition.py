"""What each operating system is told of the companion's service. Pure: nothing is run or written.

The service runs the Python of this environment with this package, whatever folder it lies in and
whatever `PATH` a login has.
"""

from __future__ import annotations

import plistlib
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from cancelwindow.commands.options import EXIT_DATA_FOLDER, EXIT_PORT_TAKEN

NAME = "cancel-window"

LABEL = f"{NAME}.companion"
"""Of launchd."""

DESCRIPTION = "Cancel Window companion"

RESTART_SECONDS = 5

_TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"


class NotWritableError(ValueError):
    """An argument that no definition can hold; the text says which and why."""


def command(python: Path, serve: Sequence[str]) -> tuple[str, ...]:
    """The command line of the service.

    Args:
        python: the interpreter of this environment.
        serve: options of `cancelwindow serve`.
    """
    # -P: a folder named like a package of ours, wherever the service starts, must not be it.
    return (str(python), "-P", "-m", "cancelwindow.cli", "serve", *serve)


def systemd_unit(words: Sequence[str]) -> str:
    """A unit of systemd for one user. Raises NotWritableError."""
    never_mended = f"{EXIT_PORT_TAKEN} {EXIT_DATA_FOLDER}"
    return "\n".join(
        (
            "[Unit]",
            f"Description={DESCRIPTION}",
            "StartLimitIntervalSec=300",
            "StartLimitBurst=5",
            "",
            "[Service]",
            "Type=exec",
            f"ExecStart={_systemd_line(words)}",
            "Restart=on-failure",
            f"RestartSec={RESTART_SECONDS}",
            # A port or a folder that is taken stays so: starting again would only fill the journal.
            f"RestartPreventExitStatus={never_mended}",
            "UMask=0077",
            "NoNewPrivileges=yes",
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        )
    )


def launchd_plist(words: Sequence[str]) -> str:
    """A property list of launchd for one user. Raises NotWritableError."""
    listed = {
        "Label": LABEL,
        "ProgramArguments": [_printable(word) for word in words],
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": RESTART_SECONDS,
        "ProcessType": "Background",
        "Umask": 0o077,
    }
    return plistlib.dumps(listed, sort_keys=False).decode()


def task_xml(words: Sequence[str], user: str) -> str:
    """A task of the Windows Task Scheduler that starts when `user` signs in.

    Raises:
        NotWritableError: an argument cannot be written.
    """
    task = ET.Element("Task", {"version": "1.2", "xmlns": _TASK})
    _fill(task, "RegistrationInfo", Description=DESCRIPTION)
    triggers = ET.SubElement(task, "Triggers")
    _fill(triggers, "LogonTrigger", Enabled="true", UserId=_printable(user))
    principals = ET.SubElement(task, "Principals")
    _fill(
        principals,
        "Principal",
        UserId=user,
        LogonType="InteractiveToken",
        RunLevel="LeastPrivilege",
    )
    settings = _fill(
        task,
        "Settings",
        MultipleInstancesPolicy="IgnoreNew",
        DisallowStartIfOnBatteries="false",
        StopIfGoingOnBatteries="false",
        # Without it a task is ended after three days.
        ExecutionTimeLimit="PT0S",
    )
    _fill(settings, "RestartOnFailure", Interval="PT1M", Count="5")
    actions = ET.SubElement(task, "Actions")
    program, *arguments = (_printable(word) for word in words)
    _fill(actions, "Exec", Command=program, Arguments=subprocess.list2cmdline(arguments))
    ET.indent(task)
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{ET.tostring(task, encoding="unicode")}\n'


def _fill(parent: ET.Element, name: str, **texts: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    for key, text in texts.items():
        ET.SubElement(child, key).text = text
    return child


def _systemd_line(words: Sequence[str]) -> str:
    """A command line, quoted, without what systemd would expand."""
    program, *arguments = (_systemd_word(word) for word in words)
    # Variables are put into arguments only.
    line = (program, *(word.replace("$", "$$") for word in arguments))
    return " ".join(f'"{word}"' for word in line)


def _systemd_word(word: str) -> str:
    escaped = _printable(word).replace("\\", "\\\\").replace('"', '\\"')
    return escaped.replace("%", "%%")


def _printable(word: str) -> str:
    if not word.isprintable():
        raise NotWritableError(f"{word!r} holds a character that cannot stand in a service's file.")
    return word
