#!/bin/sh
# SPDX-License-Identifier: MIT
# A whole life on the command line under strace: written, made and renamed is only
# inside the register's folder, the state folder and the export that was asked for;
# names and sentences stand in no file but that.  Nobody else may read what there is.
. "$(dirname "$0")/lib.sh"
. "$here/tests/tools/traced.sh"

begin_trace
real=$XINDANG
XINDANG=$work/traced
expect 0 init --school 石榴湾初级中学 --stage junior --name 蓝月华 --kdf light
tail -n 1 out >h/code
cat >h/roster.csv <<'END'
姓名,性别,出生日期,学籍号,班级,家长姓名,家长关系,家长电话,兴趣特长
韦晓彤,女生,2012-03-06,G45080220120306002X,2025级1班,黄小萍桂,母亲,13800005678,画石榴花
覃子墨远,男生,2012-03-05,,2025级2班,覃秀芳英,母亲,13800001234,吹芦笙曲
END
expect 0 import students h/roster.csv
id=$(grep -o 'take-back [0-9]*' err | cut -d' ' -f2)
expect 0 find wxt
says out 韦晓彤
expect 0 export students --encoding utf-8 -o export/whole.csv --full --purpose 核对
expect 0 export students -o export/gbk.csv
expect 0 export students
says out 画石榴花
expect 0 check
echo 'another long one' >h/new
expect 0 passwd --new-password-file h/new
cp h/new pw
expect 0 rekey
tail -n 1 out >h/code
"$XINDANG" --store reg recover --code-file h/code --new-password-file h/new >out 2>err </dev/null ||
    fail "recover: $(cat err)"
expect 0 audit
expect 0 keys
expect 0 import students h/roster.csv
expect 0 import students --take-back "$id"
expect 0 check
rm -f out err names
[ -n "$real" ] || fail "no program"

only_there "$work/export/whole.csv|$work/export/gbk.csv|$work/export/[^/]*\\.new\\.[0-9]*"
no_needles 韦晓彤 覃子墨远 黄小萍桂 覃秀芳英 画石榴花 吹芦笙曲 G45080220120306002X 13800005678
nobody_else
done_with_it
