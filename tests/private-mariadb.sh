#!/bin/sh
# A MariaDB server of one's own for tests and the demo: unix socket only, nothing kept.
#     tests/private-mariadb.sh start DIR     DIR/m.sock is its socket, DIR/m.pid its process
#     tests/private-mariadb.sh stop DIR      ends it; the folder stays
# Who starts it is its root account, without a password, through the socket. The database malkoll
# exists and is empty. MARIADB_EXTRA: more options for the server. Prints nothing but errors.
#
# The server syncs nothing to disk (fast, and a crash of the machine may cost the data).
set -eu

usage()
{
    echo "usage: $0 start|stop DIR" >&2
    exit 2
}

fail()
{
    echo "$0: $1" >&2
    [ ! -f "$dir/error.log" ] || tail -n 20 "$dir/error.log" >&2
    exit 1
}

running()
{
    [ -f "$dir/m.pid" ] && kill -0 "$(cat "$dir/m.pid")" 2>/dev/null
}

sql()
{
    mariadb --no-defaults -S "$dir/m.sock" -u "$me" -N -B -e "$1"
}

# --force: also where the host's own name is not known to it.
install_data()
{
    # shellcheck disable=SC2086
    mariadb-install-db --no-defaults $as --datadir="$dir/data" --tmpdir="$dir" --skip-test-db --skip-name-resolve --force \
        --auth-root-authentication-method=socket --auth-root-socket-user="$me" \
        --innodb-log-file-size=8M >"$dir/install.log" 2>&1 ||
        { cat "$dir/install.log" >&2; fail "the data directory cannot be made"; }
}

# The folder must be reachable by the user that the server runs as, and the server outlives us.
start()
{
    [ "${#dir}" -lt 90 ] || fail "path too long for a unix socket: $dir"
    mkdir -p "$dir"
    running && return 0
    if [ "$(id -u)" = 0 ]; then
        # The user mysql comes with the package of the system's own server.
        user=mysql
        id "$user" >/dev/null 2>&1 || user=www-data
        as=--user=$user
        chown "$user" "$dir"
        chmod 755 "$dir"
    fi
    [ -d "$dir/data/mysql" ] || install_data
    # shellcheck disable=SC2086
    setsid mariadbd --no-defaults $as --datadir="$dir/data" --socket="$dir/m.sock" \
        --pid-file="$dir/m.pid" --log-error="$dir/error.log" --tmpdir="$dir" --skip-networking \
        --skip-name-resolve --skip-log-bin --innodb-log-file-size=8M \
        --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_swedish_ci \
        ${MARIADB_EXTRA:-} </dev/null >/dev/null 2>&1 &
    started=$!
    n=0
    until [ -S "$dir/m.sock" ] && sql 'DO 0' 2>/dev/null; do
        n=$((n + 1))
        kill -0 "$started" 2>/dev/null || fail "the server ended"
        [ "$n" -lt 600 ] || fail "the server does not answer"
        sleep 0.05
    done
    sql 'CREATE DATABASE IF NOT EXISTS malkoll
         CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci' || fail "no database"
}

stop()
{
    running || return 0
    pid=$(cat "$dir/m.pid")
    kill "$pid"
    n=0
    while kill -0 "$pid" 2>/dev/null; do
        n=$((n + 1))
        [ "$n" -lt 300 ] || { kill -9 "$pid" 2>/dev/null || true; return 0; }
        sleep 0.1
    done
}

[ $# = 2 ] || usage
command -v mariadbd >/dev/null || PATH=$PATH:/usr/sbin
me=$(id -un)
as=
dir=$2
case $1 in
start) start ;;
stop) stop ;;
*) usage ;;
esac
