# SPDX-License-Identifier: MIT
# A catalog (.po) as a C table sorted by bytes; see catalog_table.h.  Fuzzy and
# untranslated entries are left out.  Works on bytes: run it under LC_ALL=C.

function fail(text)
{
    print "po2c: " FILENAME ":" FNR ": " text > "/dev/stderr"
    failed = 1
    exit 1
}

# What a C and .po escape stands for, so that keys sort as strcmp() sees them.
function unescape(s,    out, at, c)
{
    out = ""
    while (at = index(s, "\\")) {
        c = substr(s, at + 1, 1)
        out = out substr(s, 1, at - 1) (c in plain ? plain[c] : fail("unknown escape \\" c))
        s = substr(s, at + 2)
    }
    return out s
}

function finish(    key)
{
    if (state == "msgstr" && !fuzzy && msgid != "" && msgstr != "") {
        key = has_context ? msgctxt "\\004" msgid : msgid
        count++
        # The letter in front keeps awk from comparing numbers.
        sort_key[count] = "k" (has_context ? unescape(msgctxt) "\004" : "") unescape(msgid)
        order[count] = count
        key_text[count] = key
        value_text[count] = msgstr
    }
    if (state == "msgstr")
        fuzzy = 0
    has_context = 0
    msgctxt = msgid = msgstr = state = ""
}

# What stands between the quotes of this line.
function quoted(    s)
{
    s = $0
    if (s !~ /^[^"]*".*"[ \t\r]*$/)
        fail("a quoted string is wanted")
    sub(/^[^"]*"/, "", s)
    sub(/"[ \t\r]*$/, "", s)
    return s
}

# Merge sort of order[first..last].
function sort(first, last,    middle, i, j, k)
{
    if (first >= last)
        return
    middle = int((first + last) / 2)
    sort(first, middle)
    sort(middle + 1, last)
    i = first
    j = middle + 1
    for (k = first; k <= last; k++)
        if (j > last || (i <= middle && sort_key[order[i]] <= sort_key[order[j]]))
            merged[k] = order[i++]
        else
            merged[k] = order[j++]
    for (k = first; k <= last; k++)
        order[k] = merged[k]
}

BEGIN {
    plain["n"] = "\n"
    plain["t"] = "\t"
    plain["r"] = "\r"
    plain["\""] = "\""
    plain["\\"] = "\\"
    count = fuzzy = 0
    state = ""
}

/^#~/ || /^[ \t\r]*$/ {
    next
}

/^#/ {
    if (state == "msgstr")
        finish()
    if (/^#,.*fuzzy/)
        fuzzy = 1
    next
}

/^msgctxt / {
    finish()
    msgctxt = quoted()
    has_context = 1
    state = "msgctxt"
    next
}

/^msgid / {
    if (state != "msgctxt")
        finish()
    msgid = quoted()
    state = "msgid"
    next
}

/^msgstr / {
    if (state != "msgid")
        fail("msgstr without msgid")
    msgstr = quoted()
    state = "msgstr"
    next
}

/^"/ {
    if (state == "msgctxt")
        msgctxt = msgctxt quoted()
    else if (state == "msgid")
        msgid = msgid quoted()
    else if (state == "msgstr")
        msgstr = msgstr quoted()
    else
        fail("a string without a keyword")
    next
}

{
    fail("not understood: " $0)
}

END {
    if (failed)
        exit 1
    finish()
    sort(1, count)
    print "/* Made by locale/po2c.awk. */"
    print "#include \"locale/catalog_table.h\"\n"
    print "const struct catalog_entry catalog_zh_CN[] = {"
    for (i = 1; i <= count; i++) {
        if (i > 1 && sort_key[order[i]] == sort_key[order[i - 1]])
            fail("twice: " key_text[order[i]])
        printf "    {\"%s\",\n     \"%s\"},\n", key_text[order[i]], value_text[order[i]]
    }
    # A table may not be empty; the last entry is not counted.
    print "    {0, 0},\n};\n"
    print "const size_t catalog_zh_CN_count = " count ";"
}
