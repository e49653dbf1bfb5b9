#!/bin/sh
# Every msgid has its Chinese, conversions agree, the man page is sound.
. "$(dirname "$0")/lib.sh"
pot=$(mktemp) || exit 1

msgfmt --check-format --check-header -o /dev/null locale/zh_CN.po 2> "$out"
verdict "zh_CN.po is sound" "$out"

sh locale/pot.sh > "$pot" 2> "$out"
verdict "msgids can be read from the sources" "$out"

msgcmp --use-untranslated locale/zh_CN.po "$pot" > /dev/null 2> "$out" || true
grep -v 'warning' "$out" > "$out.bad"
verdict "every msgid stands in zh_CN.po" "$out.bad"

msgattrib --untranslated --no-obsolete locale/zh_CN.po > "$out" 2>/dev/null
msgattrib --only-fuzzy --no-obsolete locale/zh_CN.po >> "$out" 2>/dev/null
verdict "nothing untranslated or fuzzy" "$out"

# Terminals disagree about the width of these.
grep -n '^\(msgstr \)\?".*[…—·“”]' locale/zh_CN.po > "$out"
verdict "no character of ambiguous width in a translation" "$out"

mandoc -Tlint -Werror docs/xindang.1 > "$out" 2>&1
verdict "the man page is sound" "$out"
rm -f "$pot" "$out.bad"
