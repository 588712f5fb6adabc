# Sourced by the set-up scripts.

install_package() {
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null
}

# need_package NAME WHY: install a Debian package as root, or end with what the person has to do.
# The lists of packages are fetched only when those of the machine do not serve: they take longest.
need_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "setup: installing the system's package $1 ($2)"
        install_package "$1" 2>/dev/null || { apt-get update -qq && install_package "$1"; }
    else
        echo "error: $2." >&2
        echo "On Debian or Ubuntu: sudo apt-get install $1, then run this again." >&2
        exit 1
    fi
}
