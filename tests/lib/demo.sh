# Shell functions of ./dev: the demo municipality on a private MariaDB, nginx and pool of workers.
# Everything is in one folder; as root all of it runs as www-data.
# shellcheck shell=bash

demo_workers=4

# Where the demo lives: one folder per checkout, with a path short enough for unix sockets.
demo_folder()
{
    local sum base
    sum=$(printf %s "$root" | sha256sum | cut -c1-8)
    base=${XDG_DATA_HOME:-$HOME/.local/share}
    if [ "$(id -u)" = 0 ] || [ ${#base} -gt 50 ]; then
        base=/var/tmp
    fi
    echo "${MALKOLL_DEMO_DIR:-$base/malkoll-demo-$sum}"
}

# In the demo's folder $dir, as the demo's user.
demo_init()
{
    PATH=$PATH:/usr/sbin:/sbin
    dir=$(demo_folder)
    as=()
    demo_user=$(id -un)
    if [ "$(id -u)" = 0 ]; then
        demo_user=www-data
        as=(setpriv --reuid=www-data --regid=www-data --clear-groups
            --no-new-privs env HOME="$dir")
    fi
}

demo_run()
{
    (cd "$dir" && "${as[@]}" "$@")
}

demo_ctl()
{
    demo_run env MALKOLL_DATADIR="$dir/usr/share/malkoll" \
        "$dir/usr/bin/malkollctl" -c "$dir/etc/malkoll.conf" "$@"
}

demo_sql()
{
    demo_run mariadb --no-defaults -S "$dir/db/m.sock" -u "$demo_user" -N -B -e "$1"
}

# The folder must be ours: its parent may be open to all.
demo_make_folder()
{
    mkdir -p "$(dirname "$dir")"
    if [ ! -e "$dir" ]; then
        mkdir -m 700 "$dir"
        [ "$(id -u)" != 0 ] || chown "$demo_user:" "$dir"
        touch "$dir/.malkoll-demo"
    fi
    if [ ! -f "$dir/.malkoll-demo" ] || [ -L "$dir" ] || [ "$(stat -c %U "$dir")" != "$demo_user" ]; then
        die "$dir is not a folder of the demo"
    fi
}

# ---- ending ----

# Is the process of the file there, and one of this demo's? One that has ended has no command line.
demo_runs()
{
    local pid
    pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] &&
        tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$dir"
}

# demo_end PIDFILE
demo_end()
{
    local n=0
    if demo_runs "$1"; then
        kill "$(cat "$1")" 2>/dev/null || :
        while demo_runs "$1" && [ $((n += 1)) -lt 200 ]; do
            sleep 0.05
        done
        ! demo_runs "$1" || kill -9 "$(cat "$1")" 2>/dev/null || :
    fi
    rm -f "$1"
}

demo_end_all()
{
    demo_end "$dir/run/nginx.pid"
    demo_end "$dir/run/pool.pid"
    demo_runs "$dir/db/m.pid" || rm -f "$dir/db/m.pid"
    [ ! -x "$dir/private-mariadb.sh" ] || demo_run ./private-mariadb.sh stop "$dir/db"
}

demo_stop()
{
    demo_init
    if [ ! -d "$dir" ]; then
        echo "no demo here"
        return
    fi
    demo_end_all
    echo "the demo is stopped; its data stays in $dir (./dev demo --fresh starts over)"
}

# ---- making ----

demo_make()
{
    quietly "$build/install.log" make -s -C "$build" "$@" \
        prefix="$dir/usr" exec_prefix="$dir/usr" bindir="$dir/usr/bin" \
        libexecdir="$dir/usr/libexec" datarootdir="$dir/usr/share" sysconfdir="$dir/etc" \
        systemdsystemunitdir="$dir/usr/lib/systemd/system" || die "make $* failed"
    chmod -R a+rX "$dir/usr"
}

# What filling needs; the pages come later, as they wait for npm.
demo_install_programs()
{
    build_target=programs build_main
    say "installing into $dir"
    demo_make install-exec install-dist_migrateDATA install-dist_pkgdataDATA
    install -m 755 tests/private-mariadb.sh "$dir/"
}

demo_install()
{
    packages_npm
    demo_make install
    rm -rf "$dir/valj" "$dir/nginx"
    mkdir "$dir/nginx"
    cp -r nginx/demo "$dir/valj"
    cp nginx/malkoll*.conf nginx/malkoll_params "$dir/nginx/"
    chmod -R a+rX "$dir/valj" "$dir/nginx"
}

# demo_write FILE: standard input becomes a file that only the demo's user can read.
demo_write()
{
    # shellcheck disable=SC2016
    demo_run sh -c 'umask 077; cat >"$1.new" && mv "$1.new" "$1"' sh "$dir/$1"
}

demo_config()
{
    local account
    for account in worker migrator auditor sealer; do
        [ -s "$dir/etc/$account.password" ] ||
            od -An -N18 -tx1 /dev/urandom | tr -d ' \n' | demo_write "etc/$account.password"
    done
    demo_write etc/malkoll.conf <<END
[database]
socket = $dir/db/m.sock
name = malkoll
user = malkoll_worker
password_file = $dir/etc/worker.password
migrator_user = malkoll_migrator
migrator_password_file = $dir/etc/migrator.password
auditor_password_file = $dir/etc/auditor.password
sealer_password_file = $dir/etc/sealer.password

[instance]
name = Exempelköpings kommun
logout_url = /valj/ut
END
}

demo_nginx_config()
{
    local port=$1 user_line=
    sed -e "s|@dir@|$dir|g; s|@port@|$port|g; s|@user@|$user_line|" \
        -e "s|@mime_types@|/etc/nginx/mime.types|; s|@www@|$dir/usr/share/malkoll/www|" \
        -e "s|@nginx@|$dir/nginx|; s|@demo@|$dir/valj|; s|@data@|$dir/data|" \
        nginx/demo.conf.in | demo_write etc/nginx.conf
}

# ---- starting ----

demo_start_database()
{
    demo_run env MARIADB_EXTRA="--innodb-buffer-pool-size=384M --innodb-log-file-size=256M $1" \
        ./private-mariadb.sh start "$dir/db" || die "MariaDB does not start"
}

demo_accounts()
{
    local account
    for account in migrator worker auditor sealer; do
        demo_sql "
            CREATE USER IF NOT EXISTS malkoll_$account@localhost;
            ALTER USER malkoll_$account@localhost IDENTIFIED BY '$(cat "$dir/etc/$account.password")'"
    done
    demo_sql 'GRANT ALL ON malkoll.* TO malkoll_migrator@localhost'
}

demo_migrate()
{
    local grants
    demo_ctl migrate && grants=$(demo_ctl accounts) && demo_sql "$grants"
}

demo_start_pool()
{
    local n=0
    rm -f "$dir/run/pool.sock"
    # spawn-fcgi opens the socket and becomes multiwatch, which keeps the workers running.
    (
        cd "$dir" || exit
        exec "${as[@]}" setsid env MALKOLL_CONF="$dir/etc/malkoll.conf" \
            MALKOLL_DATADIR="$dir/usr/share/malkoll" \
            /usr/bin/spawn-fcgi -n -s "$dir/run/pool.sock" -M 0600 -b 1024 -- \
            /usr/bin/multiwatch -f "$demo_workers" -r 1000000 -- \
            "$dir/usr/libexec/malkoll/malkoll-fcgi" </dev/null >>"$dir/log/worker.log" 2>&1
    ) &
    echo $! | demo_write run/pool.pid
    until [ -S "$dir/run/pool.sock" ]; do
        [ $((n += 1)) -lt 200 ] || die "the workers do not start: $dir/log/worker.log"
        sleep 0.05
    done
}

demo_start_nginx()
{
    demo_run nginx -p "$dir/" -e "$dir/log/nginx.log" -c "$dir/etc/nginx.conf" ||
        die "nginx does not start: $dir/log/nginx.log"
}

# ---- filling ----

demo_generate()
{
    rm -rf "$dir/data.new"
    quietly "$build/generate.log" node tests/demo/generate.mjs --out "$dir/data.new" --protected 6 || return 1
    chmod -R a+rX "$dir/data.new"
    mv "$dir/data.new" "$dir/data"
}

# One step of plan.tsv. What takes the filling's time is in fill.sh.
demo_step()
{
    case $1 in
    import-roster) demo_ctl import oneroster "$dir/data/$2" --date "$3" --allow-ending 100 ;;
    round-plan)
        local week=()
        [ "$4" = 0 ] || week=(--week "$4")
        demo_ctl round plan --kind "$2" "$3" "${week[@]}" --opens "$5" --due "$6" --closes "$7"
        ;;
    round-open) demo_ctl round open "$2" --date "$3" ;;
    import-assessments) demo_ctl import assessments "$dir/data/$3" --round "$2" ;;
    import-grades) demo_ctl import grades "$dir/data/$3" --round "$2" ;;
    round-close) demo_ctl round close "$2" ;;
    duty-add) demo_ctl duty add --person "$2" --role "$3" --unit "$4" ;;
    *) die "unknown step in plan.tsv: $1" ;;
    esac
}

# Data that was kept: the open round may have passed its closing time since.
demo_keep_open()
{
    local key
    key=$(demo_ctl round list | awk '/time has passed/ { print $1; exit }')
    [ -n "$key" ] || return 0
    say "round $key has passed its closing time: it gets two weeks more"
    demo_ctl round reopen "$key" --closes "$(date -d '+14 days' +%F)" --reason demo >/dev/null
}

# ---- ./dev demo ----

demo_prepare()
{
    local generator=
    packages_install run
    # npm brings hundreds of packages and is needed only for the pages: beside everything else, and
    # never broken off.
    (trap '' INT TERM && packages_install npm) >"$build/packages.log" 2>&1 &
    npm_installer=$!
    demo_make_folder
    demo_end_all
    # A filling that broke off starts over.
    [ -f "$dir/filled" ] || rm -rf "$dir/db" "$dir/published"
    demo_run mkdir -p run log etc db
    if [ ! -f "$dir/data/plan.tsv" ]; then
        say "generating Exempelköping beside the build"
        demo_generate &
        generator=$!
    fi
    demo_install_programs
    demo_config
    if [ -n "$generator" ]; then
        wait "$generator" || die "the generator failed"
    fi
}

demo_fill_if_empty()
{
    say "starting MariaDB"
    if [ -f "$dir/filled" ]; then
        demo_start_database --innodb-flush-log-at-trx-commit=1
    else
        demo_start_database "--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0"
    fi
    demo_accounts
    quietly "$build/migrate.log" demo_migrate ||
        die "the kept data does not fit this version: ./dev demo --fresh starts over"
    if [ ! -f "$dir/filled" ]; then
        fill_all "$dir/data/plan.tsv" "$dir/log/fill.log"
        demo_sql 'SET GLOBAL innodb_flush_log_at_trx_commit = 1'
        date -Is | demo_write filled
    fi
    demo_keep_open
}

demo_up()
{
    local port=$1
    demo_fill_if_empty
    quietly "$build/seal.log" demo_ctl audit seal || die "the access log could not be sealed"
    say "starting the workers and nginx"
    wait "$npm_installer" || {
        cat "$build/packages.log" >&2
        die "npm could not be installed"
    }
    demo_install
    demo_start_pool
    demo_nginx_config "$port"
    demo_start_nginx
    quietly "$build/health.log" demo_health "$port" || die "the service does not answer as it should"
    [ -f "$dir/published" ] || demo_publish "$port"
}

demo_publish()
{
    say "publishing for the board"
    quietly "$build/publish.log" node tests/demo/publish.mjs "http://127.0.0.1:$1/" "$dir/data/people.json" ||
        die "the board's figures could not be published"
    date -Is | demo_write published
}

# Waits until the service says that it is well. Node is here anyway; curl may not be.
demo_health()
{
    node -e "
        const get = () => fetch('http://127.0.0.1:$1/api/health').then(async (r) => [r.status, await r.text()]);
        const until = Date.now() + 10000;
        const look = async () => {
            const [status, text] = await get().catch((e) => [0, String(e)]);
            if (status === 200) return console.log(text);
            if (Date.now() > until) { console.log('error:', status, text); process.exit(1); }
            setTimeout(look, 100);
        };
        look();"
}

demo_wait()
{
    trap 'trap - INT TERM; echo; say "stopping"; demo_end_all; exit 0' INT TERM
    echo 'Ctrl-C ends it; the data stays.'
    while demo_runs "$dir/run/nginx.pid"; do
        sleep 1 &
        wait $! || :
    done
    say "nginx has ended"
    demo_end_all
    exit 1
}

demo_command()
{
    local fresh='' detach='' port=''
    while [ $# -gt 0 ]; do
        case $1 in
        --fresh) fresh=1 ;;
        --detach) detach=1 ;;
        --port)
            port=${2:-}
            [[ $port =~ ^[0-9]+$ ]] || die "--port wants a number"
            shift
            ;;
        *) die "demo does not know $1" ;;
        esac
        shift
    done
    demo_init
    if [ -n "$fresh" ] && [ -f "$dir/.malkoll-demo" ]; then
        demo_end_all
        rm -rf "$dir"
    fi
    trap 'demo_end_all; exit 1' INT TERM
    demo_prepare
    port=${port:-$(free_port 8650)}
    # shellcheck disable=SC2064
    trap "rc=\$?; wait $npm_installer || :; demo_end_all; exit \$rc" EXIT
    [ "$(free_port "$port")" = "$port" ] || die "port $port is taken: ./dev demo --port N takes another"
    demo_up "$port"
    trap - EXIT
    say "ready"
    printf '\n    http://127.0.0.1:%s/\n\n' "$port"
    if [ -n "$detach" ]; then
        trap - INT TERM
        echo './dev stop ends it; the data stays.'
    else
        demo_wait
    fi
}
