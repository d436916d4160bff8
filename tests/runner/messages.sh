# How the runner talks: on the error output, so that the test report stays alone on the other.

say() {
    printf 'camshaft: %s\n' "$*" >&2
}

# Ends the run because the machine lacks something; a failed test never ends with this status.
give_up() {
    say "$@"
    exit 2
}
