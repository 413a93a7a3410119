# Programs a test only asks a question: unpacked below build/beside instead of installed, so that no web server
# starts on anybody's machine. Sourced after prepare.sh.

prepare_beside() { # Debian packages
    local all=$PWD/build/beside name deb
    mkdir -p "$all/deb"
    for name in "$@"; do
        [ -f "$all/deb/.$name" ] && continue
        step "Unpacking $name in build/beside"
        (cd "$all/deb" && apt-get download -qq "$name") || return
        for deb in "$all/deb/${name}"_*.deb; do dpkg -x "$deb" "$all"; done
        touch "$all/deb/.$name"
    done
}
