# Shell functions of ./dev: configure and make. Safe when two run at once.
# shellcheck shell=bash

# build_tree DIR CONFIGURE-OPTION...: makes everything, the test programs too if cmocka is there.
build_tree()
{
    local dir=$1
    shift
    mkdir -p "$build" "$dir"
    (
        flock 9
        # The programs alone need nothing of npm's.
        [ "${build_target:-}" = programs ] || packages_npm
        if [ ! -x configure ]; then
            say "making configure"
            quietly "$build/autogen.log" ./autogen.sh
        fi
        # The unit tests are made only if configure saw cmocka: it may have come since.
        cmocka=$(pkg-config --modversion cmocka 2>/dev/null || echo none)
        if [ "$(cat "$dir/.configured" 2>/dev/null)" != "$cmocka" ]; then
            say "configuring ${dir#"$root/"}"
            (cd "$dir" && quietly configure.log "$root/configure" --enable-werror "$@")
            echo "$cmocka" >"$dir/.configured"
        fi
        say "compiling ${dir#"$root/"}"
        quietly "$dir/make.log" make -j2 -C "$dir" "${build_target:-all-tests}"
    ) 9>"$build/.lock"
}

build_main()
{
    build_tree "$build" || die "the build failed"
}

build_asan()
{
    build_tree "$build/asan" --enable-asan --enable-ubsan CFLAGS='-g -O1' ||
        die "the build with sanitizers failed"
}
