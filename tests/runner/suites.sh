# Compiles the suites of a run, and runs them two at a time: most of them wait for servers and locks.
# A suite is a test target, the unit tests of a library or binary, or the examples of the documentation.

# The names that `--suite` gave; all suites, when there is none.
wanted=()
# What is to run: `<name>|<kind>|<folder>|<program>`. A name is the part and the path of the suite's source, a kind
# is cargo's: `test`, `lib`, `bin`, `proc-macro`.
suites=()
# The part that they are of.
part=
# The suites that run, by process: its name, and when it began.
declare -A running=() begun=()
at_once=2

# The parts of the tests. They are compiled apart, because a plain `cargo test` must need no server's client library.
compile_part() {
    local from=$SECONDS
    suites=() part=$1
    say "compiling the tests: $1"
    "compile_$1"
    took "$((SECONDS - from))" "$1: compilation"
}

# Exactly a plain `cargo test`.
compile_embedded() {
    local targets=()
    if ((${#wanted[@]})); then
        name_targets is_embedded
        ((${#targets[@]})) || return 0
    else
        suites+=("$part: documentation|documentation||")
    fi
    compile "${targets[@]}"
}

# The suites that need a server, and those that do more where there is one.
server_suites=('postgres*' 'mysql*' 'fault_*')
fuller_suites=(cli corpora)

compile_servers() {
    local targets=(--lib) suite
    for suite in "${server_suites[@]}" "${fuller_suites[@]}"; do
        targets+=(--test "$suite")
    done
    if ((${#wanted[@]})); then
        name_targets is_of_servers
        ((${#targets[@]})) || return 0
    fi
    compile --package camshaft-tests --package camshaft-cli --package sign_up --features "$features" "${targets[@]}"
}

is_of_servers() {
    is_one_of "$1" "${server_suites[@]}" "${fuller_suites[@]}"
}

is_embedded() {
    ! is_one_of "$1" "${server_suites[@]}"
}

# is_one_of <name> <pattern>..
is_one_of() {
    local pattern
    for pattern in "${@:2}"; do
        # shellcheck disable=SC2053 # the right side is a pattern
        [[ $1 == $pattern ]] && return
    done
    return 1
}

# Fills `targets` with those of the wanted names that a part has.
name_targets() {
    local name
    targets=()
    for name in "${wanted[@]}"; do
        ! "$1" "$name" || targets+=(--test "$name")
    done
}

compile() {
    local status=0 line
    CARGO_TERM_COLOR=never start_group \
        cargo test --no-run --message-format json-render-diagnostics "$@" >"$scratch/artifacts"
    wait "$group" || status=$?
    end_group_of "$group"
    ((status == 0)) || fail "cargo ended with status $status: these tests are not built"
    while IFS= read -r line; do
        ! [[ $line =~ $artifact_pattern ]] || note_suite
    done <"$scratch/artifacts"
    # A user's first `cargo test` should not warn of anything. Clippy sees the tests with all features only.
    ! grep -q '"reason":"compiler-message".*"level":"warning"' "$scratch/artifacts" || fail "the tests compile with warnings"
}

# Of cargo's messages, the one of a program with tests: package's folder, source, program.
artifact_pattern='"manifest_path":"([^"]+)/Cargo\.toml","target":\{"kind":\["([a-z-]+)"'
artifact_pattern+='.*"src_path":"([^"]+)".*"test":true\},"features".*"executable":"([^"]+)"'

note_suite() {
    suites+=("$part: ${BASH_REMATCH[3]#"$root/"}|${BASH_REMATCH[2]}|${BASH_REMATCH[1]}|${BASH_REMATCH[4]}")
}

# Runs all suites with these arguments and reports each when it has ended.
run_suites() {
    local suite
    # A filter may well leave a suite empty.
    (($# == 0)) || must_have_tests=no
    while IFS= read -r suite; do
        ((${#running[@]} < at_once)) || await_suite
        start_suite "$suite" "$@"
    done < <(longest_first)
    while ((${#running[@]})); do
        await_suite
    done
}

# Those that run cargo themselves take longest, and use no server that the others wait for.
longest_first() {
    local slow='(documentation|tests/suites/(ui|corpora)\.rs)\|[a-z-]+\|'
    printf '%s\n' "${suites[@]}" | grep -E "$slow" || true
    printf '%s\n' "${suites[@]}" | grep -vE "$slow" || true
}

# As cargo starts it, but that what it leaves in temporary folders goes in the end. The unit tests of a procedural macro
# are linked to the toolchain's own library.
start_suite() {
    local name kind folder program command libraries output
    IFS='|' read -r name kind folder program <<<"$1"
    shift
    command=("$program")
    [[ $kind != documentation ]] || folder=$root command=(cargo test --doc --)
    libraries=$(rustc --print target-libdir)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    mkdir -p "$scratch/temporary"
    output=$(mktemp "$scratch/output.XXXXXX")
    start_group env --chdir="$folder" CARGO_MANIFEST_DIR="$folder" CARGO_TERM_COLOR=never TMPDIR="$scratch/temporary" \
        LD_LIBRARY_PATH="$libraries" "${command[@]}" "$@" >"$output" 2>&1
    running[$group]="$name|$kind|$output"
    begun[$group]=$SECONDS
}

await_suite() {
    local id='' status=0 name kind output
    wait -n -p id "${!running[@]}" || status=$?
    IFS='|' read -r name kind output <<<"${running[$id]}"
    unset "running[$id]"
    end_group_of "$id"
    report_suite "$name" "$kind" "$output" "$status" "$((SECONDS - begun[$id]))"
    rm -f "$output"
}
