#!/bin/sh
# SPDX-License-Identifier: MIT
# A roster comes in, comes again, changes, and is taken back.
. "$(dirname "$0")/lib.sh"

a_register
cat >a.csv <<'END'
学生姓名,性别,出生日期,全国学籍号,身份证号,班级名称,家长姓名,家长关系,家长电话,食堂
韦 晓,女生,2009-03-15,L450881200903154521,450881200903154521,2025级1班,黄玉兰,母亲,13800001111,是
覃子墨,男生,2012/3/1,,,2025级1班,,,,否
陆䶮,男生,2012-03-05,,4.50881E+17,2025级2班,,,,
END
iconv -f UTF-8 -t GB18030 a.csv >gb.csv
iconv -f UTF-8 -t UTF-16 a.csv >u16.csv

expect 0 import students gb.csv --dry-run
counts 3 0 0 0 0
expect 0 export students --columns name
[ "$(wc -l <out)" = 1 ] || fail "a dry run wrote something"
expect 0 import students gb.csv
counts 3 0 0 0 0
says err gb.csv:4
id=$(grep -o 'take-back [0-9]*' err | cut -d' ' -f2)
ls reg/backups/*-import-* >/dev/null 2>&1 || fail "no copy was made before writing"
for file in a.csv gb.csv u16.csv; do
    expect 0 import students $file
    counts 0 0 3 0 0
done
expect 0 --lang en import students a.csv
counts 0 0 3 0 0

# The number became the formal one; one pupil moved; one line cannot be read; one is missing.
cat >b.csv <<'END'
姓名,学籍号,身份证号,出生日期,班级
韦晓,G450881200903154521,450881200903154521,,2025级1班
覃子墨,,,2012-03-01,2025级1班
覃子墨,,,2012-03-01,2025级1班
莫一,,,2012-02-30,2025级1班
END
expect 4 import students b.csv --rejects r.csv
counts 0 1 1 1 2
[ "$(wc -l <r.csv)" = 3 ] || fail "not two rows among the rejected"
says r.csv 莫一
expect 0 export students --full --purpose 核对 --columns name,student_no
says out 韦晓,G450881200903154521

# Nothing that is full, coded or guarded is lost on the way out and in.
expect 0 export students --full --purpose 核对
cp out full.csv
expect 0 import students full.csv
counts 0 0 3 0 0
expect 0 export students
cp out masked.csv
lacks masked.csv 200903154521
expect 0 import students masked.csv
counts 0 0 3 0 0

echo 'cls=class' >map
printf '姓名,出生日期,cls\n覃子墨,2012-03-01,2025级2班\n' >c.csv
expect 4 import students c.csv --map map
printf '姓名,cls\n莫二,2025级2班\n' >c.csv
expect 0 import students c.csv --map map
counts 1 0 0 3 0
echo 'cls=nobody' >map
expect 4 import students c.csv --map map

expect 4 import students --take-back "$id"
says err 韦晓
expect 1 import students --take-back "$id"
expect 0 export students --columns name
lacks out 陆䶮
says out 韦晓
expect 0 check

expect 1 import students nowhere.csv
expect 4 import students pw
expect 2 import students a.csv --encoding klingon
expect 2 import pupils a.csv
expect 2 import students
done_with_it
