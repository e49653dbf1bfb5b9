#!/bin/sh
# To add a field is to touch three files: the .def, a migration, zh_CN.po.  Done here
# to a copy of the tree; each of the three missing is noticed by a test.
. "$(dirname "$0")/lib.sh"
copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy" "$out"' EXIT
cp -a core db locale tui tests docs Makefile "$copy/"
mkdir -p "$copy/build"
cp -a build/release build/gen "$copy/build/"
cd "$copy" || exit 1

printf '%s\n' 'FIELD(weather, TEXT, N_("Weather at the talk"), .max = 20)' >> core/kinds/talk.def
build() { make -j2 build/release/tests/test_schema build/release/xindang > "$out.log" 2>&1; }

build && CMOCKA_MESSAGE_OUTPUT=TAP build/release/tests/test_schema > "$out" 2>&1 &&
    echo "not ok a field without its migration is not noticed" ||
    echo "ok a field without its migration is noticed"

awk '/^const struct schema_step schema_steps/ {
        print "static const char next[] = \"ALTER TABLE talk ADD COLUMN \\\"weather\\\" TEXT;\";"
        print ""
        steps = 1
    }
    steps && /^\};/ { printf "    {%d, next},\n", last + 1; steps = 0 }
    steps && match($0, /\{[0-9]+,/) { last = substr($0, RSTART + 1, RLENGTH - 2) }
    { print }' db/schema.c > schema.new && mv schema.new db/schema.c
sh tests/source/S02-words.sh 2>/dev/null | grep -q '^not ok every msgid' &&
    echo "ok a field without its Chinese is noticed" ||
    echo "not ok a field without its Chinese is not noticed"
printf '\nmsgid "Weather at the talk"\nmsgstr "谈话时的天气"\n' >> locale/zh_CN.po

if build && CMOCKA_MESSAGE_OUTPUT=TAP build/release/tests/test_schema > "$out" 2>&1; then
    echo "ok with definition, migration and words everything fits"
else
    echo "not ok with definition, migration and words everything fits"
    tail -n 20 "$out.log" "$out" | sed 's/^/# /'
fi
mkdir home
export HOME="$PWD/home" XDG_STATE_HOME="$PWD/home"
echo 'a long password' > pw
x="build/release/xindang --store reg --password-file pw"
$x init --school 石榴湾 --stage junior --kdf light > /dev/null 2>&1
$x export --list talks 2>/dev/null | grep -q weather && echo "ok the new field is exported" ||
    echo "not ok the new field is exported"
rm -f "$out.log"
