#!/bin/sh
# What the built program is made of: libraries, hardening, mutable statics.
. "$(dirname "$0")/lib.sh"
bin=build/release/xindang

readelf -d $bin | sed -n 's/.*NEEDED.*\[\(.*\)\].*/\1/p' |
    grep -vE '^(libncursesw\.so|libtinfo\.so|libsqlcipher\.so|libsodium\.so|libunistring\.so|libcsv\.so|libc\.so|ld-linux)' > "$out"
verdict "links ncurses, sqlcipher, sodium, unistring, csv and libc alone" "$out"

{
    readelf -h $bin | grep -q 'DYN' || echo "not position independent"
    readelf -l $bin | grep -q 'GNU_RELRO' || echo "no RELRO"
    readelf -d $bin | grep -q 'NOW' || echo "no BIND_NOW"
    readelf -l $bin | grep 'GNU_STACK' -A1 | grep -q 'RWE' && echo "executable stack"
    readelf -Ws $bin | grep -q '__stack_chk_fail' || echo "no stack protector"
} > "$out"
verdict "hardened" "$out"

# Allowed, each with its reason in docs/HACKING.md.
objdump -t $bin | awk '$4 == ".data" || $4 == ".bss" || $3 == ".data" || $3 == ".bss" { print $NF }' |
    grep -vE '^(\.data|\.bss|__.*|_.*|completed\.0|data_start|stdin.*|stdout.*|stderr.*|.*@.*|environ|opt(arg|ind|err|opt).*)$' |
    grep -vE '^(in_english|ambiguous_cells|the_clock|die_hook|the_terminal|overwrite)$' > "$out"
verdict "no mutable static beyond the listed" "$out"
