# A throw-away PostgreSQL: TCP on 127.0.0.1 only, no socket, no durability.

postgres_needs() {
    need "a PostgreSQL server" postgresql has_postgres
    need "the headers of libpq" libpq-dev has_libpq
}

# pq-sys looks for libpq in this order.
has_libpq() {
    [[ -n ${PQ_LIB_DIR:-} ]] && return
    pkg-config --exists libpq 2>/dev/null && return
    local folder
    folder=$(pg_config --libdir 2>/dev/null) && compgen -G "$folder/libpq.[sa]*" >/dev/null
}

# Debian keeps servers out of PATH, and its pg_config may name a folder with client programs only.
has_postgres() {
    postgres_binaries >/dev/null
}

# Prints the folder of $PG_BIN, else of the newest server.
postgres_binaries() {
    local folder
    for folder in "${PG_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse) \
        "$(pg_config --bindir 2>/dev/null)" "$(dirname -- "$(command -v initdb)")"; do
        [[ -x $folder/initdb && -x $folder/postgres && -x $folder/pg_basebackup ]] || continue
        printf '%s\n' "$folder"
        return
    done
    return 1
}

postgres_start() {
    local binaries account data=$scratch/postgres/data log=$scratch/postgres.log port
    binaries=$(postgres_binaries)
    account=$(server_account postgres)
    make_server_directory postgres "$account"
    (exec_as "$account" TERM "$binaries/initdb" --pgdata="$data" --username=postgres --auth=trust \
        --no-sync --encoding=UTF8 --locale=C.UTF-8) >"$log" 2>&1 || postgres_give_up "$log"

    while true; do
        port=$(free_port)
        postgres_launch "$binaries" "$account" "$data" "$port" >"$log" 2>&1
        postgres_await "$data" && break
        grep -q 'Address already in use' "$log" || postgres_give_up "$log"
    done
    export CAMSHAFT_TEST_POSTGRES_URL=postgres://postgres@127.0.0.1:$port/postgres
    make_test_directory
    export CAMSHAFT_TEST_POSTGRES_BIN=$binaries
    say "$("$binaries/postgres" --version) listens on 127.0.0.1:$port"
}

# INT is PostgreSQL's fast shutdown.
postgres_launch() {
    (exec_as "$2" INT "$1/postgres" -D "$3" -p "$4" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=200 -c max_prepared_transactions=20 -c lc_messages=C) &
    server_pids+=($!)
}

# Looks into the server's own status file: a client that asks the port might be answered by another server.
postgres_await() {
    local pid=${server_pids[-1]}
    for _ in {1..600}; do
        is_running "$pid" || return
        [[ $(sed -n 8p "$1/postmaster.pid" 2>/dev/null) == ready* ]] && return
        sleep 0.1
    done
    return 1
}

postgres_give_up() {
    cat "$1" >&2
    give_up "cannot start PostgreSQL"
}
