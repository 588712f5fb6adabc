# Sourced by the set-up scripts.

# need_package NAME WHY: install a Debian package as root, or end with what the person has to do.
need_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "setup: installing the system's package $1 ($2)"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null
    else
        echo "error: $2." >&2
        echo "On Debian or Ubuntu: sudo apt-get install $1, then run this again." >&2
        exit 1
    fi
}
