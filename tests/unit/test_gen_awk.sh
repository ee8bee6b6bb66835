#!/bin/sh
# sql/gen.awk: what it makes of good files and how it refuses bad ones, with every awk at hand.
# Prints TAP. Needs srcdir (default: the working directory).
set -u
gen=${srcdir:-.}/sql/gen.awk
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0
failed=0

result()
{
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $awk: $2"
    else
        echo "not ok $n - $awk: $2"
        failed=1
    fi
}

# refuses TEXT MESSAGE: the file must fail with that message and give no output.
refuses()
{
    printf '%b' "$1" >"$dir/a.sql"
    out=$($awk -f "$gen" "$dir/a.sql" 2>"$dir/errors")
    rc=$?
    [ "$rc" = 1 ] && [ -z "$out" ] && [ "$(cat "$dir/errors")" = "$dir/a.sql:$2" ]
    result $? "refuses: $2"
}

run()
{
    cat >"$dir/a.sql" <<'SQL'
-- A comment; of the file.

-- name: first
-- Doc isn't quoted; "really
SELECT 'a  b;?''c\'d  -- no'  ,  ?,   "x  y#"  -- the ? end's
   -- own line ?;

   , `od  d?`, 'two
  -- name: lines',? - -1 ;  -- done

-- name: second_2
UPDATE t SET a = ?,b=?
 WHERE c = ?;
SQL
    printf -- '-- name: third\r\nSELECT\t1\r\n;\r\n' >"$dir/b.sql"
    cat >"$dir/expected" <<'C'
    [SQL_FIRST] = {"first",
        "SELECT 'a  b;?''c\\'d  -- no' , ?, \"x  y#\" , `od  d?`, 'two\n  -- name: lines',? - -1",
        2},
    [SQL_SECOND_2] = {"second_2",
        "UPDATE t SET a = ?,b=? WHERE c = ?",
        3},
    [SQL_THIRD] = {"third",
        "SELECT 1",
        0},
C
    $awk -f "$gen" "$dir/a.sql" "$dir/b.sql" >"$dir/out.c" &&
        sed -n '/^    \[SQL_/,/^};/p' "$dir/out.c" | sed '$d' | cmp -s - "$dir/expected"
    result $? "texts, quotes, comments and parameters"

    $awk -v header=1 -v schema=0012 -f "$gen" "$dir/a.sql" "$dir/b.sql" >"$dir/out.h" &&
        [ "$(tr -s ' \n' ' ' <"$dir/out.h" | grep -c \
            'enum sql_id { SQL_FIRST, SQL_SECOND_2, SQL_THIRD, SQL__MAX };')" = 1 ] &&
        grep -q '^#define SQL_SCHEMA_VERSION 12$' "$dir/out.h"
    result $? "header"

    refuses '\n-- name: a\nSELECT 1\n' '2: statement a has no ; at the end of a line'
    refuses '-- name: a\nSELECT 1\n-- name: b\nSELECT 2;\n' \
        '1: statement a has no ; at the end of a line'
    refuses "-- name: a\nSELECT 'x;\n" '1: statement a has no ; at the end of a line'
    refuses '-- name: a\nSELECT 1; SELECT 2;\n' '2: ; must end the line: one statement per name'
    refuses '-- name: a\nSELECT 1;\nSELECT 2;\n' \
        '3: text outside a statement: "-- name:" is missing'
    refuses 'SELECT 1;\n' '1: text outside a statement: "-- name:" is missing'
    refuses '-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n' "3: name a stands already at $dir/a.sql:1"
    refuses '-- name: A b\nSELECT 1;\n' '1: a name is lower case letters, digits and _: "A b"'
    refuses '-- name: a\n-- only doc\n;\n' '3: statement a is empty'
    refuses '-- name: a\nSELECT 1 /* x */;\n' '2: only -- comments are taken'
    refuses '-- name: a\nSELECT 1 # x\n;\n' '2: only -- comments are taken'

    : >"$dir/empty.sql"
    $awk -f "$gen" "$dir/empty.sql" >/dev/null 2>&1
    [ $? = 1 ]
    result $? "refuses an empty set"
}

for awk in mawk gawk 'gawk --posix' original-awk 'busybox awk'; do
    command -v "${awk%% *}" >/dev/null && run
done
echo "1..$n"
exit $failed
