# A throw-away MariaDB: TCP on 127.0.0.1, a socket in its own directory, no durability.

mariadb_needs() {
    # Its installer calls a program of the client's package.
    need "a MariaDB server" "mariadb-server-core mariadb-client-core" has_mariadb
    need "the headers of libmariadb" "libmariadb-dev pkg-config" has_libmysqlclient
}

# mysqlclient-sys looks for libmysqlclient in this order, and takes libmariadb as well.
has_libmysqlclient() {
    pkg-config --exists mysqlclient 2>/dev/null && return
    pkg-config --exists libmariadb 2>/dev/null && return
    [[ -n ${MYSQLCLIENT_LIB_DIR:-} && -n ${MYSQLCLIENT_VERSION:-} ]] || has_commands mysql_config
}

has_mariadb() {
    mariadb_program mariadbd >/dev/null && mariadb_program mariadb-install-db >/dev/null &&
        has_commands my_print_defaults
}

# Prints where a program is; a user's PATH has no folder of servers.
mariadb_program() {
    PATH=$PATH:/usr/sbin command -v "$1"
}

# `--no-defaults` comes first, or the configuration of the system's own server is read.
mariadb_start() {
    local account data=$scratch/mariadb/data log=$scratch/mariadb.log port
    account=$(server_account mysql)
    make_server_directory mariadb "$account"
    (exec_as "$account" KILL "$(mariadb_program mariadb-install-db)" --no-defaults --datadir="$data" \
        --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve) >"$log" 2>&1 ||
        mariadb_give_up "$log"

    while true; do
        port=$(free_port)
        mariadb_launch "$account" "$data" "$port" >"$log" 2>&1
        mariadb_await "$log" && break
        grep -q 'Address already in use' "$log" || mariadb_give_up "$log"
    done
    export CAMSHAFT_TEST_MYSQL_URL=mysql://root@127.0.0.1:$port/mysql
    make_test_directory
    CAMSHAFT_TEST_MARIADBD=$(mariadb_program mariadbd)
    CAMSHAFT_TEST_MARIADB_INSTALL_DB=$(mariadb_program mariadb-install-db)
    export CAMSHAFT_TEST_MARIADBD CAMSHAFT_TEST_MARIADB_INSTALL_DB
    say "$("$(mariadb_program mariadbd)" --no-defaults --version) listens on 127.0.0.1:$port"
}

# Nothing waits for an orderly end: the data is thrown away.
mariadb_launch() {
    (exec_as "$1" KILL "$(mariadb_program mariadbd)" --no-defaults --datadir="$2" --tmpdir="$scratch/mariadb" \
        --port="$3" --bind-address=127.0.0.1 --skip-name-resolve \
        --socket="$scratch/mariadb/socket" --pid-file="$scratch/mariadb/pid" \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_general_ci --lc-messages=en_US \
        --innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite --innodb-buffer-pool-size=64M \
        --innodb-log-file-size=16M --performance-schema=OFF --max-connections=300) &
    server_pids+=($!)
}

# Looks into the server's own log: a client that asks the port might be answered by another server.
mariadb_await() {
    local pid=${server_pids[-1]}
    for _ in {1..600}; do
        grep -q 'ready for connections' "$1" && return
        is_running "$pid" || return
        sleep 0.1
    done
    return 1
}

mariadb_give_up() {
    cat "$1" >&2
    give_up "cannot start MariaDB"
}
