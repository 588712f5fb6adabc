"""Where the project's checkout lies: the demo shows its extension and its sample account."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class NoCheckoutError(RuntimeError):
    """The package does not lie in a checkout."""


@dataclass(frozen=True)
class Checkout:
    """Root folder of the project."""

    root: Path

    @property
    def extension(self) -> Path:
        """The unpacked extension."""
        return self.root / "extension"

    @property
    def account(self) -> Path:
        """The sample account's file."""
        return self.root / "fixtures" / "account" / "account.yaml"


def find_checkout(start: Path) -> Checkout:
    """The checkout that `start` lies in.

    Raises:
        NoCheckoutError: no folder above `start` holds the extension and the sample account.
    """
    for folder in start.resolve().parents:
        found = Checkout(folder)
        if (found.extension / "manifest.json").is_file() and found.account.is_file():
            return found
    raise NoCheckoutError(
        "The demo needs the project's own folder, with extension/ and fixtures/account/ in it, and "
        f"{start.name} is installed outside of one. Clone the project and run `make run` there."
    )
