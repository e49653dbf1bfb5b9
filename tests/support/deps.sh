#!/bin/sh
# Install the Debian packages named as arguments, if any is missing: directly as
# root, else through sudo on a terminal or where it asks nothing, else the exact
# command is said and the status is 1.
set -eu
missing=
for p in "$@"; do
    status=$(dpkg-query -W -f '${Status}' "$p" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    sudo=
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo=sudo
else
    echo "缺少软件包，请让管理员运行 (packages are missing; as root run):" >&2
    echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "正在安装 (installing):$missing" >&2
for p in $missing; do
    # A package without a candidate: the lists are missing or old.
    if ! apt-cache policy "$p" 2>/dev/null | grep -q 'Candidate: [^(]'; then
        $sudo apt-get update >&2
        break
    fi
done
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing >&2
