#!/bin/sh
# SPDX-License-Identifier: MIT
# Another program of the same user neither traces the running program nor reads its
# memory, environment or descriptors; no signal makes it leave a core.  Each refusal
# is tried on a plain program first, where it must not be refused.
. "$(dirname "$0")/lib.sh"

# As an ordinary user: root may do all of it.
plain=65534
as_user=
if [ "$(id -u)" = 0 ]; then
    mkdir bin
    cp "$XINDANG" bin/xindang
    XINDANG=$work/bin/xindang
    as_user="setpriv --reuid=$plain --regid=$plain --clear-groups"
    chown -R $plain:$plain .
fi
me() {
    HOME="$work" $as_user "$@"
}

echo "$password" >pw
chmod 644 pw
me "$XINDANG" --store reg --password-file pw init --school 石榴湾初级中学 --stage junior \
    --name 韦卓琳 --kdf light >code 2>err || fail "no register: $(cat err)"

# The terminal of a user who wants cores.
run() {
    fresh
    tm new-session -d -x 80 -y 24 "cd '$work'; ulimit -c unlimited; HOME='$work' $as_user $*; \
        echo \$? >status; sleep 600"
}

# ways PID: which ways into a process are open to the user's other programs
ways() {
    me cat "/proc/$1/environ" >/dev/null 2>&1 && echo environ
    me dd if="/proc/$1/mem" bs=1 count=1 skip=$(($(head -n 1 "/proc/$1/maps" | sed 's/^/0x/; s/-.*//'))) \
        iflag=skip_bytes of=/dev/null 2>/dev/null && echo mem
    me ls "/proc/$1/fd/" >/dev/null 2>&1 && echo fd
    me readlink "/proc/$1/exe" >/dev/null 2>&1 && echo exe
    # An attached strace waits: the time ends it.
    me timeout -s INT 1 strace -o trace -p "$1" 2>why
    grep -q 'ptrace' why || echo ptrace
}
same() {
    printf '%s\n' environ mem fd exe ptrace | cmp -s - "$1"
}
open_to_user() {
    ways "$1" >open
    same open
}

run sleep 300
tries=100
plain_pid=
while [ $tries -gt 0 ] && [ -z "$plain_pid" ]; do
    sleep 0.05
    plain_pid=$(pgrep -f '^sleep 300$' -P "$(tm display -p '#{pane_pid}')")
    tries=$((tries - 1))
done
if [ -z "$plain_pid" ]; then
    fail "no plain program"
elif open_to_user "$plain_pid"; then
    traced=yes
else
    traced=
    echo "# a plain program lets in only: $(tr '\n' ' ' <open)"
fi
[ -z "$plain_pid" ] || kill -SEGV "$plain_pid"
ended 139
left=$(find . -name 'core*' | wc -l)
rm -f core*
echo "# a plain program leaves $left core here"

# refuses WHERE: the program that runs now
refuses() {
    pid=$(holder)
    [ "$(stat -c %u "/proc/$pid/mem")" = 0 ] || fail "its memory belongs to the user $1"
    awk '/^Max core file size/ { exit !($5 == 0 && $6 == 0) }' "/proc/$pid/limits" ||
        fail "$1: $(grep core "/proc/$pid/limits")"
    ways "$pid" >open
    [ ! -s open ] || fail "$1 the user's other programs get at: $(tr '\n' ' ' <open)"
    [ -z "$traced" ] || grep -q 'not permitted' why || fail "$1 no refusal of ptrace: $(cat why)"
}
run "$XINDANG --store reg --lang en"
wait_for Password
refuses 'at the password'
type "$password"
key Enter
wait_for Today
refuses 'unlocked'
key C-l
wait_for Locked
# Locking starts the program anew, by its bare name; until the new one's first lines have
# run the kernel leaves it open, and it holds nothing yet.
begun_anew() {
    tr '\0' '\n' <"/proc/$(holder)/cmdline" | head -n 1 | grep -qx xindang &&
        [ "$(stat -c %u "/proc/$(holder)/mem")" = 0 ]
}
tries=$((WAIT * 20))
while [ $tries -gt 0 ] && ! begun_anew; do
    sleep 0.05
    tries=$((tries - 1))
done
refuses 'locked'
if [ -n "$traced" ]; then
    holds "the user's other programs get at nothing"
else
    echo "ok - the user's other programs get at nothing # SKIP they get at nothing here anyway"
fi

for signal in SEGV ABRT QUIT BUS; do
    run "$XINDANG --store reg --lang en"
    unlock
    wait_for Today
    pid=$(holder)
    kill -$signal "$pid"
    tries=$((WAIT * 20))
    while [ $tries -gt 0 ] && [ -e "/proc/$pid" ]; do
        sleep 0.05
        tries=$((tries - 1))
    done
    [ ! -e "/proc/$pid" ] || fail "$signal does not end it"
    find "$work" / /tmp /var/tmp -maxdepth 1 -name 'core*' -newer pw >dumped 2>/dev/null
    [ ! -s dumped ] || fail "$signal left $(cat dumped)"
done
run "$XINDANG --store reg --lang en"
unlock
wait_for Today
kill -TERM "$(holder)"
ended 0
holds "no signal makes it leave a core"
done_with_it
