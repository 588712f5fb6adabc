#!/bin/sh
# See that Playwright's driver starts: its Node.js needs libatomic, which a small Debian lacks.
set -eu
. "${0%/*}/debian.sh"

starts() {
    .venv/bin/python -m playwright --version >/dev/null 2>.venv/driver.log
}

if ! starts && grep -q 'libatomic\.so\.1' .venv/driver.log; then
    need_package libatomic1 "Playwright's driver needs libatomic"
fi
if ! starts; then
    echo "error: Playwright's driver does not start:" >&2
    cat .venv/driver.log >&2
    exit 1
fi
