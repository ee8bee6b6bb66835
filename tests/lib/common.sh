# Shell functions of ./dev: messages and locks.
# shellcheck shell=bash

started_at=$SECONDS

# One line per step, with the seconds since the start.
say()
{
    printf '[%3d s] %s\n' $((SECONDS - started_at)) "$*"
}

die()
{
    printf './dev: %s\n' "$*" >&2
    exit 1
}

# quietly LOG COMMAND...: the output goes to LOG and is shown, shortened, only on failure.
quietly()
{
    local log=$1 rc=0
    shift
    "$@" >"$log" 2>&1 || rc=$?
    [ $rc = 0 ] && return 0
    printf '%s\n' "---- $* (whole output: $log)" >&2
    if ! grep -m 30 -A 4 -E '(: error|[Ee]rror:|fatal|undefined reference|cannot find)' "$log" >&2; then
        tail -n 40 "$log" >&2
    fi
    return $rc
}

# The first free port of 127.0.0.1 from $1 on.
free_port()
{
    local port
    for ((port = $1; port < $1 + 200; port++)); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    die "no free port from $1 on"
}
