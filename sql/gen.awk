# Makes the closed set of statements out of sql/query/*.sql:
#     awk -v header=1 -v schema=N -f sql/gen.awk sql/query/*.sql > sql_gen.h
#     awk -f sql/gen.awk sql/query/*.sql > sql_gen.c
# schema is the number of the newest migration. POSIX awk only: Debian's awk is mawk.
#
# A statement is "-- name: some_name", comment lines, then one statement whose ";" ends a line.
# Comments are dropped and white space becomes one space, both only outside quotes; "?" outside
# quotes are counted. Every error names file and line and ends with status 1, without output.

function fail(file, line, text) {
    print file ":" line ": " text | "cat 1>&2"
    failed = 1
    exit 1
}

# A statement that was begun must have ended.
function check_ended() {
    if (name != "" && !ended)
        fail(name_file, name_line, "statement " name " has no ; at the end of a line")
}

function begin_statement(text) {
    check_ended()
    sub(/^-- name:[ \t]*/, "", text)
    sub(/[ \t\r]+$/, "", text)
    if (text !~ /^[a-z][a-z0-9_]*$/)
        fail(FILENAME, FNR, "a name is lower case letters, digits and _: \"" text "\"")
    if (text in seen)
        fail(FILENAME, FNR, "name " text " stands already at " seen[text])
    seen[text] = FILENAME ":" FNR
    name = text
    name_file = FILENAME
    name_line = FNR
    ended = 0
    quote = ""
    out = ""
    params = 0
}

function end_statement() {
    sub(/ +$/, "", out)
    if (out == "")
        fail(FILENAME, FNR, "statement " name " is empty")
    names[++count] = name
    texts[count] = out
    param_counts[count] = params
    ended = 1
}

# Takes one line into the statement, character by character.
function scan(text,    i, n, c, rest) {
    n = length(text)
    for (i = 1; i <= n; i++) {
        c = substr(text, i, 1)
        rest = substr(text, i)
        if (quote != "") {
            out = out c
            if (c == "\\" && quote != "`" && i < n)
                out = out substr(text, ++i, 1)
            else if (c == quote)
                quote = ""
        } else if (c == "'" || c == "\"" || c == "`") {
            quote = c
            out = out c
        } else if (rest ~ /^--([ \t\r]|$)/) {
            break
        } else if (c == "#" || rest ~ /^\/\*/) {
            fail(FILENAME, FNR, "only -- comments are taken")
        } else if (c == ";") {
            if (rest !~ /^;[ \t\r]*(--([ \t\r].*)?)?$/)
                fail(FILENAME, FNR, "; must end the line: one statement per name")
            end_statement()
            return
        } else if (c ~ /[ \t\r]/) {
            space()
        } else {
            params += c == "?"
            out = out c
        }
    }
    if (quote != "")
        out = out "\n"
    else
        space()
}

function space() {
    if (out != "" && out !~ / $/)
        out = out " "
}

function c_string(s,    i, c, r) {
    r = ""
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "\\" || c == "\"")
            c = "\\" c
        else if (c == "\n")
            c = "\\n"
        else if (c == "\t")
            c = "\\t"
        r = r c
    }
    return "\"" r "\""
}

function print_header(    i) {
    print "/* Made by sql/gen.awk from sql/query/; do not edit. */"
    print "#ifndef MALKOLL_SQL_GEN_H\n#define MALKOLL_SQL_GEN_H\n"
    if (schema != "")
        print "/* Number of the newest migration. */\n#define SQL_SCHEMA_VERSION " (schema + 0) "\n"
    print "enum sql_id {"
    for (i = 1; i <= count; i++)
        print "    SQL_" toupper(names[i]) ","
    print "    SQL__MAX\n};\n\n#endif"
}

function print_source(    i) {
    print "/* Made by sql/gen.awk from sql/query/; do not edit. */"
    print "#include <assert.h>\n\n#include \"base/db.h\"\n"
    print "static const struct {\n    const char *name;\n    const char *text;"
    print "    unsigned params;\n} statements[SQL__MAX] = {"
    for (i = 1; i <= count; i++)
        print "    [SQL_" toupper(names[i]) "] = {\"" names[i] "\",\n        " \
            c_string(texts[i]) ",\n        " param_counts[i] "},"
    print "};\n"
    print_function("const char *", "name", "name")
    print ""
    print_function("const char *", "text", "text")
    print ""
    print_function("unsigned ", "param_count", "params")
}

function print_function(type, suffix, member) {
    print type "sql_" suffix "(enum sql_id id)\n{"
    print "    assert(id < SQL__MAX);\n    return statements[id]." member ";\n}"
}

FNR == 1 {
    check_ended()
    name = ""
    ended = 0
    quote = ""
}

quote == "" && /^-- name:/ {
    begin_statement($0)
    next
}

quote == "" && /^[ \t\r]*(--([ \t\r].*)?)?$/ { next }

name == "" || ended { fail(FILENAME, FNR, "text outside a statement: \"-- name:\" is missing") }

{ scan($0) }

END {
    if (failed)
        exit 1
    check_ended()
    if (count == 0)
        fail("sql/gen.awk", 0, "no statements given")
    if (header)
        print_header()
    else
        print_source()
}
