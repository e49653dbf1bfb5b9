#!/bin/sh
# SPDX-License-Identifier: MIT
# A summary printed for the head and for the hospital: what each may read, a name
# covered by one key, words written for the reader, the number on the page, who got
# it; a paper kept for later; and nothing of it left on the disk or in the queue.
. "$(dirname "$0")/lib.sh"

# A printer that is three scripts: it keeps what it got, and what was asked of it.
mkdir bin queue
cat >bin/lp <<END
#!/bin/sh
printf '%s\n' "\$@" >>"$work/queue/args"
n=\$(ls "$work/queue" | grep -c pdf)
cat >"$work/queue/\$n.pdf"
echo "request id is laser-\$n (0 file(s))"
END
cat >bin/lpstat <<END
#!/bin/sh
case "\$*" in
*-a*) echo "system default destination: laser"; echo "laser accepting requests since Thu";;
esac
END
chmod +x bin/*
PATH=$work/bin:$PATH

a_register
a_roster
# paper N: the text of the N-th paper, once it is there
paper() {
    tries=$((WAIT * 20))
    while [ "$tries" -gt 0 ] && ! pdftotext -layout "queue/$1.pdf" text 2>/dev/null; do
        sleep 0.05
        tries=$((tries - 1))
    done
}
on_paper() {
    grep -qF -- "$1" text || fail "not on the paper: $1"
}
off_paper() {
    ! grep -qF -- "$1" text || fail "on the paper: $1"
}

start 80 24
unlock
wait_for Today
a_talk 9
type 02
type 2
type 昨天数学课哭了
key Enter
type 昨晚又没睡，两点多才睡着。
key Tab
key Tab
key Tab
type 周五和莫欣敏一起来
wait_for 周五和莫欣敏一起来
key F2
wait_for Stored
wait_for Timeline

# --- for the head, who brings it to the conference --------------------------------
key F5
wait_for Preview
wait_for 'for the conference'
wait_for 'no character is missing'
wait_for 'names of other pupils are not covered'
key F2
wait_for 'Names of other pupils in the text: 莫欣敏'
type 1
wait_for 'F6 covers it'
key F6
wait_for 'covered. F6 shows it'
wait_for '莫*一起来'
lacks 莫欣敏一起来
key F2
wait_for 'Which copy'
key Enter
wait_for 'Who gets it'
type 韦卓琳
wait_for 韦卓琳
key Enter
wait_for 'Printed and noted, number 2'
paper 0
on_paper 韦晓彤
on_paper '莫*一起来'
on_paper 'Print no. 2'
on_paper 'for the conference'
off_paper 莫欣敏
off_paper 昨晚又没睡
holds "the head's paper has what a conference needs, and no other pupil's name"

# --- for the hospital, with words of its own --------------------------------------
key F5
wait_for Preview
key F4
wait_for 'What is to be changed'
type 2
wait_for 'For whom is it'
type 6
wait_for 'for the hospital'
key F4
wait_for 'What is to be changed'
type 3
wait_for 'Please watch'
i=0
while [ $i -lt 3 ]; do
    key Tab
    i=$((i + 1))
done
type 两周来睡得少，上课易困；没有打算。
wait_for 两周来睡得少
key F2
wait_for Preview
wait_for 两周来睡得少
wait_for 'no character is missing'
key F2
wait_for 'Which copy'
key Enter
wait_for 'Who gets it'
type 市人民医院
key Enter
wait_for 'Printed and noted, number 2'
paper 1
on_paper 'for the hospital'
on_paper 两周来睡得少
on_paper 'no diagnosis'
off_paper 昨天数学课哭了
off_paper 莫欣敏
off_paper 一起来
holds "the hospital's paper has the words written for it and nothing of a talk"

# --- kept, found again after the end, printed ---------------------------------------
key F5
wait_for Preview
key F4
wait_for 'What is to be changed'
type 8
wait_for 'Kept to be printed later'
kill -TERM "$(holder)"
ended 0
start 80 24
unlock
wait_for Timeline
key Escape
wait_for 'at school'
key F9
wait_for Menu
type 43
wait_for '1 wait to be printed, 2 were printed'
key Enter
wait_for 'for the conference'
wait_for '莫*一起来'
wait_for 'no character is missing'
key F2
wait_for 'Which copy'
key Escape
wait_for 'to whom it went was not noted'
wait_for '0 wait to be printed, 3 were printed'
paper 2
on_paper '莫*一起来'
holds "a paper kept for later is there after the program ended"

# --- what is left ----------------------------------------------------------------
kill -TERM "$(holder)"
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw audit --codes >trail 2>err || fail "$(cat err)"
[ "$(grep -c ',print,' trail)" -ge 5 ] || fail "the trail does not know every print"
grep -q 'summary hospital pages=1' trail || fail "the trail lacks the hospital's paper"
for word in 韦晓彤 莫欣敏 两周来 summary; do
    ! grep -qF "$word" queue/args || fail "the queue was told: $word"
done
grep -q '^xindang 2' queue/args || fail "no neutral title"
find . -type f ! -path './queue/*' -exec grep -lF '%PDF' {} + >left 2>/dev/null
[ ! -s left ] || fail "a PDF lies on the disk: $(cat left)"
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat out err)"
holds "the trail knows, the queue and the disk do not"
done_with_it
