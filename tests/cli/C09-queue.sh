#!/bin/sh
# SPDX-License-Identifier: MIT
# The real queue: a CUPS of our own, with a printer that keeps what it is sent, gets
# the paper to the byte, and has nothing of it left when it is printed.
. "$(dirname "$0")/lib.sh"

# A server that runs as root wants another user for its printers; one of ours is ourselves.
user=$(id -un)
group=$(id -gn)
[ "$(id -u)" != 0 ] || { user=lp; group=lp; }
mkdir -p etc spool cache run log tmp bin/backend data/mime .cups
ln -s /usr/lib/cups/daemon bin/daemon
cp /usr/share/cups/mime/mime.types data/mime/
cat >bin/backend/tray <<END
#!/bin/sh
[ \$# != 0 ] || { echo 'direct tray "x" "x"'; exit 0; }
cat \${6:+"\$6"} >"$work/tmp/document"
echo "\$3" >"$work/tmp/title"
END
chmod 755 . bin bin/backend bin/backend/tray
cat >etc/cups-files.conf <<END
User $user
Group $group
SystemGroup $([ "$group" = lp ] && echo lpadmin || echo "$group")
ServerRoot $work/etc
ServerBin $work/bin
DataDir $work/data
RequestRoot $work/spool
CacheDir $work/cache
StateDir $work/run
TempDir $work/tmp
AccessLog $work/log/access
ErrorLog $work/log/error
PageLog $work/log/page
LogFileGroup $group
FatalErrors none
END
cat >etc/cupsd.conf <<END
LogLevel warn
Listen $work/sock
Browsing No
WebInterface No
<Location />
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
END
cat >etc/printers.conf <<END
<DefaultPrinter tray>
DeviceURI tray:/x
State Idle
Accepting Yes
Shared No
</DefaultPrinter>
END
chmod 600 etc/printers.conf
[ "$user" = "$(id -un)" ] || chown -R "$user:$group" spool cache run log tmp
echo "ServerName $work/sock" >.cups/client.conf
cupsd=$(PATH=$PATH:/usr/sbin command -v cupsd) || cupsd=
"${cupsd:-cupsd}" -f -c "$work/etc/cupsd.conf" -s "$work/etc/cups-files.conf" >server 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$work"' EXIT
tries=200
while [ "$tries" -gt 0 ] && ! lpstat -a 2>/dev/null | grep -q tray; do
    sleep 0.05
    tries=$((tries - 1))
done
[ "$tries" -gt 0 ] || fail "the server does not answer: $(cat server log/error 2>/dev/null)"

a_register
printf '姓名,性别,出生日期,班级\n韦晓彤,女生,2012-03-06,2025级1班\n' >a.csv
expect 0 import students a.csv
expect 0 print summary --student 韦晓彤 --printer tray
says err 队列里的文件已清掉
head -c 5 tmp/document | grep -q %PDF- || fail "the printer got no PDF"
pdftotext tmp/document - | grep -q 韦晓彤 || fail "the printer got another paper"
grep -q '^xindang [0-9]*-[0-9]*$' tmp/title || fail "the title is $(cat tmp/title)"
[ -z "$(ls spool | grep '^d')" ] || fail "the queue keeps the paper: $(ls spool)"
holds "a paper is printed by CUPS and leaves its queue"

expect 0 print summary --student 韦晓彤 --printer tray --format text --sheet 241-half
head -c 7 tmp/document | od -An -tx1 | grep -q '1b 40 1b 43 21 1c 26' || fail "not the bytes we sent"
iconv -f GBK -t UTF-8 tmp/document | grep -q 韦晓彤 || fail "the text is not GBK"
[ -z "$(ls spool | grep '^d')" ] || fail "the queue keeps the text: $(ls spool)"
holds "a dot-matrix printer gets its bytes as they are"

# A printer that is stopped: it is said, and nothing waits for it for ever.
cat >bin/backend/tray <<'END'
#!/bin/sh
[ $# != 0 ] || { echo 'direct tray "x" "x"'; exit 0; }
sleep 30
END
expect 0 print summary --student 韦晓彤 --printer tray
says err 还没印完
expect 1 print summary --student 韦晓彤 --printer nowhere
says err 'does not exist'
holds "a printer that does not print is said"
done_with_it
