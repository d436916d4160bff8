# What all servers have in common: an account, a port, a process that ends with the run.

server_pids=()

# Servers refuse root: prints the account to use instead of it, else one's own.
server_account() {
    if ((EUID != 0)); then
        id -un
    elif getent passwd "$1" >/dev/null; then
        printf '%s\n' "$1"
    else
        printf 'nobody\n'
    fi
}

# make_server_directory <name> <account>
make_server_directory() {
    mkdir -m 700 "$scratch/$1"
    ((EUID != 0)) || chown "$2:" "$scratch/$1"
}

# A place for servers that tests start, crash and restart themselves, which run under one account, whatever they are.
make_test_directory() {
    [[ -d $scratch/servers ]] || make_server_directory servers "$(server_account nobody)"
    export CAMSHAFT_TEST_SERVERS=$scratch/servers
}

# Becomes the command, under an account and with nothing of the caller's environment.
# The command gets the signal when this script dies, even of `kill -9`.
# exec_as <account> <signal> <command> [argument..]
exec_as() {
    local account=$1 options=(--pdeathsig "$2")
    shift 2
    ((EUID != 0)) || options+=(--reuid="$account" --regid="$(id -g "$account")" --clear-groups)
    cd /
    exec env -i PATH="$PATH" HOME="$scratch" LC_ALL=C setpriv "${options[@]}" -- "$@" </dev/null
}

# The ports below 32768 are not those that the kernel hands out to clients. Whoever takes the port between this
# look and the server's start makes that start fail, and the caller tries again.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%s\n' "$port"
}

# The data is thrown away, so servers need no orderly shutdown: QUIT ends PostgreSQL at once.
end_servers() {
    local pid
    for pid in "${server_pids[@]}"; do
        kill -QUIT "$pid" 2>/dev/null || true
    done
    for pid in "${server_pids[@]}"; do
        await_end "$pid" || kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    server_pids=()
}
