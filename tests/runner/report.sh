# What is shown of the output of `cargo test`, and what it adds up to.

passed=0 failed=0 skipped=0
# Of the suite that is running: its name, whether it must have tests, its result lines, its counts.
suite='' must_have_tests=no results=0 suite_passed=0 suite_failed=0 suite_skipped=0
# Lines of passing tests are left out until a suite prints its failures.
in_failures=no

result_pattern='^test result: [A-Za-z]+\. ([0-9]+) passed; ([0-9]+) failed; ([0-9]+) ignored;'
running_pattern='^ +Running (.+) \(.+\)$'

# Reads the output of `cargo test`. With `every-suite`, a `[[test]]` target without a test is a failure;
# with `some-test` there is a filter, and only a run without any test is one.
report() {
    local expect=$1 line
    while IFS= read -r line || [[ -n $line ]]; do
        if [[ $line =~ $result_pattern ]]; then
            count_result "${BASH_REMATCH[@]:1:3}"
        elif [[ $line =~ $running_pattern ]]; then
            begin_suite "${BASH_REMATCH[1]}" "$expect" "$line"
        elif [[ $line == '   Doc-tests '* ]]; then
            begin_suite "documentation of ${line##* }" "$expect" "$line"
        elif is_worth_showing "$line"; then
            printf '%s\n' "$line"
        fi
    done
    end_suite
    [[ $expect == every-suite ]] || ((passed + failed)) || fail "no test has such a name"
    printf '%s %s %s\n' "$passed" "$failed" "$skipped" >"$scratch/totals"
}

begin_suite() {
    end_suite
    suite=$1 results=0 suite_passed=0 suite_failed=0 suite_skipped=0 in_failures=no
    # Libraries, binaries and documentation may well have no test.
    must_have_tests=no
    [[ $2 != every-suite || $1 =~ ^(unittests|documentation)\  ]] || must_have_tests=yes
    printf '%s\n' "$3"
}

count_result() {
    in_failures=no
    results=$((results + 1))
    suite_passed=$((suite_passed + $1))
    suite_failed=$((suite_failed + $2))
    suite_skipped=$((suite_skipped + $3))
}

end_suite() {
    [[ -n $suite ]] || return 0
    printf '             %s: %s\n' "$(counts "$suite_passed" "$suite_failed" "$suite_skipped")" "$suite"
    passed=$((passed + suite_passed))
    failed=$((failed + suite_failed))
    skipped=$((skipped + suite_skipped))
    if ((results == 0)); then
        fail "$suite ended without a result"
    elif [[ $must_have_tests == yes ]] && ((suite_passed + suite_failed == 0)); then
        fail "$suite ran no test"
    fi
}

fail() {
    printf 'FAILED: %s\n' "$1"
    failed=$((failed + 1))
}

is_worth_showing() {
    [[ $1 != failures: ]] || in_failures=yes
    [[ $in_failures == yes || $suite == '' ]] && return
    [[ -n $1 && ! $1 =~ ^running\ [0-9]+\ tests?$ && ! $1 =~ ^test\ .*\ \.\.\.\ ok$ ]]
}

# Prints the last line and ends the script with cargo's status, or with 1 for a failure that cargo knows nothing of.
conclude() {
    local status=$1
    read -r passed failed skipped <"$scratch/totals"
    if ((status != 0 && failed == 0)); then
        fail "\`cargo test\` ended with status $status and no failed test"
    fi
    ((status != 0 || failed == 0)) || status=1
    printf '%s\n' "$(counts "$passed" "$failed" "$skipped")"
    exit "$status"
}

counts() {
    printf '%s passed, %s failed' "$1" "$2"
    (($3 == 0)) || printf ', %s skipped' "$3"
}
