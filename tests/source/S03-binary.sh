#!/bin/sh
# What the built program is made of: libraries, hardening, mutable statics.
. "$(dirname "$0")/lib.sh"
bin=build/release/xindang
helper=build/release/xindang-helper

readelf -d $bin | sed -n 's/.*NEEDED.*\[\(.*\)\].*/\1/p' |
    grep -vE '^(libncursesw\.so|libtinfo\.so|libsqlcipher\.so|libsodium\.so|libunistring\.so|libcsv\.so|libc\.so|ld-linux)' > "$out"
verdict "links ncurses, sqlcipher, sodium, unistring, csv and libc alone" "$out"

readelf -d $helper | sed -n 's/.*NEEDED.*\[\(.*\)\].*/\1/p' |
    grep -E '^lib(sqlcipher|sqlite3|sodium|crypto|ncursesw|tinfo|curl|nss)' > "$out"
verdict "the helper links neither database nor keys nor terminal" "$out"

for b in $bin $helper; do
    readelf -h $b | grep -q 'DYN' || echo "$b: not position independent"
    readelf -l $b | grep -q 'GNU_RELRO' || echo "$b: no RELRO"
    readelf -d $b | grep -q 'NOW' || echo "$b: no BIND_NOW"
    readelf -l $b | grep 'GNU_STACK' -A1 | grep -q 'RWE' && echo "$b: executable stack"
    readelf -Ws $b | grep -q '__stack_chk_fail' || echo "$b: no stack protector"
done > "$out"
verdict "hardened" "$out"

# Allowed, each with its reason in docs/HACKING.md.
{ objdump -t $bin; objdump -t $helper; } | awk '$4 == ".data" || $4 == ".bss" || $3 == ".data" || $3 == ".bss" { print $NF }' |
    grep -vE '^(\.data|\.bss|__.*|_.*|completed\.0|data_start|stdin.*|stdout.*|stderr.*|.*@.*|environ|opt(arg|ind|err|opt).*)$' |
    grep -vE '^(in_english|ambiguous_cells|the_clock|die_hook|the_terminal|overwrite)$' > "$out"
verdict "no mutable static beyond the listed" "$out"
