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

# Every third page is not what was written: opening reads people, states and the root.
printf '姓名,班级\n韦一,2025级1班\n' >a.csv
expect 0 import students a.csv
pages=$(($(stat -c %s reg/register.db) / 4096))
cp reg/register.db good.db
page=2
while [ "$page" -lt "$pages" ]; do
    dd if=/dev/urandom of=reg/register.db bs=2000 count=1 seek=$((page * 4096)) oflag=seek_bytes \
        conv=notrunc 2>/dev/null
    page=$((page + 3))
done
expect 5 check
expect 5 export students
expect 5 find 韦一
expect 5 import students a.csv
expect 5 passwd --new-password-file pw
cp good.db reg/register.db
expect 0 check
done_with_it
