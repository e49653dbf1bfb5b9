#!/bin/sh
# SPDX-License-Identifier: MIT
# The lock: at once, over exec, with nothing of the register in the new process;
# the place comes back; SIGTERM and SIGHUP restore the terminal.
. "$(dirname "$0")/lib.sh"

a_register
start 80 24
unlock
wait_for Today
pid=$(holder)
key F9
wait_for Settings
before=$(date +%s%N)
key C-l
wait_for Locked
after=$(date +%s%N)
[ $(((after - before) / 1000000)) -lt 1000 ] || fail "locking took more than a second"
lacks 石榴湾
lacks 韦卓琳
[ "$(holder)" = "$pid" ] || fail "another process has the register"

# A new program: only the few variables, the lock descriptor, no open database.
tries=100
while [ $tries -gt 0 ] && ! tr '\0' '\n' </proc/"$pid"/environ 2>/dev/null | grep -q ^XINDANG_HANDED; do
    sleep 0.05
    tries=$((tries - 1))
done
tr '\0' '\n' </proc/"$pid"/environ | sed 's/=.*//' | sort >names
printf '%s\n' HOME LC_ALL PATH TERM XINDANG_HANDED | sort >allowed
cmp -s names allowed || fail "the environment has: $(tr '\n' ' ' <names)"
ls -l /proc/"$pid"/fd | grep -q register.db && fail "the register is still open"
if [ -r /proc/"$pid"/mem ] && command -v python3 >/dev/null; then
    python3 - "$pid" <<'PY' || fail "something of the register is in memory"
import re, sys
pid = sys.argv[1]
found = False
for line in open(f'/proc/{pid}/maps'):
    m = re.match(r'([0-9a-f]+)-([0-9a-f]+) (r)', line)
    if not m:
        continue
    try:
        mem = open(f'/proc/{pid}/mem', 'rb')
        mem.seek(int(m.group(1), 16))
        data = mem.read(int(m.group(2), 16) - int(m.group(1), 16))
    except (OSError, ValueError, OverflowError):
        continue
    for secret in ('韦卓琳', 'a long password'):
        found = found or secret.encode() in data
sys.exit(found)
PY
fi

key Escape
lacks 石榴湾
[ ! -s status ] || fail "Esc left the lock page"
unlock
wait_for 'Settings'

# Suspension from outside locks as well.
kill -TSTP "$(holder)"
wait_for Locked
unlock
wait_for 'Settings'

kill -TERM "$(holder)"
ended 0
grep -q ' echo ' stty || fail "the terminal does not echo any more"
start 80 24
unlock
wait_for 'Settings'
kill -HUP "$(holder)"
ended 0

# F7: names only, and the password again when the list is left.
start 80 24
unlock F7
wait_for 'Choose'
lacks Settings
key Escape
wait_for Locked
unlock
wait_for 'Settings'
done_with_it
