# SPDX-License-Identifier: MIT
# For the checks of the sources: each check prints one TAP line.
set -u
cd "$(dirname "$0")/../.." || exit 1
sources() { find core db locale tui tests -name '*.[ch]' | LC_ALL=C sort; }

# verdict NAME FILE: the check is good when FILE is empty; else its lines are said
verdict() {
    if [ -s "$2" ]; then
        echo "not ok $1"
        sed 's/^/# /' "$2" | head -n 40
    else
        echo "ok $1"
    fi
}
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
