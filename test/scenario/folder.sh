#!/bin/sh
# folder -- lists and recordings come as files: whole ones are taken, half ones left, none twice.
#
#	test/scenario/folder.sh FOLDER [ROWS]     of the build; a list of so many rows (20000)
#
# Ends in `N passed, N failed`.
set -u
bailee=$(realpath "${1:?the folder of a build}")/bailee
rows=${2:-20000}
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"

drop=$dir/drop
chmod 0755 "$dir"
ended() { # file: its report has come and it is gone, in a minute and what a long list needs
	for _ in $(seq $((600 + rows / 20))); do
		[ -e "$drop/in/$1.report.csv" ] && [ ! -e "$drop/in/$1" ] && return 0
		sleep 0.1
	done
	return 1
}
left() { # file: a report says why it is not taken
	for _ in $(seq 200); do
		[ -e "$drop/in/$1.report.csv" ] && break
		sleep 0.1
	done
	[ -e "$drop/in/$1" ] && grep -q ',left,' "$drop/in/$1.report.csv"
}
report() { cat "$drop/in/$1.report.csv"; }
count() { # entries of a kind
	rm -f "$dir/entries"
	"$bailee" ledger export "$dir/entries" --store "$dir/store" >>"$dir/log" 2>&1
	grep -c "\"kind\":\"$1\"" "$dir/entries"
}
list() { # name, then rows of name;company
	name=$1
	shift
	{ echo "name,company,job-title"; printf '%s\n' "$@"; } >"$drop/in/$name"
}
nothing_taken() { [ -z "$(ls "$drop/taken")" ]; }

born
ok "a folder for people" "$bailee" folder add people --store "$dir/store" --path "$drop" --channel api --dataset contact --purpose sales
ok "a folder for calls" "$bailee" folder add calls --store "$dir/store" --path "$dir/calls" --channel recorder --dataset call --purpose verify --about caller
ok "both are listed" sh -c "'$bailee' folder list --store '$dir/store' | grep -c call | grep -qx 1"
ok "the settings are the store's alone" same "$(stat -c %a "$dir/store/folders/people.json")" 600
ok "no folder twice" sh -c "! '$bailee' folder add people --store '$dir/store' --path /tmp/x --channel api --dataset contact --purpose sales"
ok "what lets an account in is printed" sh -c "'$bailee' folder sftp people clienta --store '$dir/store' | grep -q 'ForceCommand internal-sftp'"
ok "the keeper and its parts are ready" start "$bailee"

# -- a list ----------------------------------------------------------------------------
list good.csv "Ann Example,Example Voice,buyer" "Bob Example,Example Voice,=1+1"
ok "a list is taken" ended good.csv
ok "each row has its verdict" same "$(report good.csv | grep -c ',admitted,')" 2
ok "the sum" sh -c "grep -q '2 admitted, 0 not' '$drop/in/good.csv.report.csv'"
ok "nothing of it is left" nothing_taken
ok "no value is in the report" sh -c "! grep -q Example '$drop/in/good.csv.report.csv'"
{
	echo "name,company,job-title,shoe-size"
	for i in $(seq 20); do
		case $i in
		3 | 6) echo ",Example Voice,buyer," ;;
		9) echo "Ann $i,Example Voice,buyer,42" ;;
		12) echo "\"Ann $i,Example Voice,buyer," ;;
		13 | 15) echo "Ann $i,Example Voice,4111 1111 1111 1111," ;;
		18) echo "Ann $i,Example Voice,buyer,,one too many" ;;
		*) echo "Ann $i,Example Voice,buyer," ;;
		esac
	done
} >"$drop/in/seven.csv"
ok "a list with bad rows is taken" ended seven.csv
ok "the others are admitted" same "$(report seven.csv | grep -c ',admitted,')" 13
ok "the seven are named" same "$(report seven.csv | grep -cE '^[0-9]+,(refused|malformed),')" 7
ok "with their lines" sh -c "report() { cat '$drop/in/seven.csv.report.csv'; }; report | grep -q '^4,refused' && report | grep -q '^13,malformed'"
ok "and the line of the policy" sh -c "grep -qE '^4,refused,.*,contact.name,[0-9]+' '$drop/in/seven.csv.report.csv'"

# -- what is not whole, or not ours -----------------------------------------------------
printf 'name,company\nAnn,Exam' >"$drop/in/half.csv"
ok "a half list is left and reported" left half.csv
printf 'ple\n' >>"$drop/in/half.csv"
ok "and taken when it is whole" ended half.csv
printf 'name,company\nAnn,Ex\nJos\351,Ex\n' >"$drop/in/latin.csv"
ok "another encoding" ended latin.csv
ok "is refused with its line" sh -c "grep -q 'not UTF-8 in line 3' '$drop/in/latin.csv.report.csv'"
printf 'name,company\nAnn,Ex\n' >"$drop/in/up.csv.part"
ln -s /etc/passwd "$drop/in/link.csv"
mkdir "$drop/in/dir.csv"
sleep 2
ok "a name that passes is not taken" test -e "$drop/in/up.csv.part"
ok "nor a link" test -L "$drop/in/link.csv"
ok "nor a folder" test -d "$drop/in/dir.csv"
mv "$drop/in/up.csv.part" "$drop/in/up.csv"
ok "until it is renamed" ended up.csv
: >"$drop/in/empty.csv"
ok "an empty list is no list" ended empty.csv

# -- a recording ---------------------------------------------------------------------------
python3 - "$dir" <<'PY'
import struct, sys
body = bytes(range(256)) * 2000 + b"canary of the call"
open(sys.argv[1] + "/call.wav", "wb").write(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
PY
drop=$dir/calls
head -c 1000 "$dir/call.wav" >"$drop/in/cut.wav"
echo '{"number":"01632 960100","audio":{"file":"cut.wav"}}' >"$drop/in/cut.json"
ok "half a recording is left" left cut.wav
cp "$dir/call.wav" "$drop/in/call.wav"
sleep 2
ok "without what says what it is it waits" test -e "$drop/in/call.wav"
echo '{"number":"01632 960101","audio":{"file":"call.wav"}}' >"$drop/in/call.json"
ok "the two are taken" ended call.json
ok "and admitted" sh -c "grep -q '^1,admitted' '$drop/in/call.json.report.csv'"
ok "the recording is gone from there" test ! -e "$drop/in/call.wav"
ok "no byte of it is on the disk" sh -c "! grep -rqa 'canary of the call' '$dir/store'"
accounts="Authorization: Bearer $(key_of accounts)"
dpo="Authorization: Bearer $(key_of dpo)"
post /v1/data/call:find '{"number":"01632 960101"}' -H "$dpo" -H 'Bailee-Purpose: rights-requests' -H 'Bailee-Reason: R-1' >/dev/null
record=$(member record)
record=${record:-none}
http "http://x/v1/data/call/$record/audio" -H "$accounts" -H 'Bailee-Purpose: verify' -H 'Bailee-Ticket: T-1' >/dev/null
ok "and is heard as it was" cmp "$dir/out" "$dir/call.wav"
http -r 256008- "http://x/v1/data/call/$record/audio" -H "$accounts" -H 'Bailee-Purpose: verify' -H 'Bailee-Ticket: T-1' >"$dir/status"
ok "a range of it" same "$(cat "$dir/status")" 206
tail -c +256009 "$dir/call.wav" >"$dir/rest"
ok "is its rest" cmp "$dir/out" "$dir/rest"
post /v1/cases "{\"right\":\"access\",\"who\":{\"phone\":\"01632 960101\"}}" -H "$dpo" -H 'Bailee-Reason: R-1' >/dev/null
http "http://x/v1/cases/$(member case)/package?form=zip" -H "$dpo" -H 'Bailee-Reason: R-1' >/dev/null
ok "the package has it as a file that plays" python3 - "$dir" <<'PY'
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1] + "/out")
named = [v["file"] for p in json.loads(z.read("package.json"))["people"] for r in p["records"] for v in r["values"] if "file" in v]
assert named and z.read(named[0]) == open(sys.argv[1] + "/call.wav", "rb").read(), named
PY
echo '{"number":"not a number","audio":{"file":"bad.wav"}}' >"$drop/in/bad.json"
cp "$dir/call.wav" "$drop/in/bad.wav"
ok "a refused one is gone too" ended bad.json
ok "with the reason" sh -c "grep -q '^1,refused,.*telephone' '$drop/in/bad.json.report.csv'"

# -- folders that come and go while it serves; one in trouble ----------------------------------
ok "a folder is added while it serves" "$bailee" folder add ailing --store "$dir/store" --path "$dir/ailing" --channel api --dataset contact --purpose sales
key=$(sed -n 's/^key //p' "$dir/answer")
drop=$dir/ailing
list late.csv "Late Example,Example Voice,buyer"
ok "and watched at once" ended late.csv
"$bailee" key revoke "$key" --store "$dir/store" >>"$dir/log" 2>&1
list waits.csv "Late Example,Example Voice,buyer"
drop=$dir/drop
sleep 3
list other.csv "Other Example,Example Voice,buyer"
ok "what one may do no longer is not in another's way" ended other.csv
ok "and waits" sh -c "[ -n \"\$(ls '$dir/ailing/taken')\" ]"
ok "it is removed" "$bailee" folder remove ailing --store "$dir/store"
list last.csv "Last Example,Example Voice,buyer"
ok "the others are watched still" ended last.csv
echo "name" >"$dir/ailing/in/never.csv"
ok "brief is a folder" "$bailee" folder add brief --store "$dir/store" --path "$dir/brief" --channel api --dataset contact --purpose sales

# -- a long list, and a death in the middle of it --------------------------------------------
drop=$dir/drop
before=$(count admitted)
awk -v n="$rows" 'BEGIN { print "name,company,job-title"; for (i = 1; i <= n; i++) print "Ann Example " i ",Example Voice,buyer" }' >"$dir/long.csv"
cp "$dir/long.csv" "$drop/in/long.csv"
for _ in $(seq 200); do
	[ "$(find "$drop/taken" -name state 2>/dev/null | wc -l)" -gt 0 ] && break
	sleep 0.05
done
kill -KILL "$(child door-folder)" 2>/dev/null
sleep 0.5
stop KILL
ok "it died with the list in hand" sh -c "[ -n \"\$(ls '$drop/taken')\" ]"
ok "and is started again" start "$bailee"
drop=$dir/brief
list brief.csv "Brief Example,Example Voice,buyer"
ok "a short list of another folder" ended brief.csv
drop=$dir/drop
ok "does not wait for a long one" sh -c "[ -n \"\$(ls '$drop/taken')\" ]"
ok "the list goes on" ended long.csv
ok "what is watched no more stays" test -e "$dir/ailing/in/never.csv"
ok "every row has one verdict" same "$(report long.csv | grep -cE '^[0-9]+,')" "$rows"
ok "each of them admitted" sh -c "grep -q '$rows admitted, 0 not' '$drop/in/long.csv.report.csv'"
ok "none lost and none twice" same "$(($(count admitted) - before))" "$((rows + 1))"
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(child door-folder)/status")
most=60000
! grep -qa __asan_init "$bailee" || most=600000 # what the sanitizer holds itself
ok "in little memory ($peak kB)" test "$peak" -lt "$most"
ok "nothing is in hand" nothing_taken
stop
ok "the ledger proves" sh -c "'$bailee' ledger export --store '$dir/store' >'$dir/ledger' && '$bailee' ledger verify '$dir/ledger' --store '$dir/store'"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
