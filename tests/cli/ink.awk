# SPDX-License-Identifier: MIT
# Lines of pdftotext -bbox, then the grey values of the page at 72 dpi, a row a line:
# says every Chinese character that has no dark dot in its place.  Bytes, not characters.
/<word / {
    split($0, part, "\"")
    text = $0
    sub(/^[^>]*>/, "", text)
    sub(/<\/word>.*/, "", text)
    if (text ~ /^([\344-\351]..)+$/) {
        n++
        x1[n] = part[2]; y1[n] = part[4]; x2[n] = part[6]; y2[n] = part[8]
        chars[n] = length(text) / 3
        words[n] = text
    }
    next
}
{
    for (i = 1; i <= NF; i++) {
        if ($i < 160) {
            dark[row * 10000 + i - 1] = 1
        }
    }
    row++
}
function has_ink(left, right, top, bottom, x, y) {
    for (y = int(top); y <= bottom; y++) {
        for (x = int(left); x < right; x++) {
            if ((y * 10000 + x) in dark) {
                return 1
            }
        }
    }
    return 0
}
END {
    for (w = 1; w <= n; w++) {
        step = (x2[w] - x1[w]) / chars[w]
        for (c = 0; c < chars[w]; c++) {
            cells++
            if (!has_ink(x1[w] + c * step, x1[w] + (c + 1) * step, y1[w], y2[w])) {
                print "no ink: " substr(words[w], c * 3 + 1, 3) " in " words[w]
            }
        }
    }
    if (cells < 20) {
        print "only " cells + 0 " characters were looked at"
    }
}
