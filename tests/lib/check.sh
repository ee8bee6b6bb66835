# Shell functions of ./dev: the suites of tests. Each prints its failures and one line; the counts
# of all are added up at the end.
# shellcheck shell=bash

check_default='style unit sql http access browser unit-asan http-asan'
check_more='demo fault fuzz simulation suppression sso export'

check_list_suites()
{
    echo "  $check_default"
    echo "  by name only: $check_more"
}

passed=0
failed=0
server=

# check_count SUITE PASSED FAILED SECONDS
check_count()
{
    passed=$((passed + $2))
    failed=$((failed + $3))
    say "$1: $2 passed, $3 failed ($4 s)"
}

# ---- C: programs of cmocka, every test function counts ----

# One program; its output is shown when anything in it fails.
check_program()
{
    local log=$2.tap ok bad rc=0
    (
        cd "$1"
        export srcdir=$root top_builddir=$1 CMOCKA_MESSAGE_OUTPUT=TAP
        export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
        timeout 300 "$1/$2"
    ) >"$1/$log" 2>&1 || rc=$?
    ok=$(grep -c '^ok ' "$1/$log") || :
    bad=$(grep -c '^not ok ' "$1/$log") || :
    # It died, or a sanitizer spoke after the last test.
    if [ $rc != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    if [ "$bad" != 0 ]; then
        printf '%s\n' "---- $2 (status $rc)" >&2
        grep -v '^ok ' "$1/$log" | tail -n 80 >&2
    fi
    suite_ok=$((suite_ok + ok))
    suite_bad=$((suite_bad + bad))
}

# Also when the suite is interrupted.
check_end_server()
{
    [ -n "$server" ] || return 0
    tests/private-mariadb.sh stop "$server"
    rm -rf "$server"
    server=
}

check_programs()
{
    local suite=$1 dir=$2 t0=$SECONDS t suite_ok=0 suite_bad=0
    # One server for all programs but those that change settings of theirs.
    server=$(mktemp -d /tmp/malkoll-unit-XXXXXX)
    tests/private-mariadb.sh start "$server" || die "no MariaDB for the tests"
    for t in tests/unit/test_*.c; do
        if grep -q db_server_private "$t"; then
            check_program "$dir" "${t%.c}"
        else
            MALKOLL_TEST_SOCKET=$server/m.sock check_program "$dir" "${t%.c}"
        fi
    done
    check_end_server
    check_count "$suite" $suite_ok $suite_bad $((SECONDS - t0))
}

# ---- node:test ----

# Two files at once where node can (18.19 and later): each waits for something most of its time, and shares nothing with another.
files_at_once()
{
    case $1 in
    http | http-asan | browser) node --help | grep -c -e --test-concurrency >/dev/null && echo --test-concurrency=2 ;;
    esac || :
}

# check_node SUITE BUILD FILE...
check_node()
{
    local suite=$1 dir=$2 t0=$SECONDS tap ok bad rc=0
    shift 2
    if [ ! -e "${1:-}" ]; then
        say "$suite: there are no tests"
        failed=$((failed + 1))
        return
    fi
    tap=$build/check-$suite.tap
    # shellcheck disable=SC2046
    MALKOLL_BUILD=$dir node --test $(files_at_once "$suite") --test-reporter=tap --test-reporter-destination="$tap" \
        --test-reporter=spec --test-reporter-destination="$build/check-$suite.txt" "$@" || rc=$?
    ok=$(sed -n 's/^# pass //p' "$tap")
    bad=$(awk '/^# (fail|cancelled) / { n += $3 } END { print n + 0 }' "$tap")
    if [ $rc != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    if [ "$bad" != 0 ]; then
        sed -n '/failing tests:/,$p' "$build/check-$suite.txt" >&2
    fi
    check_count "$suite" "${ok:-0}" "$bad" $((SECONDS - t0))
}

# Without the proof of rights, which is a suite of its own.
check_http()
{
    local t files=()
    for t in tests/http/*.test.mjs; do
        [ "$t" = tests/http/access.test.mjs ] || files+=("$t")
    done
    check_node http "$build" "${files[@]}"
}

# ---- fuzzing: every parser for a while, with what earlier runs have found ----

check_fuzz()
{
    local dir=$build/fuzz t0=$SECONDS f name suite_ok=0 suite_bad=0
    packages_install fuzz
    build_target=fuzz-programs build_tree "$dir" CC=clang --enable-fuzz --enable-asan --enable-ubsan ||
        die "the fuzzers cannot be built"
    for f in tests/fuzz/*.c; do
        name=$(basename "$f" .c)
        mkdir -p "$dir/corpus/$name"
        say "  $name"
        if (cd "$dir" && timeout 900 "tests/fuzz/$name" -max_total_time="${FUZZ_SECONDS:-30}" \
            -artifact_prefix="$dir/$name-" "corpus/$name" >"$name.log" 2>&1); then
            suite_ok=$((suite_ok + 1))
        else
            suite_bad=$((suite_bad + 1))
            printf '%s\n' "---- $name" >&2
            tail -n 60 "$dir/$name.log" >&2
        fi
    done
    check_count fuzz $suite_ok $suite_bad $((SECONDS - t0))
}

# ---- simulation: does the list of dips keep its promise, and what does it find ----

check_simulation()
{
    local log=$build/check-simulation.txt t0=$SECONDS suite_ok=0 suite_bad=0
    build_target=tests/simulation/dips build_main
    if "$build/tests/simulation/dips" "${SIMULATIONS:-1000}" >"$log"; then
        suite_ok=1
    else
        suite_bad=1
    fi
    cat "$log"
    check_count simulation $suite_ok $suite_bad $((SECONDS - t0))
}

# ---- single sign-on: real identity providers and fronts, which only this suite needs ----

check_sso()
{
    packages_install sso
    check_node sso "$build" tests/sso/*.test.mjs
}

# ---- exports, opened by LibreOffice, which only this suite needs ----

check_export()
{
    packages_install export
    check_node export "$build" tests/export/*.test.mjs
    grep -m 1 -o 'export: [0-9]* cells compared' "$build/check-export.tap"
}

# ---- small numbers: a solver that only this suite needs attacks what is published ----

check_suppression()
{
    packages_install suppression
    check_node suppression "$build" tests/suppression/*.test.mjs
    grep -m 1 -o 'suppression: [0-9]* cells, .*' "$build/check-suppression.tap"
}

# ---- suites ----

check_suite()
{
    case $1 in
    style) check_node style "$build" tests/style/*.test.mjs ;;
    unit) check_programs unit "$build" ;;
    unit-asan) check_programs unit-asan "$build/asan" ;;
    sql) check_node sql "$build" tests/sql/*.test.mjs ;;
    http) check_http ;;
    http-asan) check_node http-asan "$build/asan" tests/http/*.test.mjs ;;
    browser) check_node browser "$build" tests/browser/*.test.mjs ;;
    access)
        check_node access "$build" tests/http/access.test.mjs
        grep -m 1 -o 'access: [0-9]* cells, [0-9]* leaks' "$build/check-access.tap"
        ;;
    demo) check_node demo "$build" tests/demo/*.test.mjs ;;
    fuzz) check_fuzz ;;
    export) check_export ;;
    simulation) check_simulation ;;
    suppression) check_suppression ;;
    sso) check_sso ;;
    fault) check_node fault "$build" tests/fault/*.test.mjs ;;
    esac
}

check_command()
{
    local suite
    if [ $# = 0 ]; then
        # shellcheck disable=SC2086
        set -- $check_default
    fi
    for suite in "$@"; do
        [[ " $check_default $check_more " == *" $suite "* ]] || die "there is no suite $suite; there are: $check_default $check_more"
    done
    trap check_end_server EXIT
    trap 'exit 1' INT TERM
    packages_install check
    build_main
    if [[ " $* " == *-asan* ]]; then
        build_asan
    fi
    for suite in "$@"; do
        check_suite "$suite"
    done
    say "done"
    printf '\n%d passed, %d failed\n' $passed $failed
    [ $failed = 0 ]
}
