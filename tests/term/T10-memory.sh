#!/bin/sh
# SPDX-License-Identifier: MIT
# After the lock the process has no copy of the password, the code, the database key
# and of what stood in the open record, in any encoding; nor do the two screens of
# the terminal after the lock and after the end.
. "$(dirname "$0")/lib.sh"

tools=$(dirname "$XINDANG")/tools
[ -x "$tools/needles" ] || tools=$here/build/release/tools
if [ "$(id -u)" != 0 ]; then
    echo "ok - nothing in memory after the lock # SKIP only root can read the memory of a xindang"
    exit 0
fi

sentences='昨晚又没睡着 两点多才合眼 外婆这两天住院 奶奶说过了年再讲 谁也不认识了
数学课上哭了 同桌换了不说话 饭吃了几口就饱 弟弟归我带 手机锁在柜子里
爸爸过年才回来 想画一棵石榴树 晚自习心口发闷 操场上一个人走 老师说先坐下
答应周五再来 不想让别人知道 作业抄了半本 梦见老屋的井 月考退了四十名'

# needle NAME TEXT: a line of the list in each encoding that text could stand in
needle() {
    for charset in UTF-8 GBK UTF-16LE UTF-32LE; do
        printf '%s-%s ' "$1" $charset
        printf %s "$2" | iconv -f UTF-8 -t $charset | od -An -v -tx1 | tr -d ' \n'
        echo
    done
}
raw() {
    printf '%s %s\n' "$1" "$2"
}

a_register
a_roster
code=$(tail -n 1 code)
HOME="$work" "$XINDANG" --store reg --password-file pw unlock-sql >sql 2>err || fail "$(cat err)"
hex=$(sed -n "s/.*x'\([0-9a-f]*\)'.*/\1/p" sql)
key=$(printf %s "$hex" | cut -c 1-64)
salt=$(printf %s "$hex" | cut -c 65-96)
[ ${#salt} = 32 ] || fail "no key and salt: $(cat sql)"
n=0
for sentence in $sentences; do
    n=$((n + 1))
    needle "text$n" "$sentence"
done >texts
[ $n = 20 ] || fail "$n sentences"
{
    needle pupil 韦晓彤
    needle password "$password"
    needle code "$code"
    needle code-plain "$(echo "$code" | tr -d -)"
    raw key "$key"
    raw salt "$salt"
    needle key-hex "$key"
    needle key-HEX "$(echo "$key" | tr a-f A-F)"
    needle salt-hex "$salt"
} >secrets
cat texts secrets >all

# scan PID: what of the list is in its memory, to `hits`
scan() {
    "$tools/needles" all "$1" >hits 2>scanned || fail "the memory cannot be read: $(cat scanned)"
}

start 80 24
unlock
wait_for Today
a_talk 12
key C-e
wait_for 'may be printed'
for sentence in $sentences; do
    type "$sentence"
    key Enter
done
wait_for '月考退了四十名'
wait_for 'line 21 of 21'
pid=$(holder)

# First that the scanner finds what is there.
scan "$pid"
i=1
while [ $i -le 20 ]; do
    grep -q "^text$i-UTF-8 " hits || fail "the scanner does not see sentence $i in the open record"
    i=$((i + 1))
done
grep -q '^pupil-UTF-8 ' hits || fail "the scanner does not see the name"
grep -qE '^key' hits || fail "the scanner does not see the key of the open register"
! grep -q '^password' hits || fail "the password stands in memory after it was used: $(grep ^password hits)"
echo "# open: $(wc -l <hits) of $(wc -l <all) needles in $(cat scanned)"
holds "the open register is seen by the scanner, the password is not"

# bare WHEN: neither screen of the terminal, nor what scrolled away
bare() {
    {
        tm capture-pane -p -S - -E -
        tm capture-pane -p -a -q -S - -E -
    } >shown 2>/dev/null
    [ -s shown ] || fail "no screen was read $1"
    for sentence in $sentences 韦晓彤 "$password" "$code"; do
        ! grep -qF -- "$sentence" shown || fail "on the terminal $1: $sentence"
    done
}

# A program begun anew lies elsewhere in its memory.
where_it_lies() {
    head -n 1 /proc/"$pid"/maps
}

# locked_bare WHEN: the new program is there, and empty
locked_bare() {
    wait_for Locked
    tries=100
    while [ $tries -gt 0 ] && [ "$(where_it_lies)" = "$old" ]; do
        sleep 0.05
        tries=$((tries - 1))
    done
    [ "$(holder)" = "$pid" ] || fail "another process has the register"
    scan "$pid"
    [ ! -s hits ] || fail "in memory $1: $(cat hits)"
    bare "$1"
    echo "# $1: $(wc -l <hits) of $(wc -l <all) needles in $(cat scanned)"
    holds "nothing in memory and on the terminal $1"
}
old=$(where_it_lies)
key C-l
locked_bare 'after the lock'

# Once more round: unlocked, the record on the screen, stopped from outside.
unlock
wait_for '月考退了四十名'
scan "$pid"
grep -q '^text20-UTF-8 ' hits || fail "the scanner does not see the record that came back"
old=$(where_it_lies)
kill -TSTP "$pid"
locked_bare 'after a signal'

unlock
wait_for '月考退了四十名'
kill -TERM "$pid"
ended 0
bare 'after the end'
[ ! -e "/proc/$pid" ] || fail "the process is still there"
holds "nothing on the terminal after the end"
done_with_it
