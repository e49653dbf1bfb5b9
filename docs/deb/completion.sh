#!/bin/sh
# SPDX-License-Identifier: MIT
# The completion for bash, made from what the program says of itself: every
# command with its options, and which of them take a file.
# Use: completion.sh PROGRAM
set -eu
program=$1
list=$("$program" --lang en --help)
# Two blanks, then the name; a help line has more.
names=$(echo "$list" | awk '/^Commands:/ { on = 1; next } /^[^ ]/ { on = 0 } on && /^  [a-z]/ { print $1 }')

cat <<'EOT'
# Completion of xindang(1) for bash.
_xindang() {
    local cur prev words cword command i
    _init_completion || return
    command=
    for ((i = 1; i < cword; i++)); do
        case ${words[i]} in
        --store | --lang | --password-file) ((i++)) ;;
        -*) ;;
        *) command=${words[i]}; break ;;
        esac
    done
    case $prev in
    --store) _filedir -d; return ;;
    --lang) COMPREPLY=($(compgen -W "zh_CN en" -- "$cur")); return ;;
    --password-file | --new-password-file | --code-file | --map | --rejects | --output | -o | --check | --install)
        _filedir; return ;;
    esac
EOT
echo '    case $command in'
echo '    "") COMPREPLY=($(compgen -W "'$names' help --store --lang --password-file --help --version" -- "$cur")) ;;'
for name in $names; do
    options=$("$program" --lang en help "$name" |
        awk '/^Options:/ { on = 1; next } on && /^  -/ { sub(/^  (-o, )?/, ""); sub(/ .*/, ""); print }')
    echo "    $name)"
    echo '        if [[ $cur == -* ]]; then'
    echo '            COMPREPLY=($(compgen -W "'$options' --help" -- "$cur"))'
    echo '        else'
    echo '            _filedir'
    echo '        fi ;;'
done
echo '    help) COMPREPLY=($(compgen -W "'$names'" -- "$cur")) ;;'
cat <<'EOT'
    esac
}
complete -F _xindang xindang
EOT
