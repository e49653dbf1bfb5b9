#!/bin/sh
# SPDX-License-Identifier: MIT
# The line itself: help, wrong words, and a register that is in use or damaged.
. "$(dirname "$0")/lib.sh"

for words in --help --version 'help import' 'help export' '--lang en --help' 'find --help'; do
    # shellcheck disable=SC2086
    "$XINDANG" $words >out 2>err || fail "$words"
    [ -s out ] && [ ! -s err ] || fail "$words says nothing"
done
a_register
for words in nope --bogus 'find' 'find a b' 'find a --bogus' 'find a --limit 0' \
    'find a --limit' '--lang fr find a' 'help nope'; do
    # shellcheck disable=SC2086
    expect 2 $words
    [ ! -s out ] || fail "$words: something on standard output"
    says err xindang:
done
expect 0 find -- -a

# Another xindang has it open.
flock reg/lock "$XINDANG" --store reg --password-file pw find a >out 2>err
[ $? = 6 ] || fail "a register in use does not end with 6"

# A page in the middle is not what was written.
printf '姓名,班级\n韦一,2025级1班\n' >a.csv
expect 0 import students a.csv
size=$(stat -c %s reg/register.db)
cp reg/register.db good.db
dd if=/dev/urandom of=reg/register.db bs=1 seek=$((size - 3000)) count=2000 conv=notrunc 2>/dev/null
expect 5 check
expect 5 export students
expect 5 find 韦一
expect 5 import students a.csv
expect 5 passwd --new-password-file pw
cp good.db reg/register.db
expect 0 check
done_with_it
