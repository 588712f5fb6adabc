"""Put the extension into one zip for each browser, the same bytes wherever and whenever it is made.

Run by `make package`; needs nothing but Python.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

SHIPPED_SUFFIXES = frozenset([".css", ".html", ".js", ".json", ".png"])
"""What a browser reads. Drawings to make icons from and files of editors and systems stay here."""

NOT_SHIPPED = "store"
"""The folder with what is typed into the forms of the stores."""

OTHERS_BACKGROUND = {"chrome": "scripts", "firefox": "service_worker"}
"""The key of `background` that only the other browser reads. A Chrome before 121 does not start an
extension that has `scripts`; Firefox and its store warn of `service_worker`."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that a zip can tell."""

PLAIN_FILE = 0o100644 << 16
UNIX = 3


def shipped(extension: Path) -> list[Path]:
    """The files of `extension` that a browser is given, in an order of no system's."""
    paths = [
        path
        for path in extension.rglob("*")
        if path.is_file()
        and path.suffix in SHIPPED_SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(extension).parts)
        and path.relative_to(extension).parts[0] != NOT_SHIPPED
    ]
    return sorted(paths, key=lambda path: path.relative_to(extension).as_posix())


def manifest_for(browser: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """The one manifest without the key that this browser does not know."""
    other = OTHERS_BACKGROUND[browser]
    background = {key: value for key, value in manifest["background"].items() if key != other}
    return manifest | {"background": background}


def package(browser: str, extension: Path, folder: Path) -> Path:
    """Write the zip of `browser` into `folder`, and give its path.

    Nothing is compressed: what a compressor makes of the same bytes differs by its version, and
    both stores compress what they hand out.
    """
    manifest = json.loads((extension / "manifest.json").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"cancel-window-{manifest['version']}-{browser}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in shipped(extension):
            name = path.relative_to(extension).as_posix()
            content = path.read_bytes()
            if name == "manifest.json":
                own = json.dumps(manifest_for(browser, manifest), indent=2, ensure_ascii=False)
                content = f"{own}\n".encode()
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = UNIX
            entry.external_attr = PLAIN_FILE
            archive.writestr(entry, content)
    return target


def main() -> None:
    """Write both zips, and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extension", type=Path, default=ROOT / "extension")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    chosen = parser.parse_args()
    for browser in OTHERS_BACKGROUND:
        try:
            target = package(browser, chosen.extension, chosen.out)
        except OSError as error:
            sys.exit(
                f"package: {error.filename}: {error.strerror}. Name other folders, or free it."
            )
        print(f"package: {target} ({target.stat().st_size // 1024} kB)")


if __name__ == "__main__":
    main()
