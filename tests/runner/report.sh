# What is shown of the output of suites, and what it adds up to.

passed=0 failed=0 skipped=0
# Whether a test target without a test is a failure: so that none is lost unnoticed.
must_have_tests=yes
# Lines of `<seconds> <what took them>`.
durations=()

result_pattern='^test result: [A-Za-z]+\. ([0-9]+) passed; ([0-9]+) failed; ([0-9]+) ignored;'
# Lines that tell nothing new: of tests that pass, which trybuild colours wherever they go, and of cargo.
colour=$'(\e\\[[0-9;]*m)*'
dull_pattern="^$colour(test .* \.\.\. $colour(ok)?|running [0-9]+ tests?| +(Compiling|Checking|Finished|Running|Doc-tests|Blocking) .*)?$"

# report_suite <name> <kind> <file with its output> <its status> <seconds>
report_suite() {
    local name=$1 kind=$2 output=$3 status=$4 line
    local results=0 suite_passed=0 suite_failed=0 suite_skipped=0
    # Everything is shown from the first failure on.
    local in_failures=no
    while IFS= read -r line || [[ -n $line ]]; do
        if [[ $line =~ $result_pattern ]]; then
            results=$((results + 1)) in_failures=no
            suite_passed=$((suite_passed + BASH_REMATCH[1]))
            suite_failed=$((suite_failed + BASH_REMATCH[2]))
            suite_skipped=$((suite_skipped + BASH_REMATCH[3]))
            continue
        fi
        [[ $line != failures: ]] || in_failures=yes
        [[ $in_failures == no && $line =~ $dull_pattern ]] || printf '%s\n' "$line"
    done <"$output"

    printf '%s: %s, %s s\n' "$name" "$(counts "$suite_passed" "$suite_failed" "$suite_skipped")" "$5"
    took "$5" "$name"
    passed=$((passed + suite_passed))
    failed=$((failed + suite_failed))
    skipped=$((skipped + suite_skipped))
    if ((results == 0)); then
        fail "$name ended without a result"
    elif ((status != 0 && suite_failed == 0)); then
        fail "$name ended with status $status and no failed test"
    elif [[ $kind == test && $must_have_tests == yes ]] && ((suite_passed + suite_failed == 0)); then
        fail "$name ran no test"
    fi
}

fail() {
    printf 'FAILED: %s\n' "$1"
    failed=$((failed + 1))
}

# took <seconds> <what>
took() {
    durations+=("$1 $2")
}

# Prints where the time went and, as the last line, the sum. Ends the script.
conclude() {
    ((passed + failed)) || fail "no test has such a name"
    printf '\nseconds, longest first:\n'
    printf '%s\n' "${durations[@]}" | sort --numeric-sort --reverse
    printf '\n%s\n' "$(counts "$passed" "$failed" "$skipped")"
    exit $((failed > 0))
}

counts() {
    printf '%s passed, %s failed' "$1" "$2"
    (($3 == 0)) || printf ', %s skipped' "$3"
}
