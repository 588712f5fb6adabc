#!/bin/sh
# See that PostgreSQL's programs are there: tests of the store start a server of their own.
set -eu
. "${0%/*}/debian.sh"

# Debian keeps them off the path, one folder for each version.
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    need_package postgresql "the tests of the store need PostgreSQL"
fi
