#!/bin/sh
# SPDX-License-Identifier: MIT
# A register is made, its password is changed, lost, and set again by the code.
. "$(dirname "$0")/lib.sh"

expect 1 find x
a_register
code=$(tail -n 1 out)
[ "$(wc -l <out)" = 1 ] || fail "more than the code on standard output"
echo "$code" | grep -Eq '^([0-9A-Z]{5}-){6}[0-9A-Z]{5}$' || fail "this is no code: $code"
[ "$(stat -c %a reg)" = 700 ] || fail "others may look into the folder"
expect 1 init --kdf light

# Wrong, short, full-width and empty passwords; a CR and a BOM do not matter.
echo wrong >pw2
"$XINDANG" --store reg --password-file pw2 find x >out 2>err
[ $? = 3 ] || fail "a wrong password does not end with 3"
printf '\357\273\277ａ　long password\r\nmore\n' >pw2
"$XINDANG" --store reg --password-file pw2 find x >out 2>err || fail "the normal form differs"
"$XINDANG" --store reg --password-file - find x <pw >out 2>err || fail "- is not read"
"$XINDANG" --store reg --password-file /dev/fd/5 find x 5<pw >out 2>err || fail "/dev/fd is not read"
: >empty
"$XINDANG" --store reg --password-file empty find x >out 2>err
[ $? = 3 ] || fail "an empty password does not end with 3"
setsid "$XINDANG" --store reg find x >out 2>err </dev/null
[ $? = 3 ] || fail "no terminal does not end with 3"

echo 短 >short
expect 0 passwd --new-password-file short
[ -s err ] || fail "a short password with Chinese is not warned of"
expect 3 find x
cp short pw
expect 0 find x

echo "$code" | tr A-Z a-z >code
echo 'once more new' >new
"$XINDANG" --store reg recover --code-file code --new-password-file new >out 2>err || fail "recover"
cp new pw
expect 0 find x
echo AAAAA-BBBBB >code
"$XINDANG" --store reg recover --code-file code --new-password-file new >out 2>err
[ $? = 3 ] || fail "a wrong code does not end with 3"
"$XINDANG" --store reg recover --code-file - --new-password-file - </dev/null >out 2>err
[ $? = 2 ] || fail "standard input twice does not end with 2"

expect 0 keys
says out 'written 20'
says out 'register '
expect 0 check
expect 0 audit --codes
says out ,recover,
says out ,password,
says out ,unlock_failed,
expect 0 unlock-sql
if command -v sqlcipher >/dev/null; then
    { cat out; echo 'SELECT count(*) FROM record;'; } | sqlcipher reg/register.db >sql 2>&1
    says sql 3
fi
done_with_it
