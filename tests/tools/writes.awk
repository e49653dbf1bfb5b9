# From a trace of strace -f -y: every path that was opened for writing, made, renamed,
# linked or removed, also where it did not succeed; one a line, absolute.

# The quoted strings of a call, each with the folder that it is relative to.
{
    line = $0
    sub(/^[0-9]+ +/, "", line)
    call = line
    sub(/\(.*/, "", call)
    if (call ~ /^open(at|at2)?$/) {
        if (line !~ /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE/)
            next
    } else if (call !~ /^(creat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|mkdir|mkdirat|mknod|mknodat|unlink|unlinkat|rmdir|truncate|chmod|fchmodat|chown|lchown|fchownat|utime|utimes|utimensat|futimesat|setxattr|lsetxattr|bind|memfd_create)$/)
        next
    if (call == "mkdir" && line ~ /EEXIST/)
        next # that a folder is there is asked so
    if (call == "memfd_create") {
        print "memfd"
        next
    }
    rest = line
    sub(/^[a-z0-9_]+\(/, "", rest)
    sub(/\) += .*/, "", rest)
    dir = CWD
    while (match(rest, /(AT_FDCWD|[0-9]+)<[^>]*>, *"([^"\\]|\\.)*"|"([^"\\]|\\.)*"/)) {
        part = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        dir = CWD
        if (part !~ /^"/) {
            dir = part
            sub(/^[^<]*</, "", dir)
            sub(/>.*/, "", dir)
        }
        sub(/^[^"]*"/, "", part)
        sub(/"$/, "", part)
        print part ~ /^\// ? part : dir "/" part
    }
}
