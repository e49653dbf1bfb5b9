# SPDX-License-Identifier: MIT
# Width classes as a C table, from DerivedGeneralCategory.txt and
# EastAsianWidth.txt of the Unicode Character Database.  A code point has the
# first class that fits: unknown, format, mark, double, ambiguous.

function hex(s,    i, n)
{
    n = 0
    s = tolower(s)
    for (i = 1; i <= length(s); i++)
        n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
    return n
}

function set(table, first, last, value,    cp)
{
    for (cp = first; cp <= last; cp++)
        table[cp] = value
}

function put(first, last, class)
{
    printf "    {0x%04X, 0x%04X, WIDTH_%s},\n", first, last, class
}

# The runs of equal class from `first` to `last`.
function put_runs(first, last,    cp, class, run, begin)
{
    run = ""
    for (cp = first; cp <= last + 1; cp++) {
        class = cp > last ? "" : cp in category ? category[cp] : cp in wide ? wide[cp] : ""
        if (class != run) {
            if (run != "")
                put(begin, cp - 1, run)
            run = class
            begin = cp
        }
    }
}

BEGIN {
    FS = "[ \t]*[;#][ \t]*"
    # Planes 0, 1 and the tags of plane 14 go by the data, the others by rule.
    by_data = 131071
    tags_first = hex("E0000")
    tags_last = hex("E0FFF")
    class_of["Cn"] = class_of["Co"] = class_of["Cs"] = "UNKNOWN"
    class_of["Cf"] = class_of["Zl"] = class_of["Zp"] = "FORMAT"
    class_of["Mn"] = class_of["Me"] = "MARK"
    class_of["W"] = class_of["F"] = "DOUBLE"
    class_of["A"] = "AMBIGUOUS"
}

/^[0-9A-F]/ && $2 in class_of {
    n = split($1, ends, /\.\./)
    first = hex(ends[1])
    last = hex(ends[n])
    if (first > by_data && (last < tags_first || first > tags_last))
        next
    if (first <= by_data && last > by_data)
        last = by_data
    if (last > tags_last)
        last = tags_last
    if ($2 ~ /^[CMZ]/)
        set(category, first, last, class_of[$2])
    else
        set(wide, first, last, class_of[$2])
}

END {
    # Medial vowels and finals of Hangul stand in the cells of the leading consonant.
    set(category, hex("1160"), hex("11FF"), "MARK")
    set(category, hex("D7B0"), hex("D7C6"), "MARK")
    set(category, hex("D7CB"), hex("D7FB"), "MARK")
    # Terminals draw box lines in one cell under any setting.
    for (cp = hex("2500"); cp <= hex("257F"); cp++)
        delete wide[cp]

    print "/* Made by locale/width.awk. */"
    print "#include \"locale/width_table.h\"\n"
    print "const struct width_range width_ranges[] = {"
    put_runs(0, by_data)
    # Planes 2 and 3 are ideographs, also the ones encoded after this data was made.
    put(hex("20000"), hex("2FFFD"), "DOUBLE")
    put(hex("2FFFE"), hex("2FFFF"), "UNKNOWN")
    put(hex("30000"), hex("3FFFD"), "DOUBLE")
    put(hex("3FFFE"), tags_first - 1, "UNKNOWN")
    put_runs(tags_first, tags_last)
    put(tags_last + 1, hex("10FFFF"), "UNKNOWN")
    print "};\n"
    print "const size_t width_range_count = sizeof width_ranges / sizeof width_ranges[0];"
}
