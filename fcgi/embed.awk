# Makes a C string out of the members of a JSON object, without its braces and without blanks between tokens:
#     awk -v name=openapi_schemas -v header=fcgi/openapi.h -f fcgi/embed.awk FILE > openapi_schemas.c
# The first line of the file is "{", the last one "}". One string piece per line; POSIX awk only.

function refuse(what) {
    print FILENAME ":" FNR ": " what > "/dev/stderr"
    failed = 1
    exit 1
}

BEGIN {
    print "/* Made by fcgi/embed.awk; do not edit. */"
    print "#include \"" header "\"\n\nconst char " name "[] ="
}

NR == 1 {
    if ($0 != "{")
        refuse("the first line must be {")
    next
}

ended { refuse("something stands behind the last }") }

$0 == "}" {
    ended = 1
    next
}

{
    out = ""
    text = escaped = 0
    for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (!text && (c == " " || c == "\t"))
            continue
        if (c == "\"" && !escaped)
            text = !text
        escaped = text && c == "\\" && !escaped
        if (c == "\\" || c == "\"")
            c = "\\" c
        out = out c
    }
    if (text)
        refuse("a string does not end on its line")
    print "    \"" out "\""
}

END {
    if (!failed && !ended)
        refuse("the last line must be }")
    print "    ;"
    exit failed
}
