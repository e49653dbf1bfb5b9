# SPDX-License-Identifier: MIT
# core/scales/*.scale as C texts (core/scale_builtin.h); what they say is read by
# core/scale_parse.c.  Run: awk -f core/scale.awk core/scales/*.scale
BEGIN {
    print "/* Made by core/scale.awk. */"
    print "#include \"core/scale_builtin.h\""
    print ""
    print "const struct scale_builtin scale_builtins[] = {"
}
FNR == 1 {
    if (NR > 1) print "    },"
    id = FILENAME
    sub(/.*\//, "", id)
    sub(/\.scale$/, "", id)
    printf "    {.id = \"%s\",\n     .text =\n", id
}
{
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    gsub(/\?/, "\\?")
    printf "         \"%s\\n\"\n", $0
}
END {
    print "    },"
    print "};"
    print "const size_t scale_builtin_count = sizeof scale_builtins / sizeof *scale_builtins;"
}
