#!/bin/sh
# SPDX-License-Identifier: MIT
# Workbooks in and out: a roster of Excel, what is no workbook or means harm, a
# helper that is missing or dies, and tables that come back as they went.
. "$(dirname "$0")/lib.sh"

book() { # FILE.xlsx: of the text on standard input
    python3 "$here/tests/support/workbook.py" "$1" || fail "no workbook $1"
}

a_register
{
    echo '## 说明'
    echo 各班填好后交回。
    echo '## 七(1)'
    printf '学生姓名\t性别\t出生日期\t学籍号\t身份证号\t班级\t班内学号\t独生子女\t现住址\n'
    printf '陆䶮\t男\td#40973\tG45088120120305513X\t#4.50881201203055E+17\t2025级1班\t#3\tb#1\t==1+1\n'
    printf '韦晓彤\t女\td#40974\t\t450881201203065127\t2025级1班\t#4\tb#0\t\n'
    printf '农志勇\t男\t#20120230\t\t\t2025级1班\t#5\t=#REF!\t\n'
    echo '## 七(2)'
    printf '姓名\t班级\n梁家豪\t2025级2班\n'
} | book 学籍.xlsx

expect 4 import students 学籍.xlsx --dry-run --rejects r.xlsx
counts 2 0 0 0 1
says err '学籍.xlsx：读的是表「七(1)」（一共 3 张）'
says err '学籍.xlsx:2: 身份证号: 这个号码像被 Excel 改坏了'
says err '学籍.xlsx:2: 身份证改坏了，学籍号里是这个: 450881********513X'
says err '学籍.xlsx:4: 看不懂是哪一天'
lacks err 45088120120305513X
expect 4 import students r.xlsx --dry-run
counts 0 0 0 0 1
expect 4 import students 学籍.xlsx --rejects r.csv
counts 2 0 0 0 1
[ "$(head -c 3 r.csv | od -An -tx1)" = ' ef bb bf' ] || fail "Excel would not read the rejects"
says r.csv '农志勇,男,20120230'
expect 0 export students --full --purpose 核对 --columns name,born,seat,id_no,only_child,address
says out "陆䶮,2012-03-05,3,,是,'=1+1"
says out '韦晓彤,2012-03-06,4,450881201203065127,否,'
expect 0 import students 学籍.xlsx --sheet '七(2)'
counts 1 0 0 2 0
expect 4 import students 学籍.xlsx --sheet 八年级
says err '八年级 (说明, 七(1), 七(2))'
expect 4 import students 学籍.xlsx --sheet 说明
expect 2 import students 学籍.xlsx --encoding gb18030
expect 0 import students 学籍.xlsx --sheet '七(2)' --encoding auto
expect 2 import students r.csv --sheet 七
holds "a workbook comes in by its sheets, and says what Excel damaged"

# Out and in again; numbers, zeros in front and formulas are text.
expect 0 export students -o out.xlsx --full --purpose 核对
says err 'out.xlsx：写了 3 行'
expect 0 import students out.xlsx
counts 0 0 3 0 0
expect 0 --lang en import students out.xlsx
counts 0 0 3 0 0
expect 0 export students --format xlsx --columns name,address
cp out two.xlsx
python3 - two.xlsx >two.txt <<'END' || fail "not a workbook as Excel has them"
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    sheet = z.read('xl/worksheets/sheet1.xml').decode()
    print(sheet, ''.join(z.read(n).decode() for n in z.namelist() if 'docProps' in n))
    assert '<f>' not in sheet and 'state="frozen"' in sheet
    assert all(i.date_time[0] == 1980 for i in z.infolist())
    assert 'numFmtId="49"' in z.read('xl/styles.xml').decode()
END
says two.txt '=1+1'
says two.txt '陆䶮'
says two.txt '内部资料'
lacks two.txt "$(hostname)"
lacks two.txt "$(id -un)"
expect 0 export students -o named.csv --format xlsx --columns name
[ "$(head -c 2 named.csv)" = PK ] || fail "--format does not go before the name"
expect 2 export students --format pdf
expect 2 export students --format xlsx --encoding gbk
expect 1 export students -o nowhere/x.xlsx
expect 0 export talks -o talks.xlsx
expect 0 audit --codes
says out 'students rows=3 XLSX full'
says out 'talks rows=0 XLSX masked'
holds "a table goes out as a workbook and comes back unchanged"

# What is no workbook, or one that was made to do harm.
printf '\320\317\021\340\241\261\032\341 old' >old.xls
printf 'PK\003\004 and then nothing' >half.xlsx
echo '<html><table><tr><td>姓名</td></tr></table></html>' | iconv -t GBK >page.xls
python3 - <<'END'
import zipfile
def part(name, path, xml, old='学籍.xlsx'):
    with zipfile.ZipFile(old) as a, zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as b:
        for i in a.namelist():
            b.writestr(i, xml if i == path else a.read(i))
sheet = 'xl/worksheets/sheet1.xml'
part('bomb.xlsx', sheet, b'<worksheet><sheetData>' + b' ' * 100000000)
part('entity.xlsx', sheet, '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>')
part('file.xlsx', 'xl/sharedStrings.xml', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>')
part('cut.xlsx', sheet, '<worksheet><sheetData><row><c><v>1')
part('kind.xlsx', '[Content_Types].xml', '')
with zipfile.ZipFile('photos.xlsx', 'w') as z:
    z.writestr('a.jpg', 'x')
END
for file in old.xls page.xls half.xlsx bomb.xlsx entity.xlsx file.xlsx cut.xlsx photos.xlsx; do
    expect 4 import students $file
    [ -s err ] && [ ! -s out ] || fail "$file: nothing is said"
done
says err 'photos.xlsx: 这不是能读的工作簿'
expect 4 import students bomb.xlsx
says err '可能有害，没有读'
expect 4 import students old.xls
says err '另存为 .xlsx'
holds "what is no workbook, old, broken or made to do harm is named and not read"

# Without its helper, and with one that dies, hangs on nothing or says nonsense.
mkdir alone
cp "$XINDANG" alone/xindang
with() { # SCRIPT STATUS WORDS: both ways with such a helper
    rm -f alone/xindang-helper
    [ -z "$1" ] || printf '#!/bin/sh\n%s\n' "$1" >alone/xindang-helper
    [ -z "$1" ] || chmod 755 alone/xindang-helper
    for command in 'import students 学籍.xlsx' 'export students -o lost.xlsx'; do
        # shellcheck disable=SC2086
        alone/xindang --store reg --password-file pw $command >out 2>err
        [ $? = "$2" ] || fail "$command with '$1': another status than $2: $(cat err)"
        says err "$3"
    done
    [ ! -e lost.xlsx ] || fail "'$1' left a file"
}
with '' 1 'xindang-helper'
with 'kill -SEGV $$' 1 '半路停了'
with 'printf "half an answer"; kill -KILL $$' 1 '半路停了'
with 'echo "err OK	" >&2; exit 4' 1 '半路停了'
with 'printf "err NOMEM\t\n" >&2; exit 1' 1 '内存'
rm -f alone/xindang-helper
mkfifo hold
"$XINDANG-helper" xlsx-read <hold >out 2>err &
pid=$!
exec 9>hold
tries=200
until grep -q '^NoNewPrivs:.*1$' "/proc/$pid/status" || [ $tries = 0 ]; do
    sleep 0.05
    tries=$((tries - 1))
done
tries=200
until grep -q '^Max open files *3 ' "/proc/$pid/limits" || [ $tries = 0 ]; do
    sleep 0.05
    tries=$((tries - 1))
done
grep -E '^Max (core file size|file size|open files|cpu time|address space)' "/proc/$pid/limits" |
    awk '{ print $(NF - 2) }' | sort -n | tr '\n' ' ' >limits
[ "$(cat limits)" = '0 0 3 20 805306368 ' ] || fail "other limits: $(cat limits)"
exec 9>&-
wait $pid
expect 0 import students out.xlsx
counts 0 0 3 0 0
expect 0 check
holds "a helper that is missing or dies is a message, and nothing is lost"
done_with_it
