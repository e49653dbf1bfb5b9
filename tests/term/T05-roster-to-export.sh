#!/bin/sh
# SPDX-License-Identifier: MIT
# What it is for: the school's own roster comes in, a pupil is found by initials,
# a talk is typed in Chinese, seen in the timeline, and a GBK table goes out.
. "$(dirname "$0")/lib.sh"

a_register
# The school year that today lies in; a year of entry in a class name counts from it.
year=$(date +%Y)
[ "$(date +%m%d)" -ge 0901 ] || year=$((year - 1))
awk -v rows=1200 -v year="$year" -f "$here/tests/term/roster.awk" >roster.utf8
iconv -f UTF-8 -t GB18030 roster.utf8 >2026春学籍.csv

start 80 24
unlock
wait_for Today
key F9
wait_for Import
type 61
wait_for 2026春学籍.csv
key Enter
wait_for '1200 rows   GB18030'
wait_for 'New 1200'
key F2
wait_for 'Written: 1200 new'
[ -n "$(ls reg/backups)" ] || fail "no copy was made before writing"

key F3
wait_for '1200 at school'
type 803wxt
wait_for 韦晓彤
key Enter
wait_for Timeline
lacks 'Talk   '
key F7
wait_for Menu
type 11
wait_for 'Pupil said'
i=0
while [ $i -lt 9 ]; do
    key Enter
    i=$((i + 1))
done
type 02
type 2
type 班主任反映：这周上课总趴着，昨天数学课哭了
wait_for 昨天数学课哭了
key Enter
type 昨晚又没睡，两点多才睡着，这样有十来天了。
key Enter
type 我怕我妈把我转走。转走了我就一个人也不认识了。
key C-q
wait_for '原话 我怕我妈把我转走'
key F2
wait_for Stored
wait_for '班主任反映：这周上课总趴着'

key F9
wait_for Export
type 42
wait_for 'Which table'
type 06
type 1
wait_for 'What kind'
type 1
wait_for 'Where to'
key Enter
wait_for 'Written and read back: 1 rows'
table=$(ls "$work"/*-"$(TZ=UTC-8 date +%Y-%m-%d)".csv)
iconv -f GBK -t UTF-8 "$table" >table || fail "the table is not GBK"
grep -q '韦晓彤.*班主任反映：这周上课总趴着' table || fail "the talk is not in the table"
grep -q '?' table && fail "a question mark is in the table"

# The roster holds names GBK does not: nothing is written before that is settled.
key F9
wait_for Export
type 42
wait_for 'Which table'
type 02
type 1
wait_for 'What kind'
type 1
wait_for 'Where to'
key Enter
wait_for 'do not fit GBK'
wait_for U+4DAE
type 9
wait_for 'Written and read back: 1200 rows'
roster=$(ls -t "$work"/*-"$(TZ=UTC-8 date +%Y-%m-%d)".csv | head -n 1)
[ "$(iconv -f GB18030 -t UTF-8 "$roster" | wc -l)" = 1201 ] || fail "not 1201 lines"
iconv -f GB18030 -t UTF-8 "$roster" | grep -q 𠮷 || fail "a rare character is missing"

kill -TERM "$(holder)"
ended 0
for name in 韦晓彤 班主任反映 昨晚又没睡; do
    grep -raqF "$name" reg && fail "$name stands in the register in clear"
    grep -raqF "$(echo "$name" | iconv -t GBK)" reg && fail "$name stands there in GBK"
done
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat out err)"
done_with_it
