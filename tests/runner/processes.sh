# Processes that a run starts beside its servers: cargo and the suites.

# The process groups of this run, each by the id of its first process; the one that was started last.
declare -A groups=()
group=

# Background children ignore INT unless told otherwise, and tests may be about INT. An own session makes one
# process group of all they start. If this script is killed, each of them is told to end.
start_group() {
    env --default-signal=INT,QUIT setpriv --pdeathsig TERM -- setsid "$@" </dev/null 9>&- &
    group=$!
    groups[$group]=running
}

# A group is ended even after its first process: one that it left behind would go on.
end_group_of() {
    end_group "$1"
    unset "groups[$1]"
}

end_groups() {
    local id
    for id in "${!groups[@]}"; do
        end_group_of "$id"
    done
}

# Ends a process group: asks first, insists after a while.
end_group() {
    kill -TERM -- "-$1" 2>/dev/null || return 0
    await_end "-$1" || kill -KILL -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# A negative number is a process group, as for `kill`.
is_running() {
    kill -0 -- "$1" 2>/dev/null
}

# Succeeds when the process is gone within five seconds.
await_end() {
    for _ in {1..100}; do
        is_running "$1" || return 0
        sleep 0.05
    done
    return 1
}
