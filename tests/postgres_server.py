"""A real PostgreSQL of the test run alone, from the system's packages, on a socket in a folder.

`make dev` installs it where it is missing; without it, what asks for it fails.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from sqlalchemy import create_engine, text

from cancelwindow.store.database import Database

USER = "cancelwindow"

OWNER = "postgres"
"""Who runs the server where the tests run as root, whom PostgreSQL refuses; Debian's package makes
this user."""

_SETTINGS = {
    "listen_addresses": "",
    # The data is thrown away at the end.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


def program(name: str) -> str:
    """Path of one of PostgreSQL's programs, which Debian keeps off the path."""
    known = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(known[0]) if known else shutil.which(name)
    if found is None:
        raise RuntimeError(
            f"PostgreSQL's {name} is missing. Run `make dev`, or on Debian: "
            "sudo apt-get install postgresql"
        )
    return found


class PostgresServer:
    """A server with an empty cluster; each test gets a database of its own."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cw-pg-"))
        self._numbers = count()
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._as = {"user": OWNER, "group": owner.pw_gid, "extra_groups": []}

    def start(self) -> Self:
        """Make the cluster, start the server, and make a template with all tables."""
        cluster = self._folder / "cluster"
        self._run(
            "initdb", "--auth=trust", "--no-sync", f"--username={USER}", "--encoding=UTF8",
            "--locale=C.UTF-8", f"--pgdata={cluster}",
        )  # fmt: skip
        settings = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
        self._run(
            "pg_ctl", "start", "--wait", "--silent", f"--pgdata={cluster}",
            f"--log={self._folder / 'log'}", f"--options=-k {self._folder} {settings}",
        )  # fmt: skip
        self._admin("CREATE DATABASE prepared")
        Database(self.url("prepared")).close()
        return self

    def url(self, database: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self._folder), safe='')}"

    def new_database(self, *, empty: bool = False) -> str:
        """The URL of a new database, with all tables unless it shall be `empty`."""
        name = f"store_{next(self._numbers)}"
        template = "" if empty else " TEMPLATE prepared"
        self._admin(f"CREATE DATABASE {name}{template}")
        return self.url(name)

    def stop(self) -> None:
        """Stop the server and throw everything away."""
        cluster = self._folder / "cluster"
        self._run("pg_ctl", "stop", "--mode=immediate", "--silent", f"--pgdata={cluster}")
        shutil.rmtree(self._folder)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _admin(self, statement: str) -> None:
        url = self.url("postgres").replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _run(self, name: str, *arguments: str) -> None:
        said = self._folder / f"{name}.said"
        # Into a file: a server that inherits a pipe would keep it open.
        with said.open("w", encoding="utf-8") as output:
            done = subprocess.run(
                [program(name), *arguments],
                cwd=self._folder,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self._as,
            )
        if done.returncode:
            told = [said, self._folder / "log"]
            texts = [path.read_text(encoding="utf-8") for path in told if path.exists()]
            raise RuntimeError(f"{name} failed:\n" + "\n".join(texts))
