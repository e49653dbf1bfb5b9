# Holds the layers of docs/ARCHITECTURE.md over every #include.
# Run as: awk -f tests/layers.awk FILES.  Prints each violation; status 1 if any.
BEGIN {
    ok["tui"] = "tui core locale base"; ok["core"] = "core db locale base"
    ok["helper"] = "helper locale base"
    ok["db"] = "db base"; ok["locale"] = "locale base"; ok["base"] = "base"
    only["curses.h"] = "tui"; only["ncurses.h"] = "tui"; only["term.h"] = "tui"
    only["sqlite3.h"] = "db"; only["sodium.h"] = "db base"; only["csv.h"] = "core"
    only["iconv.h"] = "locale"
    split("pango.h pangocairo.h cairo.h cairo-pdf.h fontconfig.h ft2build.h xlsxwriter.h zip.h expat.h", out, " ")
    for (i in out) only[out[i]] = "helper"
}
function layer(path) {
    if (path ~ /^core\/base\//) return "base"
    if (path ~ /^core\/helper\//) return "helper"
    sub(/\/.*/, "", path); return path
}
function bad(msg) { printf "%s:%d: %s\n", FILENAME, FNR, msg; n++ }
/^#include "/ && split($2, q, "\"") {
    from = layer(FILENAME); to = layer(q[2])
    if (q[2] !~ /\// && q[2] !~ /_table\.h$/) bad("write includes from the root: " q[2])
    else if ((from in ok) && index(" " ok[from] " ", " " to " ") == 0)
        bad(from " may not use " to ": " q[2])
}
/^#include </ {
    h = $2; gsub(/[<>]/, "", h); sub(/.*\//, "", h)
    if (h ~ /^uni(str|norm|gbrk|lbrk|width|wbrk|case|ctype|types|name)\.h$/) { if (layer(FILENAME) != "locale") bad("<" h "> belongs to locale/") }
    else if ((h in only) && (layer(FILENAME) in ok) && index(" " only[h] " ", " " layer(FILENAME) " ") == 0)
        bad("<" h "> belongs to " only[h] "/")
}
END { exit n > 0 }
