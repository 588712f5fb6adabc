#!/bin/sh
# Make .venv with a Python that is new enough, and say what to do when there is none.
#
# usage: scripts/venv.sh [PYTHON]     (a command or a path; default: the first fitting one found)
set -eu
. "${0%/*}/debian.sh"

oldest="3.11"

version_of() {
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

wanted="${1:-}"
python=""
seen=""
for candidate in ${wanted:+"$wanted"} \
    $([ -n "$wanted" ] || echo python3 python3.14 python3.13 python3.12 python3.11 python); do
    version=$(version_of "$candidate") || continue
    if new_enough "$candidate"; then
        python="$candidate"
        break
    fi
    seen="$seen $candidate is $version;"
done

if [ -z "$python" ]; then
    echo "error: Python $oldest or newer is needed." >&2
    if [ -n "$seen" ]; then
        echo "Found:${seen%;}." >&2
    elif [ -n "$wanted" ]; then
        echo "PYTHON=$wanted does not run." >&2
    else
        echo "No Python was found on PATH." >&2
    fi
    echo "Install it, or name one: make PYTHON=/path/to/python$oldest ..." >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    need_package "$package" "$python cannot make virtual environments, its ensurepip is missing"
fi

echo "setup: .venv with $python ($(version_of "$python"))"
"$python" -m venv --clear .venv
