#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package: what lintian says, the completion, and a bare Debian in
# which it is installed and run by somebody who is not root.  `make check-deb`.
if [ -z "${DEB_INSIDE:-}" ] && [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    DEB_INSIDE=1 exec unshare -m sh "$0" # what is mounted here nobody else sees
fi
. "$(dirname "$0")/../term/lib.sh"
deb=$(ls "$here"/build/xindang_*.deb)
bare=$work/bare

lintian --tag-display-limit 0 --fail-on error,warning "$deb" >lintian.out 2>&1 ||
    fail "lintian: $(cat lintian.out)"
desktop-file-validate "$here/docs/deb/xindang.desktop" >desktop.out || fail "$(cat desktop.out)"
holds "lintian says nothing that is not explained"

# Every command and option that --help names, and no others.
cat >complete.sh <<'EOT'
. /usr/share/bash-completion/bash_completion
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
_xindang xindang "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
EOT
complete() {
    bash complete.sh "$here/build/gen/xindang.bash" xindang "$@" 2>&1
}
complete "" | grep -qx restore || fail "no commands: $(complete "")"
complete bac | grep -qx backup || fail "bac does not become backup"
[ "$(complete restore --r)" = --replace ] || fail "restore --r: $(complete restore --r)"
complete --lang "" | grep -qx en || fail "no languages"
holds "the completion knows commands and their options"

if [ -z "${DEB_INSIDE:-}" ]; then
    echo "ok - a bare Debian # SKIP needs root and a mount namespace"
    done_with_it
fi
if ! debootstrap --variant=minbase bookworm "$bare" >bootstrap.out 2>&1; then
    echo "ok - a bare Debian # SKIP no network: $(tail -n 1 bootstrap.out)"
    done_with_it
fi
within() {
    chroot "$bare" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
        LC_ALL=C.UTF-8 "$@"
}
user() {
    within setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/lan "$@"
}
unmount() {
    tm kill-server 2>/dev/null
    umount -R "$bare/proc" "$bare/dev" 2>/dev/null
    finish
}
trap unmount EXIT
mount -t proc proc "$bare/proc" && mount --rbind /dev "$bare/dev" || fail "nothing can be mounted"
cp "$deb" "$bare/tmp/xindang.deb"
within apt-get update >apt.out 2>&1
within apt-get install -y --no-install-recommends /tmp/xindang.deb >apt.out 2>&1 ||
    fail "$(tail -n 20 apt.out)"
within dpkg -V xindang >verify.out 2>&1 || fail "$(cat verify.out)"
mkdir -p "$bare/home/lan" && chown 1000:1000 "$bare/home/lan"
holds "a bare Debian installs it with what it needs"

user xindang --version | grep -q '^xindang ' || fail "no version"
user xindang --store /home/lan/demo demo --students 60 --years 1 --seed 5 --no-open 2>demo.out ||
    fail "$(cat demo.out)"
echo demo >"$bare/home/lan/pw"
user xindang --store /home/lan/demo --password-file /home/lan/pw check >check.out 2>&1 ||
    fail "$(cat check.out)"
user xindang --store /home/lan/demo --password-file /home/lan/pw backup /home/lan/ >backup.out 2>&1 ||
    fail "$(cat backup.out)"
# The helper is found where it was installed.
user xindang --store /home/lan/demo --password-file /home/lan/pw export students \
    -o /home/lan/roster.xlsx >export.out 2>&1 || fail "$(cat export.out)"
[ "$(head -c 2 "$bare/home/lan/roster.xlsx")" = PK ] || fail "roster.xlsx is no workbook"
name=$(user xindang --store /home/lan/demo --password-file /home/lan/pw find w --limit 1 |
    tail -n 1 | cut -d , -f 1)
user xindang --store /home/lan/demo --password-file /home/lan/pw print summary \
    --student "$name" -o /home/lan/summary.pdf >print.out 2>&1 || fail "$name: $(cat print.out)"
[ "$(head -c 4 "$bare/home/lan/summary.pdf")" = %PDF ] || fail "summary.pdf is no paper"
holds "it runs there, for somebody who is not root"

password=demo
fresh
tm new-session -d -x 80 -y 24 "chroot '$bare' setpriv --reuid 1000 --regid 1000 --clear-groups \
    env -i PATH=/usr/bin:/bin HOME=/home/lan LC_ALL=C.UTF-8 TERM=$tests_term \
    xindang --store /home/lan/demo; echo \$? >'$work/status'; sleep 600"
wait_for 密码 && type "$password" && key Enter
wait_for 今日
key F9
wait_for 备份、恢复
key Escape
key C-l
wait_for 已上锁
type "$password"
key Enter
wait_for 今日
key F9
wait_for 菜单
type 00
ended 0
holds "the screens come up in Chinese, lock and unlock"

within apt-get purge -y xindang >apt.out 2>&1 || fail "$(tail -n 5 apt.out)"
[ -s "$bare/home/lan/demo/register.db" ] || fail "the register went with the package"
[ -z "$(find "$bare/usr" -name '*xindang*')" ] || fail "$(find "$bare/usr" -name '*xindang*')"
holds "taken away it leaves the register and nothing else"
done_with_it
