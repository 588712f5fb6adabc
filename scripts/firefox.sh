#!/bin/sh
# See that there is a Firefox: tests of the extension drive one.
set -eu
. "${0%/*}/debian.sh"

# Debian's package for long support is always newer than what the extension asks for.
if ! command -v firefox >/dev/null 2>&1 && ! command -v firefox-esr >/dev/null 2>&1; then
    need_package firefox-esr "the tests of the extension need Firefox"
fi
