#!/bin/sh
# SPDX-License-Identifier: MIT
# Tables go out: encodings, characters that do not fit, masks, the trail.
. "$(dirname "$0")/lib.sh"

a_register
cat >a.csv <<'END'
姓名,性别,出生日期,学籍号,班级,爱好,地址
陆䶮,男生,2012-03-05,G45080220120305001X,2025级1班,画画,=1+1
韦晓彤,女生,2012-03-06,,2025级1班,,
END
expect 0 import students a.csv

expect 0 export --list
says out students,
says out talks,
expect 0 export --list students
says out guardian1_phone,
expect 2 export nope
expect 2 export students --columns nope
expect 2 export students --full
expect 2 export students --term x
expect 2 export students --unencodable x

expect 0 export students --columns name,address
says out "陆䶮,'=1+1"
expect 4 export students --encoding gbk
[ ! -s out ] || fail "something was written although a character does not fit"
says err U+4DAE
says err yan3
expect 4 export students -o x.csv
[ ! -e x.csv ] || fail "a file was written although a character does not fit"
expect 0 export students -o x.csv --columns name --unencodable describe
iconv -f GBK -t UTF-8 x.csv >x.txt || fail "the file is no GBK"
says x.txt '陆〔U+4DAE yan3〕'
grep -q "$(printf '\r')$" x.csv || fail "the lines do not end with CR LF"
says 生僻字说明.txt U+4DAE
expect 0 export students -o x.csv --columns name --unencodable substitute
iconv -f GBK -t UTF-8 x.csv >x.txt
says x.txt '陆(yan)'
rm 生僻字说明.txt
expect 0 export students -o x.csv --encoding gb18030
iconv -f GB18030 -t UTF-8 x.csv >x.txt
says x.txt 陆䶮
[ ! -e 生僻字说明.txt ] || fail "a sheet for nothing"
expect 1 export students -o nowhere/x.csv --encoding utf-8
expect 0 export talks --term 2025-1
[ "$(wc -l <out)" = 1 ] || fail "talks out of nowhere"

expect 0 find luyan
says out ,陆䶮,
[ "$(head -n 1 out)" = student,name,class,level ] || fail "another heading"
expect 0 find 韦晓彤 --limit 1
[ "$(wc -l <out)" = 2 ] || fail "not one pupil"
expect 0 export students --full --purpose 上报教育局 --columns student_no
says out G45080220120305001X
expect 0 audit --codes
says out 'full '
says out 上报教育局
says out ,search,
lacks out 陆䶮
expect 0 audit --codes --student 陆䶮
expect 1 audit --student 没有这个人
expect 2 audit --since yesterday
done_with_it
