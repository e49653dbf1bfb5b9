# SPDX-License-Identifier: MIT
# The table of readings as C, from pinyin.extra and Unihan_Readings.txt (in this
# order).  All readings of kMandarin, kTGHZ2013 and kXHC1983 are kept, kMandarin
# first because it names the usual one; characters in none of them have the first
# reading of kHanyuPinyin.  Works on bytes: run it under LC_ALL=C.

function fail(text)
{
    print "pinyin: " FILENAME ":" FNR ": " text > "/dev/stderr"
    failed = 1
    exit 1
}

function hex(s,    i, n)
{
    n = 0
    s = tolower(s)
    for (i = 1; i <= length(s); i++)
        n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
    return n
}

# Code point of the UTF-8 character at the head of `s`; its length in `char_len`.
function code_point(s,    b, i, n)
{
    b = byte[substr(s, 1, 1)]
    char_len = b >= 240 ? 4 : b >= 224 ? 3 : b >= 192 ? 2 : 1
    n = char_len == 1 ? b : b % (2 ^ (7 - char_len))
    for (i = 2; i <= char_len; i++)
        n = n * 64 + byte[substr(s, i, 1)] % 64
    return n
}

function tone_mark(from, to, tone)
{
    marks++
    mark[marks] = from
    mark_letter[marks] = to
    mark_tone[marks] = tone
}

function vowel(plain, t1, t2, t3, t4)
{
    tone_mark(t1, plain, 1)
    tone_mark(t2, plain, 2)
    tone_mark(t3, plain, 3)
    tone_mark(t4, plain, 4)
}

# "qín" as "qin2"; "jia" (neutral) stays.
function digits(s,    i, at, tone)
{
    tone = ""
    for (i = 1; i <= marks; i++)
        if (at = index(s, mark[i])) {
            s = substr(s, 1, at - 1) mark_letter[i] substr(s, at + length(mark[i]))
            if (mark_tone[i])
                tone = mark_tone[i]
        }
    return s tone
}

function has(list, item)
{
    return index(" " list " ", " " item " ") > 0
}

# `list` with the readings of `more` that it lacks; `plain` drops the tones.
function merge(list, more, plain,    n, i, r)
{
    n = split(more, merge_parts, " ")
    for (i = 1; i <= n; i++) {
        r = merge_parts[i]
        if (plain)
            sub(/[1-5]$/, "", r)
        if (!has(list, r))
            list = list (list == "" ? "" : " ") r
    }
    return list
}

# The readings of a field of Unihan, toned: "48.1:chóng 481.090:zhòng".
function unihan(field,    n, i, out)
{
    out = ""
    n = split(field, unihan_parts, " ")
    for (i = 1; i <= n; i++) {
        sub(/^.*:/, "", unihan_parts[i])
        gsub(/,/, " ", unihan_parts[i])
        out = out (out == "" ? "" : " ") unihan_parts[i]
    }
    n = split(out, unihan_parts, " ")
    out = ""
    for (i = 1; i <= n; i++)
        out = merge(out, digits(unihan_parts[i]), 0)
    return out
}

# Offset of a text in the pool.
function pool(text)
{
    if (!(text in pool_at)) {
        pool_at[text] = pool_size
        pool_text[++pool_count] = text
        pool_size += length(text) + 1
        if (pool_size > 65535)
            fail("the pool is full")
    }
    return pool_at[text]
}

function first_of(list)
{
    sub(/ .*/, "", list)
    return list
}

function put_pool(    i, j, line)
{
    print "const char pinyin_pool[] = {"
    for (i = 1; i <= pool_count; i++) {
        line = ""
        for (j = 1; j <= length(pool_text[i]); j++)
            line = line "'" substr(pool_text[i], j, 1) "',"
        print "    " line "0,"
    }
    print "};\n"
}

# The number of the set of readings that `cp` has.
function set_of(cp,    default_toned, plain, family, key)
{
    default_toned = merge(merge(merge(given[cp], mandarin[cp], 0), tghz[cp], 0), xhc[cp], 0)
    if (default_toned == "" && surname[cp] == "")
        default_toned = first_of(hanyu[cp])
    plain = merge(merge("", default_toned, 1), surname[cp], 1)
    family = merge(merge("", surname[cp], 1), plain, 1)
    if (default_toned == "")
        default_toned = surname[cp]
    key = "{" pool(plain) ", " pool(family) ", " pool(first_of(default_toned)) "}"
    note_syllables(plain)
    if (!(key in set_number)) {
        set_number[key] = sets
        set_text[sets++] = key
    }
    return set_number[key]
}

function note_syllables(plain,    n, i)
{
    n = split(plain, syllable_parts, " ")
    for (i = 1; i <= n; i++)
        if (syllable_parts[i] ~ /^[a-z]+$/)
            syllable[syllable_parts[i]] = 1
        else
            fail("no reading: " syllable_parts[i])
}

# Sorting by insertion is enough for the four hundred syllables.
function put_syllables(    s, i, n)
{
    n = 0
    for (s in syllable) {
        for (i = n++; i > 0 && ("" sorted[i]) > ("" s); i--)
            sorted[i + 1] = sorted[i]
        sorted[i + 1] = s
        pool(s)
    }
    print "const uint16_t pinyin_syllables[] = {"
    for (i = 1; i <= n; i++)
        print "    " pool(sorted[i]) ","
    print "};\nconst size_t pinyin_syllable_count = " n ";\n"
}

function put_compounds(    i, j, row)
{
    for (i = 1; i <= compounds; i++) {
        row = compound[i]
        for (j = i - 1; j > 0 && compound_key[j] > compound_key[j + 1]; j--) {
            row = compound[j]
            compound[j] = compound[j + 1]
            compound[j + 1] = row
            row = compound_key[j]
            compound_key[j] = compound_key[j + 1]
            compound_key[j + 1] = row
        }
    }
    print "const struct pinyin_compound pinyin_compounds[] = {"
    for (i = 1; i <= compounds; i++)
        print "    " compound[i] ","
    print "};\nconst size_t pinyin_compound_count = " compounds ";\n"
}

BEGIN {
    pool_size = compounds = 0
    for (i = 1; i < 256; i++)
        byte[sprintf("%c", i)] = i
    vowel("a", "ā", "á", "ǎ", "à")
    vowel("e", "ē", "é", "ě", "è")
    vowel("i", "ī", "í", "ǐ", "ì")
    vowel("o", "ō", "ó", "ǒ", "ò")
    vowel("u", "ū", "ú", "ǔ", "ù")
    vowel("v", "ǖ", "ǘ", "ǚ", "ǜ")
    vowel("n", "n̄", "ń", "ň", "ǹ")
    vowel("m", "m̄", "ḿ", "m̌", "m̀")
    vowel("e", "ê̄", "ế", "ê̌", "ề")
    tone_mark("ü", "v", 0)
    tone_mark("ê", "e", 0)
}

/^(#|[ \t]*$)/ {
    next
}

$1 == "surname" || $1 == "given" {
    cp = code_point($2)
    if (char_len != length($2) || NF < 3)
        fail("one character and its readings are wanted")
    readings = $3
    for (i = 4; i <= NF; i++)
        readings = readings " " $i
    if (($1, cp) in listed)
        fail("listed twice")
    listed[$1, cp] = 1
    known[cp] = 1
    if ($1 == "surname")
        surname[cp] = readings
    else
        given[cp] = readings
    next
}

$1 == "compound" {
    cp = code_point($2)
    rest = substr($2, char_len + 1)
    second = code_point(rest)
    if (char_len != length(rest) || NF != 4)
        fail("two characters and two readings are wanted")
    compound_key[++compounds] = cp * 2097152 + second
    r1 = merge("", $3, 1)
    r2 = merge("", $4, 1)
    compound[compounds] = sprintf("{0x%X, 0x%X, %d, %d}", cp, second, pool(r1), pool(r2))
    next
}

$2 == "kMandarin" || $2 == "kTGHZ2013" || $2 == "kXHC1983" || $2 == "kHanyuPinyin" {
    cp = hex(substr($1, 3))
    field = $3
    for (i = 4; i <= NF; i++)
        field = field " " $i
    known[cp] = 1
    if ($2 == "kMandarin")
        mandarin[cp] = unihan(field)
    else if ($2 == "kTGHZ2013")
        tghz[cp] = unihan(field)
    else if ($2 == "kXHC1983")
        xhc[cp] = unihan(field)
    else
        hanyu[cp] = unihan(field)
}

END {
    if (failed)
        exit 1
    print "/* Made by locale/pinyin.awk. */"
    print "#include \"locale/pinyin_table.h\"\n"
    print "const uint32_t pinyin_chars[] = {"
    sets = chars = 0
    for (cp = 12288; cp <= 262143; cp++)
        if (cp in known) {
            printf "    0x%X,\n", cp * 4096 + set_of(cp)
            chars++
        }
    if (sets > 4096)
        fail("more sets than numbers")
    print "};\nconst size_t pinyin_char_count = " chars ";\n"
    print "const struct pinyin_set pinyin_sets[] = {"
    for (i = 0; i < sets; i++)
        print "    " set_text[i] ","
    print "};\n"
    put_syllables()
    put_compounds()
    put_pool()
}
