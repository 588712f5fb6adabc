"""Can I still cancel? The rules over what `aliorders` reads, and the local companion."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("cancel-window")
