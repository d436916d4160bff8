# What a run needs on the machine, and its installation.

# Functions that call `need`; whoever sources this file adds its own.
needs=(tool_needs)
missing_things=()
missing_packages=()

prepare_tools() {
    [[ $(uname -s) == Linux ]] || give_up "needs Linux; a plain \`cargo test\` runs what needs no server"
    list_needs
    if ((${#missing_things[@]})); then
        install_missing || true
        list_needs
        ((${#missing_things[@]} == 0)) || give_up "still missing: $(listed "${missing_things[@]}")"
    fi
    prepare_cargo
}

list_needs() {
    local list
    missing_things=() missing_packages=()
    for list in "${needs[@]}"; do
        "$list"
    done
}

tool_needs() {
    need "setpriv, setsid and flock" util-linux has_commands setpriv setsid flock
    need "a C compiler" "gcc libc6-dev" has_commands cc
}

# need <thing> <Debian packages> <command that succeeds when it is there>
need() {
    local thing=$1 packages=$2
    shift 2
    "$@" && return
    missing_things+=("$thing")
    # shellcheck disable=SC2206 # one word a package
    missing_packages+=($packages)
}

has_commands() {
    local name
    for name; do
        command -v "$name" >/dev/null || return 1
    done
}

listed() {
    local text
    printf -v text '%s, ' "$@"
    printf '%s' "${text%, }"
}

install_missing() {
    say "missing: $(listed "${missing_things[@]}")"
    install_packages "${missing_packages[@]}"
}

# Installs Debian packages, or says how somebody else can.
install_packages() {
    local install="apt-get install --yes --no-install-recommends --no-remove $*"
    if ! has_commands apt-get; then
        say "install them with this system's package manager (on Debian: $install)"
        return 1
    fi
    if ! as_root true 2>/dev/null; then
        say "run as root: apt-get update && $install"
        return 1
    fi
    say "running: $install"
    as_root sh -c "$without_services" sh "$install" </dev/null >&2
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        has_commands sudo && sudo -n "$@"
    fi
}

# Debian starts a service when its package is installed unless this policy file says no.
# shellcheck disable=SC2016 # for the inner shell
without_services='
    policy=/usr/sbin/policy-rc.d
    if ! [ -e "$policy" ]; then
        trap "rm -f $policy" EXIT
        trap "exit 1" HUP INT TERM
        printf "#!/bin/sh\nexit 101\n" >"$policy"
        chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get --quiet=2 update && $1
'

# `cargo` must be the release of rust-toolchain.toml: the expected compiler messages are those of one release.
prepare_cargo() {
    local release
    release=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
    is_cargo "$release" && return
    if ! has_commands rustup; then
        say "missing: cargo $release, which rustup brings"
        install_packages rustup || give_up "rustup, where the system has no package of it, comes from https://rustup.rs"
    fi
    say "running: rustup toolchain install $release"
    rustup toolchain install "$release" --profile minimal --component rustfmt --component clippy >&2 ||
        give_up "cannot install Rust $release"
    is_cargo "$release" || give_up "\`cargo\` in PATH is not rustup's; it must be cargo $release"
}

# rustup's own folder is not in PATH in a shell that was open before rustup was installed.
is_cargo() {
    has_commands cargo || PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
    [[ $(cargo --version 2>/dev/null) == "cargo $1 "* ]]
}
