"""Package data: words per language, tracking codes, currencies and page timing.

The one module of the reader that opens a file; everything it returns is immutable and loaded once.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML table of this package, by its path without suffix (``text/words/en``)."""
    text = files("aliorders").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def names(folder: str) -> tuple[str, ...]:
    """Names, without suffix, of the TOML tables in a folder of this package (``text/words``)."""
    found = (entry.name for entry in files("aliorders").joinpath(folder).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))
