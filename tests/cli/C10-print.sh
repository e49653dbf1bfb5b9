#!/bin/sh
# SPDX-License-Identifier: MIT
# Papers: which there are, what each reader gets, as PDF that holds every character
# and as text, to a file and to a printer that is no printer.
. "$(dirname "$0")/lib.sh"

helper=$(dirname "$XINDANG")/xindang-helper
a_register
cat >a.csv <<'END'
姓名,性别,出生日期,学籍号,身份证件号,班级,兴趣特长,监护人1姓名,监护人1关系,监护人1电话
韦晓彤,女生,2012-03-06,G45080220120306001X,45080220120306001X,2025级1班,画画,黄小萍,母亲,13800005678
陆䶮,男生,2012-03-05,G450802201203050011,450802201203050011,2025级1班,,,,
END
expect 0 import students a.csv

# --- what is asked -------------------------------------------------------------
expect 0 print --list
says out 'summary,学生个案摘要'
says out 'file,学生心理档案首页'
says out 'talk,谈心谈话记录'
lacks out pupil,
expect 2 print
expect 2 print nope --student 韦晓彤
expect 2 print summary
expect 2 print summary --student 韦晓彤 --profile nobody
expect 2 print summary --student 韦晓彤 --format x
expect 2 print summary --student 韦晓彤 --encoding gbk
expect 2 print summary --student 韦晓彤 --format text --encoding utf-16
expect 2 print summary --student 韦晓彤 --sheet a5
expect 2 print summary --student 韦晓彤 -o x --printer y
expect 2 print summary --blank
expect 1 print summary --student 没有这个人
expect 1 print talk --student 韦晓彤
expect 1 print talk --student 韦晓彤 --record 17
expect 1 print summary --student 韦晓彤 -o nowhere/x.pdf
holds "what cannot be printed says why"

# --- a PDF ---------------------------------------------------------------------
expect 0 print file --student 韦晓彤 -o file.pdf
pdffonts file.pdf >fonts || fail "no PDF"
awk 'NR > 2 {
    n++
    if ($0 !~ / yes yes yes /) print "not embedded, subset, with a text: " $0
    if ($1 !~ /CJKsc/) print "not the Chinese shapes: " $0
} END { if (!n) print "no font at all" }' fonts >bad
[ ! -s bad ] || fail "$(cat bad)"
pdfinfo file.pdf >info
says info A4
for word in Title Author Subject Keywords Creator; do
    ! grep -q "^$word:" info || fail "the PDF says: $(grep "^$word:" info)"
done
lacks info "$(id -un)"
pdftotext -layout file.pdf text
for word in 韦晓彤 石榴湾初级中学 学生心理档案首页 画画 黄小萍 '138\*\*\*\*5678' 内部资料 '印号 26-' \
    '第 1 页/共' 蓝月华 已登记; do
    grep -q "$word" text || fail "the PDF lacks: $word"
done
lacks text 001X
lacks text 13800005678

# The same characters as the text of the same paper has, none lost and none doubled.
letters() {
    grep -v '内部资料\|印号' "$1" | tr -d ' \n\f\r_' | grep -o . | sort | uniq -c
}
expect 0 print file --student 韦晓彤 --format text
letters out >model
letters text >found
cmp -s model found || { fail "the PDF has other characters"; diff model found >&2; }
holds "the PDF has the characters of the paper, in fonts it carries, and says nothing else"

# Ink in the place of every Chinese character: what is there as text is seen, too.
pages=$(awk '/^Pages/ {print $2}' info)
page=1
: >bare
while [ "$page" -le "$pages" ]; do
    pdftotext -bbox -f "$page" -l "$page" file.pdf words.html
    pdftoppm -r 72 -gray -f "$page" -l "$page" file.pdf >page.pgm
    size=$(sed -n 2p page.pgm)
    width=${size% *}
    height=${size#* }
    { grep '<word ' words.html
      tail -c "$((width * height))" page.pgm | od -An -v -tu1 -w"$width"; } |
        LC_ALL=C awk -f "$here/tests/cli/ink.awk" >>bare
    page=$((page + 1))
done
[ ! -s bare ] || fail "$(cat bare)"
holds "every Chinese character left ink"

# --- a character that GBK lacks, one that no font has ----------------------------
expect 0 print summary --student 陆䶮 --format text -o lu.prn
says err '〔U+4DAE yǎn〕'
iconv -f GBK -t UTF-8 lu.prn | tr -d ' \r\n' >lu || fail "the text is not GBK"
says lu '陆〔U+4DAE'
says lu 'yǎn〕'
head -c 7 lu.prn | od -An -tx1 | grep -q '1b 40 1b 43 46 1c 26' ||
    fail "it does not begin as ESC/P wants"
expect 0 print summary --student 陆䶮 -o lu.pdf
pdftotext lu.pdf - | grep -q 陆䶮 || fail "a rare character is not in the PDF"
printf 'pages 1\nsheet 210 297 76 41\ndate 2026-03-26 10:22:05\npage\n' >wire
{ cat wire; printf 'text 0 0 4 0 0 字\363\260\200\200\n'; } | "$helper" print 2>&1 >/dev/null |
    grep -qx 'missing U+F0000' || fail "a missing glyph is not said"
for i in 1 2; do
    { cat wire; echo 'text 0 0 4 0 0 两次'; } | "$helper" print | cat >same$i
done
cmp -s same1 same2 && [ -s same1 ] || fail "the same pages do not make the same PDF"
printf 'pages 1\ntext 0 0 4 0 0 x\n' | "$helper" print 2>&1 >/dev/null | grep -q '^err INVALID' ||
    fail "nonsense became a PDF"
# Who is not root has limits that root does not feel.
if [ "$(id -u)" = 0 ]; then
    cp "$helper" . && chmod 755 . xindang-helper
    { cat wire; echo 'text 0 0 4 0 0 两次'; } |
        setpriv --reuid=65534 --regid=65534 --clear-groups ./xindang-helper print 2>err2 | cat >same3
    cmp -s same1 same3 || fail "for another user it does not print: $(cat err2)"
fi
holds "rare characters are written, described where nothing has them"

# --- who gets it ---------------------------------------------------------------
expect 0 print summary --student 韦晓彤 --profile parent --to 黄小萍 -o parent.pdf
pdftotext -layout parent.pdf text
says text '致 妈妈 黄小萍'
says text 家长签名
says text 不作诊断证明
expect 0 print summary --student 韦晓彤 --profile hospital -o hospital.pdf
expect 0 print summary --student 韦晓彤 --profile class-teacher -o teacher.pdf
pdftotext teacher.pdf - | grep -q 黄小萍 && fail "the class teacher's paper names the mother"
expect 0 print talk --blank -o blank.pdf
pdftotext blank.pdf - | grep -q 谈心谈话记录 || fail "no empty form"
expect 0 audit --codes --student 韦晓彤
says out ,print,
says out 'summary parent pages=1 to=file digest='
says out 'copy=1 given=G'
expect 0 print summary --student 韦晓彤 --watermark -o mark.pdf
grey() {
    pdftoppm -r 30 -gray -l 1 "$1" | od -An -v -tu1 -w1 | awk '$1 > 220 && $1 < 240 {n++} END {print n + 0}'
}
[ "$(grey mark.pdf)" -gt "$(($(grey teacher.pdf) + 500))" ] || fail "no watermark"
holds "each reader has a paper, and the trail knows"

# --- a printer that is two scripts ------------------------------------------------
mkdir bin queue
cat >bin/lp <<END
#!/bin/sh
printf '%s\n' "\$@" >"$work/queue/args"
cat >"$work/queue/document"
echo "request id is laser-12 (0 file(s))"
END
cat >bin/lpstat <<END
#!/bin/sh
case "\$*" in *-a*) echo "laser accepting requests since Thu";; esac
END
chmod +x bin/*
path=$PATH
PATH=$work/bin:$path
expect 0 print summary --student 韦晓彤 --printer laser
head -c 5 queue/document | grep -q %PDF- || fail "the printer got no PDF"
says queue/args laser
grep -q '^xindang 26-[0-9]*$' queue/args || fail "the title is not neutral: $(cat queue/args)"
lacks queue/args 韦晓彤
lacks queue/args 摘要
expect 0 print summary --student 韦晓彤 --printer dot --format text --sheet 241
says queue/args raw
head -c 5 queue/document | od -An -tx1 | grep -q '1b 40 1b 43 42' || fail "not a form of 66 lines"
printf '#!/bin/sh\necho "lp: The printer is on fire." >&2\nexit 1\n' >bin/lp
expect 1 print summary --student 韦晓彤 --printer laser
says err 'on fire'
rm bin/lp
PATH=$work/bin
expect 1 print summary --student 韦晓彤 --printer laser
PATH=$path
holds "a printer gets the paper under a neutral title, and its troubles are said"

expect 0 check
holds "the register is as it should be"
done_with_it
