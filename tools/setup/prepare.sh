# What ./run and ./test share: install what is missing, find Node, build. Sourced from the repository's root.
# Nothing here removes a package that somebody has. Nothing missing means nothing is asked for.

say() { printf '%s\n' "$*" >&2; }
step() { printf '\033[1m%s\033[0m\n' "· $*" >&2; }

packages_in() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"; }

missing_of() { # one question for all of them
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
    printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

node_is_new_enough() { # Node 22.18 runs TypeScript files as they are
    "$1" -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||(a===22&&b>=18)?0:1)' \
        2>/dev/null
}

can_be_root() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }

# Runs a command as root: at once for root, otherwise through sudo after showing it.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        say "  sudo $*"
        sudo "$@"
    fi
}

lists_are_fresh=
renew_lists() { # once a run
    [ -n "$lists_are_fresh" ] && return
    as_root apt-get update -qq || say "  (the package lists could not be renewed; going on with those here)"
    lists_are_fresh=yes
}

apt_install() {
    local install="apt-get install -y -qq --no-remove --no-install-recommends $*"
    can_be_root || {
        say "Some packages are missing and this account may not install them. Please run, as root:"
        say "  apt-get update && $install"
        say "Then start again."
        exit 3
    }
    export DEBIAN_FRONTEND=noninteractive
    renew_lists
    as_root $install >&2
}

boost_beside=${BOOST_BESIDE:-$PWD/build/boost} # CMakeLists.txt looks there

unpack_boost() { # the machine's own Boost stays as it is
    local debs=$boost_beside/deb deb packages
    packages=$(packages_in tools/setup/packages.boost)
    step "Unpacking Boost 1.81 beside the build (it cannot be installed here without harm)"
    mkdir -p "$debs"
    (cd "$debs" && apt-get download -qq $packages) || {
        say "Boost 1.81 could not be downloaded. Check the network and start again."
        exit 3
    }
    for deb in "$debs"/*.deb; do dpkg -x "$deb" "$boost_beside"; done
}

prepare_boost() {
    local boost
    boost=$(missing_of $(packages_in tools/setup/packages.boost))
    [ -z "$boost" ] && return
    [ -d "$boost_beside/usr/include/boost" ] && return
    can_be_root && renew_lists
    if can_be_root && apt-get install -s --no-remove --no-install-recommends $boost >/dev/null 2>&1; then
        apt_install $boost
    else
        unpack_boost
    fi
}

prepare_packages() { # $@: package list files
    command -v apt-get >/dev/null || {
        say "This script knows Debian 12. Elsewhere, install the packages of these files by hand: $*"
        exit 3
    }
    local wanted missing
    wanted=$(packages_in "$@")
    if command -v node >/dev/null && command -v npm >/dev/null; then
        wanted=$(printf '%s\n' "$wanted" | grep -vxE 'nodejs|npm') # another Node is as good as Debian's
    fi
    missing=$(missing_of $wanted)
    if [ -n "$missing" ]; then
        step "Installing: $(echo $missing)"
        apt_install $missing || {
            say "Some packages could not be installed. The lines above say why; nothing was removed."
            exit 3
        }
    fi
    prepare_boost
}

prepare_node() {
    local own=$PWD/build/node/node_modules
    if command -v node >/dev/null && node_is_new_enough node; then return; fi
    if ! node_is_new_enough "$own/.bin/node"; then
        step "Fetching Node 22 and npm 11 into build/node (the system's Node is older)"
        mkdir -p build/node
        [ -f build/node/package.json ] || echo '{"private":true}' >build/node/package.json
        npm install --prefix build/node --no-fund --no-audit --loglevel=error node@22 npm@11 >&2
    fi
    export PATH="$own/.bin:$PATH"
    node_is_new_enough node || { say "Node 22.18 or newer is needed and could not be fetched."; exit 3; }
}

# True when $1 (a stamp) is older than any file below the other arguments.
is_stale() {
    local stamp=$1
    shift
    [ ! -f "$stamp" ] || [ -n "$(find "$@" -type f -newer "$stamp" -print -quit 2>/dev/null)" ]
}

prepare_modules() { # $1: a folder with a package-lock.json
    if is_stale "$1/node_modules/.stamp" "$1/package-lock.json"; then
        step "Installing npm packages of $1"
        (cd "$1" && npm ci --no-fund --no-audit --loglevel=error >&2) && touch "$1/node_modules/.stamp"
    fi
}

build_frontend() {
    prepare_modules frontend
    local shared="frontend/src/app.css frontend/src/tokens.css frontend/src/base frontend/src/parts frontend/src/words"
    shared="$shared frontend/src/features frontend/src/shell frontend/vite frontend/package.json"
    if is_stale frontend/dist/.stamp frontend/src frontend/index.html frontend/public frontend/vite.config.ts \
        frontend/vite frontend/package.json content/safety; then
        step "Building the app"
        (cd frontend && npm run --silent build:app >&2) && touch frontend/dist/.stamp
    fi
    if is_stale frontend/dist-staff/.stamp frontend/src/staff frontend/staff frontend/vite.staff.config.ts $shared; then
        step "Building the staff's app"
        (cd frontend && npm run --silent build:staff >&2) && touch frontend/dist-staff/.stamp
    fi
}

build_program() { # $1: preset; the rest: targets
    local preset=$1
    shift
    if [ ! -f "build/$preset/build.ninja" ]; then
        step "Configuring ($preset)"
        cmake --preset "$preset" >build/configure.log 2>&1 || { cat build/configure.log >&2; exit 1; }
    fi
    if [ -t 2 ]; then ninja -C "build/$preset" "$@" >&2; else ninja --quiet -C "build/$preset" "$@" >&2; fi
}
