#!/bin/sh
# SPDX-License-Identifier: MIT
# The roster comes as an Excel workbook in which Excel has damaged the identity
# numbers: what the student numbers give back is shown and taken by a key, what the
# register has stays, and the roster goes out as a workbook that comes back unchanged.
. "$(dirname "$0")/lib.sh"

year=$(date +%Y)
[ "$(date +%m%d)" -ge 0901 ] || year=$((year - 1))
class=${year}级1班

# Excel keeps 15 digits of a number: 450802201203012046 becomes 4.50802201203012E+17.
ate() {
    echo "#$(echo "$1" | cut -c1).$(echo "$1" | cut -c2-15)E+17"
}

a_register
cat >first.csv <<EOF
姓名,性别,出生日期,学籍号,身份证号,班级
韦晓彤,女,2012-03-01,,450802201203012046,$class
黄梓涵,男,2012-09-17,G450881201209171131,,$class
EOF
HOME="$work" "$XINDANG" --store reg --password-file pw import students first.csv >out 2>err ||
    fail "$(cat err)"
{
    echo '## 填表说明'
    echo '请各班于周五前交。'
    echo "## 名册"
    printf '姓名\t性别\t出生日期\t全国学籍号\t身份证号\t班级名称\n'
    printf '韦晓彤\t女\td#40969\t\t%s\t%s\n' "$(ate 450802201203012046)" "$class"
    printf '黄梓涵\t男\td#41169\t\t%s\t%s\n' "$(ate 450881201209171131)" "$class"
    printf '农志勇\t男\td#41218\tL450802201211053155\t%s\t%s\n' \
        "$(ate 450802201211053155)" "$class"
    printf '卢敏\t女\td#41082\t\t%s\t%s\n' "$(ate 450881201206224429)" "$class"
    printf '李明\t男\td#41082\t\t=#N/A\t%s\n' "$class"
    printf '覃子墨\t男\td#41135\tG450802201208141293\t450802201208141293\t%s\n' "$class"
} | python3 "$here/tests/support/workbook.py" 2026春学籍.xlsx || fail "no workbook"

start 80 24
unlock
wait_for Today
key F9
wait_for Import
type 61
wait_for 'Import'
key Enter
wait_for 2026春学籍.xlsx
key Enter
wait_for '6 rows   sheet 名册, one of 2'
wait_for 'New 4   Changed 0   Unchanged 2   You decide 2'
wait_for '450802********2046' # the register's, which stays
wait_for '450881********1131'
wait_for '450802********3155'
lacks 450802201211053155
lacks 450881201209171131
holds "what was damaged is shown, masked, and nothing is taken unseen"

key End
wait_for 'Nothing to decide'
key Home
wait_for '1 use this number'
type 1
wait_for restored
wait_for 'New 4   Changed 1   Unchanged 1   You decide 1'
type 2
wait_for 'left empty'
wait_for 'You decide 0'
key C-z
wait_for 'You decide 1'
type 1
wait_for 'New 4   Changed 1   Unchanged 1   You decide 0'
key F2
wait_for 'Written: 4 new, 1 changed'
holds "two numbers are taken back by a key each"

key F9
wait_for Export
type 42
wait_for 'Which table'
type 02
wait_for identity
type 2
wait_for 'What are the whole numbers for'
type 上报学籍
key Enter
wait_for 'What kind'
type 2
wait_for 'Where to'
tm send-keys -N 100 BSpace
type "$work/名册.xlsx"
key Enter
wait_for 'Written and read back: 6 rows'
kill -TERM "$(holder)"
ended 0
x="$XINDANG --store reg --password-file pw --lang en"
export HOME="$work"
$x export students --full --purpose 核对 --columns name,id_no >out 2>err || fail "$(cat err)"
for line in 韦晓彤,450802201203012046 黄梓涵,450881201209171131 农志勇,450802201211053155 \
    '卢敏,' '李明,' 覃子墨,450802201208141293; do
    grep -qxF "$line" out || fail "not in the register: $line: $(cat out)"
done
$x import students 名册.xlsx --dry-run >out 2>err || fail "$(cat err)"
printf 'new 0\nchanged 0\nunchanged 6\nmissing 0\nrejected 0\n' | cmp -s - out ||
    fail "not unchanged: $(cat out)"
$x audit >out 2>err || fail "$(cat err)"
grep -q 'students rows=6 XLSX full.*purpose=上报学籍' out || fail "not in the trail: $(cat out)"
$x check >out 2>err || fail "$(cat out err)"
holds "the workbook that went out comes back unchanged"
done_with_it
