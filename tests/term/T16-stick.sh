#!/bin/sh
# SPDX-License-Identifier: MIT
# A stick: chosen once, copied to, pulled out in the middle, plugged in again, full.
# It is a file system of this story's own, mounted where only the story sees it.
if [ -z "${STICK_INSIDE:-}" ]; then
    if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
        STICK_INSIDE=1 exec unshare -m sh "$0"
    fi
    echo "ok - a stick # SKIP needs root and a mount namespace"
    exit 0
fi
. "$(dirname "$0")/lib.sh"
stick=/media/KINGSTON
password=demo

plug() {
    mount --bind medium "$stick"
}
# The copies on it, whether it is plugged in or not.
copies() {
    ls medium/xindang 2>/dev/null | grep -c '\.xd$'
}
# opens: the newest copy on it is a whole register
opens() {
    rm -rf back
    newest=$(ls medium/xindang/*.xd | tail -n 1)
    HOME="$work" "$XINDANG" --store back --password-file pw restore "$newest" >out 2>err &&
        HOME="$work" "$XINDANG" --store back --password-file pw check >out 2>err ||
        fail "the copy does not open: $(cat err)"
}
copy_now() {
    key F2
}

mount -t tmpfs none /media && mkdir "$stick" medium && mount -t tmpfs -o size=200m none medium ||
    fail "nothing can be mounted"
echo demo >pw
HOME="$work" "$XINDANG" --store reg demo --students 600 --years 1 --seed 7 --no-open 2>err ||
    fail "$(cat err)"
plug

start 80 24
unlock
wait_for Today
key F9
wait_for Backup
type 62
wait_for 'None here'
[ "$(copies)" = 0 ] || fail "something went to a stick that nobody chose"
key F4
wait_for 'To which stick'
wait_for '2 to KINGSTON'
type 2
wait_for 'safe to unplug'
[ "$(copies)" = 1 ] || fail "no copy on the stick: $(ls -R medium)"
opens
holds "a stick is chosen once and gets a copy"

# Pulled out as soon as the copy is under way.
first=$(ls medium/xindang)
(
    until ls medium/xindang/*.part >/dev/null 2>&1; do :; done
    umount -l "$stick"
) &
copy_now
wait_for 'pulled out'
wait
[ "$(ls medium/xindang/*.xd | wc -l)" = 1 ] || fail "$(ls medium/xindang)"
[ -e "medium/xindang/$first" ] || fail "the copy of before is gone"
opens
[ -n "$(ls reg/backups)" ] || fail "the copy on this computer was not made either"
holds "pulled out in the middle: it is said, and the copy of before opens"

plug
key F9
key Escape
copy_now
wait_for 'safe to unplug'
! ls medium/xindang/*.part >/dev/null 2>&1 || fail "half a copy stays: $(ls medium/xindang)"
opens
holds "plugged in again it gets its copy, and half ones go"

before=$(ls medium/xindang)
dd if=/dev/zero of=medium/lesson.mp4 bs=1M 2>/dev/null
copy_now
wait_for 'full'
[ "$(ls medium/xindang)" = "$before" ] || fail "the copies changed: $(ls medium/xindang)"
opens
rm medium/lesson.mp4
holds "a full stick is said, and the copies on it stay"

umount "$stick"
copy_now
wait_for 'Copied here and checked.'
lacks 'unplug'
holds "not plugged in it is left out"

plug
key Escape
wait_for Today
key F2
wait_for 'it gets a copy too'
key F2
wait_for Locked
wait_for 'safe to unplug'
opens
holds "the day ends with a copy on the stick, and says that it may be pulled out"
tm kill-server
umount "$stick" medium
done_with_it
