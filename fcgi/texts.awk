# Makes one table in C of the texts in both languages, for what the server writes itself (exports):
#     awk -f fcgi/texts.awk sv.json about.sv.json … en.json about.en.json … | LC_ALL=C sort
# gives the rows, sorted by key for texts_get(). A file holds one "key": "text" per line; what JSON
# escapes in a text, C escapes the same way.

match($0, /^ *"[^"]*": "/) {
    key = $0
    sub(/^ *"/, "", key)
    sub(/".*/, "", key)
    value = substr($0, RSTART + RLENGTH - 1)
    sub(/,? *$/, "", value)
    if (FILENAME ~ /(^|[\/.])sv\.json$/)
        sv[key] = value
    else
        en[key] = value
}

END {
    for (key in sv)
        printf "    {\"%s\", {%s, %s}},\n", key, sv[key], en[key]
}
