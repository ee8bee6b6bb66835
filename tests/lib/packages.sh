# Shell functions of ./dev: Debian's packages and npm's.
# shellcheck shell=bash

packages_node=
packages_npm=
# A node from elsewhere is as good as Debian's.
command -v node >/dev/null || packages_node=nodejs
command -v npm >/dev/null || packages_npm=npm

packages_build='gcc libc6-dev make autoconf automake pkg-config libfcgi-dev libmariadb-dev
    libcjson-dev libssl-dev libinih-dev libcsv-dev libarchive-dev libxlsxwriter-dev
    coinor-libclp-dev'
packages_run='mariadb-server-core mariadb-client-core nginx-light spawn-fcgi multiwatch'
packages_check='git libcmocka-dev chromium python3'
packages_suppression='python3-scipy'
packages_fuzz='clang libclang-rt-dev'
# A spreadsheet program without a window (350 MB with what it needs).
packages_export='libreoffice-calc-nogui chromium'
packages_bench='chromium php-fpm php-mysql wrk'
# Apache without its service: the modules need the program alone.
packages_sso='lemonldap-ng-fastcgi-server liblemonldap-ng-portal-perl libapache-session-browseable-perl
    libgd-securityimage-perl libimage-magick-perl libdbd-sqlite3-perl libstring-random-perl libio-string-perl libunicode-string-perl
    apache2-bin libapache2-mod-auth-openidc libapache2-mod-auth-mellon
    simplesamlphp php-fpm php-xml php-mbstring openssl'

packages_missing()
{
    local p state
    for p in "$@"; do
        state=$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null) || state=
        [ "$state" = installed ] || echo "$p"
    done
}

# Runs a command as root; says what to do when nobody here may.
as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        die "these packages are missing and this user can install nothing (no sudo). As root:
    apt-get install --no-install-recommends $missing"
    fi
}

# A fresh package starts its service unless this file says no; services that run are left alone.
packages_apt()
{
    local policy=/usr/sbin/policy-rc.d
    # shellcheck disable=SC2016
    as_root sh -c '
        policy=$1; shift
        made=
        if [ ! -e "$policy" ]; then
            printf "#!/bin/sh\nexit 101\n" >"$policy" && chmod 755 "$policy" && made=1
        fi
        trap "[ -z \"\$made\" ] || rm -f \"\$policy\"" EXIT
        trap "exit 1" INT TERM
        export DEBIAN_FRONTEND=noninteractive
        install() {
            apt-get -qq -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io \
                install --no-install-recommends "$@"
        }
        [ -n "$(ls /var/lib/apt/lists/*_Packages* 2>/dev/null)" ] || apt-get -qq update
        install "$@" || { dpkg --configure -a && apt-get -qq update && install "$@"; }' sh "$policy" "$@"
}

# packages_install SET: build, run, npm, check, suppression, fuzz, bench, export or sso.
packages_install()
{
    local want log
    case $1 in
    build) want="$packages_build $packages_node $packages_npm" ;;
    run) want="$packages_build $packages_run $packages_node" ;;
    npm) want=$packages_npm ;;
    check) want="$packages_build $packages_run $packages_check $packages_node $packages_npm" ;;
    fuzz) want=$packages_fuzz ;;
    suppression) want=$packages_suppression ;;
    sso) want=$packages_sso ;;
    export) want=$packages_export ;;
    bench) want="$packages_build $packages_run $packages_bench $packages_node $packages_npm" ;;
    esac
    command -v dpkg-query >/dev/null || {
        say "this is no Debian: nothing is installed, the build says what it misses"
        return 0
    }
    # shellcheck disable=SC2086
    missing=$(packages_missing $want | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    say "installing $(wc -w <<<"$missing") packages: $missing"
    log=$(mktemp)
    # shellcheck disable=SC2086
    quietly "$log" packages_apt $missing || die "the packages could not be installed"
    rm -f "$log"
}

# npm ci only when the lock file has changed since the last time.
packages_npm()
{
    local sum
    sum=$(sha256sum package-lock.json | cut -d' ' -f1)
    [ "$(cat node_modules/.malkoll-lock 2>/dev/null)" = "$sum" ] && return 0
    say "fetching lit-html and the test tools (npm ci)"
    quietly "$build/npm.log" npm ci --no-audit --no-fund || die "npm ci failed"
    echo "$sum" >node_modules/.malkoll-lock
}
