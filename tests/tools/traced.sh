# SPDX-License-Identifier: MIT
# For the two stories under strace: what the program writes, and what stands in it.
# Beside the lib.sh of the command line or of the terminal.  The harness' own files
# are in h/, pw, out, err; the program's home is home/, its temporary folder tmp/.

# begin_trace: the program by ./traced, the trace grows in h/trace
begin_trace() {
    needles=$here/build/release/tools/needles
    mkdir -m 700 h home tmp export
    cat >traced <<END
#!/bin/sh
export HOME='$work/home' TMPDIR='$work/tmp'
unset XDG_STATE_HOME XDG_DATA_HOME XINDANG_STORE
umask 022
exec strace -f -y -qq -A --seccomp-bpf -e trace=%file,memfd_create,socket,bind -s 4096 -o '$work/h/trace' '$XINDANG' "\$@"
END
    chmod 700 traced
    if ! strace -f --seccomp-bpf -o /dev/null true 2>/dev/null; then
        echo "ok - nothing is written elsewhere # SKIP no ptrace here"
        exit 0
    fi
}

# only_there EXPRESSION: besides register, state and terminal only these paths
only_there() {
    awk -v CWD="$work" -f "$here/tests/tools/writes.awk" h/trace | sort -u >h/paths
    [ -s h/paths ] || fail "the trace has no path"
    grep -q "^$work/reg/register.db$" h/paths || fail "the trace lacks the register"
    grep -vxE "$work/reg(/.*)?|$work/home/\\.local(/state(/xindang(/.*)?)?)?|/dev/(tty|pts/[0-9]*|null)|$1" \
        h/paths >h/elsewhere
    [ ! -s h/elsewhere ] || fail "written elsewhere: $(head -n 5 h/elsewhere)"
    ! grep -qE '(^| )socket\(' h/trace || fail "a socket: $(grep -m 1 'socket(' h/trace)"
    ls -A tmp >h/left
    [ ! -s h/left ] || fail "left in the temporary folder: $(cat h/left)"
    echo "# $(wc -l <h/paths) paths, 0 elsewhere; $(wc -l <h/trace) calls"
    holds "written is only in the register, the state and the export"
}

# no_needles TEXT...: in no file of register, home and temporary folder; all in the export
no_needles() {
    n=0
    for text in "$@"; do
        n=$((n + 1))
        for charset in UTF-8 GBK UTF-16LE UTF-16BE; do
            printf '%s-%s ' "$text" $charset
            printf %s "$text" | iconv -f UTF-8 -t $charset | od -An -v -tx1 | tr -d ' \n'
            echo
        done
    done >h/needles
    find reg home tmp -type f -exec "$needles" h/needles {} + >h/hits || fail "not all could be read"
    [ ! -s h/hits ] || fail "in clear: $(head -n 5 h/hits)"
    # The search itself: in the export they stand.
    find export -type f -exec "$needles" h/needles {} + >h/hits
    for text in "$@"; do
        grep -q "^$text-UTF-8 " h/hits || fail "the search does not see $text in the export"
    done
    grep -q 'GBK' h/hits || fail "the search does not see GBK in the export"
    echo "# $n needles in four encodings, $(find reg home tmp -type f | wc -l) files, 0 hits"
    holds "nothing stands anywhere in clear but in the export"
}

# nobody_else: files 0600, folders 0700
nobody_else() {
    find reg home tmp export -type f ! -perm 600 >h/modes
    find reg home/.local -type d ! -perm 700 >>h/modes
    [ ! -s h/modes ] || fail "others may read: $(xargs ls -ld <h/modes)"
    holds "files are 0600, folders 0700"
}
