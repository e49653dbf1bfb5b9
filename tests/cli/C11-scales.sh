#!/bin/sh
# SPDX-License-Identifier: MIT
# scales and score: the contract of the columns, statuses and flags, what is refused, and
# a definition of the school's own.
. "$(dirname "$0")/lib.sh"

# score STATUS SCALE FILE OPTIONS...: without a register
score() {
    want=$1
    shift
    "$XINDANG" score "$@" >out 2>err </dev/null
    got=$?
    [ "$got" = "$want" ] || { fail "score $* ended with $got, not $want"; cat err >&2; }
}
# gives TEXT...: standard output is exactly these lines
gives() {
    printf '%s\n' "$@" >want
    cmp -s want out || { fail "other lines came"; diff want out >&2; }
}

# --- what there is ---
"$XINDANG" scales >out 2>err || fail "scales ended with $?"
[ ! -s err ] || fail "scales complains"
head -n 1 out | grep -qx 'id,version,short,title,items,grades,informant,text,from' || fail "heads"
for id in mssmhs mht phq9 phqa gad7 sdq_self sdq_parent sdq_teacher scl90 sds sas cesd cesdc dsrsc \
    scared aslec sioss isi ais k10; do
    grep -q "^$id,1-" out || fail "$id is not listed"
    "$XINDANG" scales "$id" >own.scale || fail "$id is not shown"
    "$XINDANG" scales --check own.scale >checked || fail "$id does not check"
done
[ "$(wc -l <out)" = 21 ] || fail "there are not twenty scales"
holds "the scales are listed, shown and sound"

# --- headers, in the order of the contract ---
heads() { # SCALE OPTIONS HEADER
    printf 'id,answers\n' >none.csv
    # shellcheck disable=SC2086
    score 0 "$1" none.csv $2
    gives "$3"
}
heads mssmhs '' 'id,status,total,band,obsession,paranoia,hostility,interpersonal,depression,anxiety,academic,maladjustment,lability,imbalance,flags'
heads mht '' 'id,status,total,band,learning,interpersonal,loneliness,self_blame,sensitivity,somatic,phobia,impulsive,validity,flags'
for id in phq9 phqa gad7 isi k10 ais cesd cesdc dsrsc; do
    heads $id '' 'id,status,total,band,flags'
done
for id in sdq_self sdq_parent sdq_teacher; do
    heads $id '' 'id,status,total,band,emotional,conduct,hyperactivity,peer,prosocial,externalizing,internalizing,flags'
done
heads scl90 '' 'id,status,total,band,somatization,obsession,interpersonal,depression,anxiety,hostility,phobia,paranoia,psychoticism,other,mean,positives,negatives,positive_mean,flags'
heads sds '' 'id,status,total,band,raw,flags'
heads sas '' 'id,status,total,band,raw,flags'
heads scared '' 'id,status,total,band,panic,generalized,separation,social,school,flags'
heads aslec '' 'id,status,total,band,frequency,total1,flags'
heads sioss '' 'id,status,total,band,despair,optimism,sleep,concealment,flags'
heads scared '--bands' 'id,status,total,band,panic,generalized,separation,social,school,flags'
heads scared '--bands --table intl' 'id,status,total,band,panic,panic_band,generalized,generalized_band,separation,separation_band,social,social_band,school,school_band,flags'
heads sdq_self --bands 'id,status,total,band,emotional,emotional_band,conduct,conduct_band,hyperactivity,hyperactivity_band,peer,peer_band,prosocial,prosocial_band,externalizing,internalizing,flags'
holds "the columns are those of the contract"

# --- rows ---
printf 'id,answers\na,333333313\nb,0000.0002\nc,000000000\n' >phq9.csv
score 0 phq9 phq9.csv
gives 'id,status,total,band,flags' 'a,valid,25,重度,critical:9' 'b,incomplete,,,critical:9;incomplete' 'c,valid,0,无,'
score 0 phq9 phq9.csv --missing prorate2
gives 'id,status,total,band,flags' 'a,valid,25,重度,critical:9' 'b,valid,2,无,critical:9;prorated:total' 'c,valid,0,无,'
"$XINDANG" score phq9 <phq9.csv >piped 2>err || fail "standard input"
"$XINDANG" score phq9 - <phq9.csv >piped2 2>err || fail "standard input by its name"
score 0 phq9 phq9.csv
cmp -s piped out && cmp -s piped2 out || fail "a pipe gives something else"
# Columns, blanks, other columns, a BOM, CRLF, quotes, no line end at the end.
printf '\357\273\277name,1,2,3,id,4,5,6,7,8,9\r\n覃,3,3,3,a,3,3,3,3,1,3\r\n"韦, 一",0,0,0,b,0, ,0,0,0,2\r\n\r\n,0,0,0,c,0,0,0,0,0,0' >cols.csv
score 0 phq9 cols.csv
cmp -s piped out || fail "the columns give something else"
# PHQ-A: what is asked besides stands in its columns, and 12 and 13 alert.
printf 'id,answers,10,11,12,13\na,000000000,1,1,0,0\nb,000000000,,,1,1\nc,000000000,0,2,0,0\n' >phqa.csv
score 4 phqa phqa.csv
gives 'id,status,total,band,flags' 'a,valid,0,无,' 'b,valid,0,无,critical:12;critical:13'
says err '第 11 题'
m=$(printf '%0100d' 0 | tr 0 1)
printf 'id,answers\na,%s\n' "$m" >mht.csv
score 0 mht mht.csv
says out 'a,doubtful,90,需要个别辅导,15,10,10,10,10,15,10,10,10,critical:85;critical:97;invalid;high:learning'
printf 'id,answers\na,%s\n' "$(printf '%060d' 0 | tr 0 2)" >mssmhs.csv
score 0 mssmhs mssmhs.csv --bands
says out 'a,valid,2.00,轻度,2.00,轻度,2.00,轻度'
printf 'id,answers\na,%s\nb,%s\n' "$(printf '%090d' 0 | tr 0 1)" "$(printf '%090d' 0 | tr 0 2)" >scl90.csv
score 0 scl90 scl90.csv
says out 'a,valid,90,阴性,1.00,1.00,1.00,1.00,1.00,1.00,1.00,1.00,1.00,1.00,1.00,0,90,,'
says out 'b,valid,180,阳性,2.00,2.00,2.00,2.00,2.00,2.00,2.00,2.00,2.00,2.00,2.00,90,0,2.00,critical:15;critical:59'
printf 'id,answers\na,11111111111111111111\n' >sds.csv
score 0 sds sds.csv --table cn_trunc
says out 'a,valid,62,轻度,50,'
printf 'id,answers\n=1+1,000000000\n"a,b",000000000\n' >odd.csv
score 0 phq9 odd.csv
says out "'=1+1,valid,0"
says out '"a,b",valid,0'
holds "rows are scored as the contract says"

# --- what is refused ---
printf 'id,answers\na,33333331\nb,3333333133\nc,33333x313\nd,000000000,,\ne,000000000,x\nf\ng,３33333313\n' >bad.csv
score 4 phq9 bad.csv
gives 'id,status,total,band,flags' 'd,valid,0,无,'
says err 'bad.csv 第 2 行，第 9 题: 答案比题数少'
says err 'bad.csv 第 3 行，第 10 题: 答案比题数多'
says err 'bad.csv 第 4 行，第 6 题，「x」'
says err 'bad.csv 第 6 行: 格数比第一行多'
says err 'bad.csv 第 7 行: 格数比第一行少'
says err 'bad.csv 第 8 行，第 1 题，「３」'
says err '6 行没有计分（共 7 行）'
printf 'id,1,2,3,4,5,6,7,8,9\na,0,0,0,0,0,0,0,0\nb,0,0,0,0,4,0,0,0,0\nc,0,0,0,0,0,0,0,0,00\n' >bad.csv
score 4 phq9 bad.csv
gives 'id,status,total,band,flags'
says err '第 2 行，第 9 题: 格数比第一行少'
says err '第 3 行，第 5 题，「4」'
says err '第 4 行，第 9 题，「00」'
for head in 'answers' 'id' 'id,1,2,3,4,5,6,7,8' 'id,answers,id'; do
    printf '%s\na,000000000\n' "$head" >bad.csv
    score 4 phq9 bad.csv
    [ ! -s out ] || fail "$head is taken"
done
: >bad.csv
score 4 phq9 bad.csv
printf 'id,answers\na,000000000\n"b,000000000\nc,000000000\n' >bad.csv
score 4 phq9 bad.csv
gives 'id,status,total,band,flags' 'a,valid,0,无,'
says err '第 3 行'
printf 'id,answers\n\260\241,000000000\nb,000000000\n' >bad.csv
score 4 phq9 bad.csv
gives 'id,status,total,band,flags' 'b,valid,0,无,'
score 1 phq9 nothing.csv
score 2 nope phq9.csv
score 2 phq9 phq9.csv --table nope
score 2 aslec phq9.csv --table std
score 2 phq9 phq9.csv --missing nope
score 2 gad7 phq9.csv --missing prorate2
if [ -w /dev/full ]; then
    "$XINDANG" score phq9 phq9.csv >/dev/full 2>err
    [ $? = 8 ] || fail "a full disk does not end with 8"
fi
holds "what cannot be scored is named with line, item and reason"

# --- any length, constant memory ---
awk 'BEGIN { print "id,answers"; for (i = 0; i < 600000; i++) print i ",000000000" }' >long.csv
(ulimit -v 100000 && "$XINDANG" score phq9 long.csv >out 2>err) || fail "a long table needs much memory"
[ "$(wc -l <out)" = 600001 ] || fail "rows of the long table are lost"
awk 'BEGIN { printf "id,answers\na,"; for (i = 0; i < 2000000; i++) printf "0"; print "" }' >long.csv
score 4 phq9 long.csv
holds "tables of any length"

# --- definitions of the school's own ---
"$XINDANG" scales mht | sed 's/^version .*/version 2/; s/| 65 需要个别辅导/| 60 需要个别辅导/' >own.scale
score 0 ./own.scale mht.csv
says out 'a,doubtful,90'
sed 's/^reverse/revers/; s/^score  *phobia  *sum  *71-80/score phobia sum 71-101/; s/^critical 97/critical 197/' own.scale >wrong.scale
score 4 ./wrong.scale mht.csv
"$XINDANG" scales --check wrong.scale >out 2>err
[ $? = 4 ] || fail "a wrong definition is not refused"
[ ! -s out ] || fail "a wrong definition is called sound"
says err "wrong.scale 第 $(grep -n 71-101 wrong.scale | cut -d: -f1) 行，「71-101」: 这份量表没有这一题"
expect 1 scales --install own.scale
a_register
expect 4 scales --install wrong.scale
expect 0 scales --install own.scale
says out mht
expect 4 scales --install own.scale
says err 正在用
sed 's/| 60 需要/| 58 需要/' own.scale >third.scale
expect 4 scales --install third.scale
says err version
expect 0 scales
says out 'mht,2-'
says out '本校装入'
lacks out 'mht,1-'
lacks out 'sds,'
expect 0 scales --all
says out 'sds,'
expect 0 scales mht
cmp -s out own.scale || fail "what was installed is shown otherwise"
"$XINDANG" --store reg scales >out 2>err </dev/null || fail "without a password"
says out 'mht,1-'
says err --password-file
expect 0 check
expect 0 scales --stop mht
expect 1 scales --check nothing.scale
expect 4 scales --stop mht
expect 0 scales
says out 'mht,1-'
expect 2 scales --stop mht --install own.scale
expect 2 scales nope
expect 0 check
holds "a definition of the school's own is checked, installed and taken out of use"
done_with_it
