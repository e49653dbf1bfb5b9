# SPDX-License-Identifier: MIT
# core/due/*.sql, one rule a file, as a C table (core/due_table.h).  A rule's head is comment
# lines "-- key: value"; what is not a key is its own explanation.  A fault of a head ends
# with the file, the line and what is missing.  Run: awk -f core/due.awk core/due/*.sql
BEGIN {
    split("class verb reason why enter args", keys, " ")
    print "/* Made by core/due.awk. */"
    print "#include \"core/due_table.h\""
    print ""
    print "const struct due_rule due_rules[] = {"
}
function fault(words) {
    printf "%s: %s\n", file, words > "/dev/stderr"
    failed = 1
    exit 1
}
function quote(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}
function finish(i) {
    if (!file) return
    for (i in keys) if (!(keys[i] in head)) fault("its head lacks \"-- " keys[i] ":\"")
    if (head["class"] !~ /^[ABCD]$/) fault("its class is none of A B C D")
    id = file
    sub(/.*\//, "", id)
    sub(/\.sql$/, "", id)
    printf "    {.id = %s,\n     .class = '%s',\n", quote(id), head["class"]
    printf "     .verb = N_(%s),\n     .reason = N_(%s),\n     .why = N_(%s),\n",
           quote(head["verb"]), quote(head["reason"]), quote(head["why"])
    printf "     .enter = %s,\n     .args = %s,\n     .sql =%s},\n",
           quote(head["enter"]), quote(head["args"]), sql
    split("", head)
    sql = ""
}
FNR == 1 { finish(); file = FILENAME }
/^-- [a-z]+: / && !sql {
    key = $2
    sub(/:$/, "", key)
    value = $0
    sub(/^-- [a-z]+: /, "", value)
    head[key] = value
    next
}
/^--/ { next }
NF { sql = sql "\n         \"" $0 "\\n\"" }
END {
    if (failed) exit 1
    finish()
    print "};"
    print "const size_t due_rule_count = sizeof due_rules / sizeof *due_rules;"
}
