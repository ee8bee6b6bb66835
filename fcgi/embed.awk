# Makes a C string out of a text file:
#     awk -v name=openapi_schemas -v header=fcgi/openapi.h -f fcgi/embed.awk FILE > openapi_schemas.c
# One string piece per line of the file; POSIX awk only.

BEGIN {
    print "/* Made by fcgi/embed.awk; do not edit. */"
    print "#include \"" header "\"\n\nconst char " name "[] ="
}

{
    out = ""
    for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (c == "\\" || c == "\"")
            c = "\\" c
        out = out c
    }
    print "    \"" out "\\n\""
}

END { print "    \"\";" }
