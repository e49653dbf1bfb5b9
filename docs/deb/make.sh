#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package from what `make install` puts below a folder.
# Use: make.sh STAGED_FOLDER OUTPUT_FOLDER PACKAGES_IT_NEEDS...
# What the programs link is asked of dpkg-shlibdeps and must be among the
# packages of the one list in the Makefile; the others of the list are added.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
shift 2
fail() {
    echo "make deb: $*" >&2
    exit 1
}

version=$("$root/usr/bin/xindang" --version | awk '{ print $2 }')
arch=$(dpkg --print-architecture)
doc=$root/usr/share/doc/xindang
: "${SOURCE_DATE_EPOCH:=$(git -C "$here" log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

# --- what Debian wants beside the programs ---
mkdir -p "$doc" "$root/DEBIAN" "$root/usr/share/lintian/overrides"
install -m 644 "$here/copyright" "$doc/copyright"
printf 'xindang (%s) unstable; urgency=medium\n\n  * Built from its own sources.\n\n -- The Xindang authors <xindang@localhost>  %s\n' \
    "$version" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$doc/changelog.gz"
gzip -9nf "$root"/usr/share/man/man1/*.1
install -m 644 "$here/lintian-overrides" "$root/usr/share/lintian/overrides/xindang"
programs=$(find "$root/usr/bin" "$root/usr/libexec" -type f -perm -100 2>/dev/null || true)
# shellcheck disable=SC2086
strip --strip-unneeded --remove-section=.comment --remove-section=.note $programs

# --- what it needs ---
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debian"
printf 'Source: xindang\n\nPackage: xindang\nArchitecture: any\n' > "$work/debian/control"
# shellcheck disable=SC2086
shlibs=$(cd "$work" && dpkg-shlibdeps -O $programs |
    sed -n 's/^shlibs:Depends=//p')
[ -n "$shlibs" ] || fail "dpkg-shlibdeps says nothing"
linked=$(echo "$shlibs" | tr ',' '\n' | awk '{ print $1 }')
for p in $linked; do
    case " $* libc6 libtinfo6 libgcc-s1 " in
    *" $p "*) ;;
    *) fail "$p is linked and not in PKGS_RUN" ;;
    esac
done
depends=$shlibs
for p in "$@"; do
    # What every Debian has is not named.
    [ "$(dpkg-query -W -f '${Essential}' "$p")" = yes ] && continue
    echo "$linked" | grep -qx "$p" || depends="$depends, $p"
done

# --- the control file ---
size=$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f 1)
cat > "$root/DEBIAN/control" <<EOT
Package: xindang
Version: $version
Architecture: $arch
Maintainer: The Xindang authors <xindang@localhost>
Installed-Size: $size
Depends: $depends
Recommends: x-terminal-emulator
Section: misc
Priority: optional
Description: register of a school's counselling room, in the terminal
 Xindang (心档) keeps the records of the counselling room of a Chinese primary
 or secondary school: talks, sessions, pupils' files, what must be done and why.
 .
 It is used by one counsellor on one computer that is usually offline, by the
 keyboard alone.  All records lie in one database that is encrypted at rest.
EOT
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"
dpkg-deb --root-owner-group -Zxz --build "$root" "$out/xindang_${version}_$arch.deb" >&2
echo "$out/xindang_${version}_$arch.deb"
