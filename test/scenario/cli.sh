#!/bin/sh
# cli.sh -- the command line as somebody at a terminal meets it: help, mistakes, a store made, rows
# brought in and broken off, a ledger that was touched, a disk lost.
#
#	test/scenario/cli.sh [BUILD]     build folder to try, default `build`
set -u
cd "$(dirname "$0")/../.." || exit 2
bailee=$PWD/${1:-build}/bailee
policy=$PWD/policies/voip-distributor.policy
plays=$PWD/test/promise/voip-distributor
place=$(mktemp -d) || exit 2
trap 'rm -rf "$place"' EXIT
passed=0
failed=0
unset BAILEE_KEY BAILEE_STORE || true
cd "$place" || exit 2

# Runs it, and holds the exit status against the first word.
run() { # status command...
	want=$1
	shift
	"$@" >out 2>&1
	got=$?
	if [ "$got" -eq "$want" ]; then
		passed=$((passed + 1))
	else
		echo "cli.sh: status $got, not $want: $*"
		sed 's/^/    /' out
		failed=$((failed + 1))
	fi
}

says() { # text that the last run said
	if grep -q -F -e "$1" out; then
		passed=$((passed + 1))
	else
		echo "cli.sh: it does not say: $1"
		sed 's/^/    /' out
		failed=$((failed + 1))
	fi
}

lacks() { # text that the last run must not say
	if grep -q -F -e "$1" out; then
		echo "cli.sh: it says: $1"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

token() {
	sed 's/.*"token":"\([^"]*\)".*/\1/' out
}

# -- help and mistakes ---------------------------------------------------------
run 0 "$bailee" --help
says "exit status"
run 0 "$bailee" --version
run 0 "$bailee" help put
says "--dry-run"
run 0 "$bailee" promise --help travel
says "Moves the rehearsal's clock"
for c in $("$bailee" --help | sed -n 's/^    \([a-z-]*\)  .*/\1/p'); do
	run 0 "$bailee" "$c" --help
	says "usage: bailee $c"
	says "examples"
done
run 2 "$bailee" chekc
says "did you mean \`check\`"
run 2 "$bailee" check --jsn "$policy"
says "did you mean \`json\`"
run 2 "$bailee" check
says "too little was given"
run 2 "$bailee" why a b c d e f g h i j k
says "one too many"
run 2 "$bailee" party remove x
says "there is no \`party remove\`"
run 2 "$bailee" fmt -x "$policy"
run 3 "$bailee" put contact x.csv
says "--purpose is wanted"

# -- a policy ------------------------------------------------------------------------
run 0 "$bailee" check "$policy"
run 0 "$bailee" fmt --check "$policy"
sed '/^keep enquiry/d' "$policy" >broken.policy
run 1 "$bailee" check broken.policy
says "error B012"
says "try  keep enquiry.*"
run 1 "$bailee" check --json broken.policy
says '"B012"'
says '"lsp":{"start":{"line":'

# what a list of statements is carried by; two policies at once
printf 'id\tstatement\nS-1\tone\nS-2\ttwo\n' >list.tsv
sed 's/ from ".*//; s/^subject visitor .*/& from "S-1", "the shop, page 2"/' "$policy" >first.policy
sed 's/ from ".*//; s/^subject visitor .*/& from "S-3"/' "$policy" >second.policy
run 1 "$bailee" check --trace list.tsv first.policy
says "S-1  first.policy:"
says "S-2  no line carries it"
says "traced 1 of 2"
run 1 "$bailee" check --trace list.tsv first.policy second.policy
says "second.policy:"
says "error B067: the list has no row S-3"
run 1 "$bailee" check --json --trace list.tsv first.policy
says '"trace":{"traced":1,"of":2,"rows":{"S-1":["first.policy:'
head -n 2 list.tsv >short.tsv
run 0 "$bailee" check --trace short.tsv first.policy
says "traced 1 of 1"
printf 'S-1\nS-1\nS-1\n' >list.tsv
run 3 "$bailee" check --trace list.tsv first.policy
run 5 "$bailee" check --trace no.tsv first.policy

# the sentences as JSON, both ways
run 0 "$bailee" fmt --json first.policy
cp out first.json
run 0 "$bailee" fmt --from-json first.json
cp out again.policy
run 0 cmp again.policy first.policy
run 3 "$bailee" fmt --from-json --write first.json
printf '{"form":1,"sentences":[{"heading":"rolle"}]}' >bad.json
run 3 "$bailee" fmt --from-json bad.json
says "sentence 1: there is no such heading"
run 1 "$bailee" fmt --json - <<'UNFINISHED'
keep x.* until,
UNFINISHED
says '"B087"'
run 0 "$bailee" explain B012
run 5 "$bailee" explain B999
run 5 "$bailee" check no.policy

# another law pack: what reads otherwise there, and what that breaks
run 0 "$bailee" check --law uk@2026-02-05 "$policy"
says "the right to complain: there 1 month"
says "here 30 days (DPA 2018 s 164A)"
run 1 "$bailee" check --law uk@2025-08-20 "${policy%/*}/camera-telematics.policy"
says "it would say in addition:"
says "B021: the law of 2025-08-20 does not know recognised legitimate interests"
run 1 "$bailee" check --json --law uk@2025-08-20 "${policy%/*}/camera-telematics.policy"
says '"what":"the right to complain","now":"30 days"'
run 3 "$bailee" check --law uk@2024-01-01 "$policy"
says "known: uk@2025-06-19, uk@2025-08-20, uk@2026-02-05, uk@2026-06-19"
run 3 "$bailee" notice broken.policy
run 0 "$bailee" why "$policy" warehouse may read delivery.phone for deliver
says "the role may act for it"
run 0 "$bailee" why "$policy" "dpd receives delivery.phone for deliver"
run 0 "$bailee" why "$policy" keep delivery.phone
run 1 "$bailee" why "$policy" website may offer device
says "it would need, under line"
run 1 "$bailee" why --json "$policy" support may read device.password for provision
says '"why":"a secret is never shown"'
run 1 "$bailee" why "$policy" what is this
says "ask: ROLE may read"
run 0 "$bailee" notice --html "$policy"
says "<h1"

# -- a store ------------------------------------------------------------------------
run 3 "$bailee" init store
says "--policy FILE is wanted"
run 3 "$bailee" init store --policy broken.policy
run 3 "$bailee" init store --policy "$policy" --at 2027-03-02
says "no other store's clock can be set"
run 0 "$bailee" init store --policy "$policy" --rehearsal --at 2027-03-02T09:00:00Z --sheet sheet
says "recovery sheet"
says "does not do it yet"
run 6 "$bailee" init store --policy "$policy"
run 5 "$bailee" clock --store nowhere
export BAILEE_STORE="$place/store"
run 0 "$bailee" party add reseller "Northern Telecom Shop"
reseller=$(cat out)
run 0 "$bailee" party --json
says '"class":"reseller"'
run 3 "$bailee" party add reseller "Northern" --kind shop
says "say of which kind it is: none"
run 3 "$bailee" party add reseller "Northern" --through "$reseller"
says "come through nobody"
run 3 "$bailee" fact add agreement "$reseller"
says "the facts that the policy names of"
run 0 "$bailee" fact add vetting hosting-company --reference V-1 --until 2027-06-01
run 0 "$bailee" fact end vetting hosting-company
run 0 "$bailee" fact list --json
says '"reference":"V-1"'
run 3 "$bailee" fact end transfer hosting-company
says "no such fact has begun"
run 0 "$bailee" staff add sales "Sam Example"
staff=$(cat out)
run 0 "$bailee" key add --staff "$staff" --json
sales=$(token)
run 4 "$bailee" clock by 60 --key bk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
run 4 "$bailee" clock by 60 --key "$sales"

# -- rows ------------------------------------------------------------------------------
cat >crm.csv <<'END'
Full Name,Firm,Mobile,E-Mail,created,left_on,note
Ann Example,Northern Telecom,07700 900123,ann@example.org,2026-01-05,,x
Bob Example,Northern Telecom,01632 960712,bob@example.org,2019-01-05,2020-01-01,x
,Northern Telecom,01632 960713,cat@example.org,2026-01-05,,x
Dan Example,Firm,notaphone,dan@example.org,2026-01-05,,x
Eve Example,Firm,,eve@example.org,yesterday,,x
Fay Example,Firm,4000 0000 0000 0002,fay@example.org,2026-01-05,,x
END
map="Full Name=name,Firm=company,Mobile=phone,E-Mail=email,note=-"
run 1 "$bailee" put contact crm.csv --purpose sales --map "$map" --collected created --event leaving=left_on --key "$sales" --dry-run
says "nothing stored"
says "1 admitted"
says "It would have to be erased already"
says "keep contact."
says "is not a time"
run 0 "$bailee" find contact email=ann@example.org --purpose sales --key "$sales"
says "0 found"
run 1 "$bailee" put contact crm.csv --purpose sales --map "$map" --collected created --event leaving=left_on --key "$sales"
says "1 admitted"
run 0 grep -c . crm.csv.verdicts.ndjson
says "6"
run 1 grep -e Example -e example.org -e 900123 crm.csv.verdicts.ndjson
run 1 "$bailee" put contact crm.csv --purpose sales --map "$map" --collected created --event leaving=left_on --key "$sales" --json
run 0 "$bailee" find contact email=ann@example.org --purpose sales --key "$sales"
says "+447700900123"
says "1 found"
run 1 "$bailee" find contact email=ann@example.org --purpose news --key "$sales"
says "refused:"
printf 'name,name,company\nA,B,C\n' >twice.csv
run 1 "$bailee" put contact twice.csv --purpose sales --key "$sales"
says "two columns are"
: >empty.csv
run 3 "$bailee" put contact empty.csv --purpose sales --key "$sales"
printf '{"name":"Gil Example","company":"Firm","email":"gil@example.org"}\n{"name":1}\nnot json\n' >rows.ndjson
run 1 "$bailee" put contact rows.ndjson --purpose sales --key "$sales"
says "1 admitted"
says "malformed"

# a run that broke off: a state of another content stands in the way, its own is gone on with
awk 'BEGIN { print "name,company"; for (i = 0; i < 600; i++) print "P" i ",F" }' >many.csv
# the run is of what it is read by, too: data, purpose, map, events, five options, three proofs, the file
hash=$({ printf '7:contact5:sales6:events0:0:0:0:0:0:0:0:%s:' "$(wc -c <many.csv)" && cat many.csv; } |
	sha256sum | cut -d' ' -f1)
printf '{"hash":"%s","dataset":"contact","rows":500}' "$hash" >many.csv.verdicts.ndjson.state
run 0 "$bailee" put contact many.csv --purpose sales --key "$sales"
says "500 done by an earlier run"
says "100 admitted"
printf '{"hash":"00","dataset":"contact","rows":500}' >many.csv.verdicts.ndjson.state
run 6 "$bailee" put contact many.csv --purpose sales --key "$sales"
says "broke off"

# -- the ledger --------------------------------------------------------------------------
run 0 "$bailee" ledger show
run 0 "$bailee" ledger export ledger.ndjson
public=$(sed 's/.*public key is //' out)
run 0 "$bailee" ledger verify ledger.ndjson --key "$public" --store nowhere
says "is whole"
sed '5s/[0-9]/x/' ledger.ndjson >forged.ndjson
run 8 "$bailee" ledger verify forged.ndjson --key "$public"
says "line 5"
sed '$d' ledger.ndjson | head -c -10 >cut.ndjson
run 8 "$bailee" ledger verify cut.ndjson --key "$public"
run 3 "$bailee" ledger verify ledger.ndjson --key 00

# -- the notice that shows its evidence: of the policy that the store runs, signed, proved without it
run 0 "$bailee" party add reseller "Northern Telecom Shop"
run 0 "$bailee" record --parties "$policy"
says "We are the processor of the customer who ordered from us: Northern"
run 0 "$bailee" notice --html --proof --plays "$plays"
says "Tested by PV-043"
says "In the ledger: "
cp out proof.html
run 0 "$bailee" ledger verify proof.html --key "$public" --store nowhere
says "signed this document"
run 0 "$bailee" ledger export after.ndjson
run 0 "$bailee" ledger verify proof.html --key "$public" --with after.ndjson --store nowhere
says "the ledger adds up to them"
sed 's/15 days/16 days/' proof.html >forged.html
run 8 "$bailee" ledger verify forged.html --key "$public" --store nowhere
says "the document was changed after it was signed"
run 8 "$bailee" ledger verify proof.html --key "$(echo "$public" | tr 0-9a-f 1-9a-f0)" --store nowhere
says "signed by another key"
sed 's/^policy voip-distributor 1/policy voip-distributor 2/' "$policy" >other.policy
run 6 "$bailee" notice --proof other.policy
says "the store runs another policy"

# -- a lost disk ---------------------------------------------------------------------------
run 5 "$bailee" backup data --try
says "there is no backup of that name"
run 3 "$bailee" backup
says "a name for the copy is wanted"
run 0 "$bailee" backup data
run 0 "$bailee" backup --try
says "parts"
run 1 test -e store/trial
# killed wherever it is, and again: the store opens, and what is held is read and found
for i in 1 2 3 4 5 6; do
	setsid "$bailee" keys rotate >/dev/null 2>&1 &
	sleep "0.0$((i * 2))"
	kill -9 "-$!" 2>/dev/null
	wait "$!" 2>/dev/null
	run 0 "$bailee" find contact email=ann@example.org --purpose sales --key "$sales"
	says "1 found"
done
run 0 "$bailee" keys rotate --json
epoch=$(sed 's/.*"epoch":\([0-9]*\).*/\1/' out)
run 0 "$bailee" keys backup keys
says "epoch.key"
run 0 "$bailee" keys try
says "keys           keys"
run 0 "$bailee" due
lacks "keys-backup"
mv store/backups taken
# erased after both copies were made: neither brings it back beside the newest ledger
gil=$("$bailee" find contact email=gil@example.org --purpose sales --key "$sales" | awk '/^record/ { print $2 }')
run 0 "$bailee" key add --role dpo --json
run 0 "$bailee" erase "$gil" --why instruction --reason "a test" --key "$(token)"
run 0 "$bailee" ledger export newest.ndjson
run 0 grep -q '"kind":"keys.rotated"' newest.ndjson
run 0 grep -q '"backups-clear":"20' newest.ndjson
run 0 "$bailee" clock to 2033-01-01T00:00:00Z
run 0 "$bailee" ledger export late.ndjson
mv store lost
one=$(sed -n 's/^ *\(1of3 .*\)/\1/p' sheet)
three=$(sed -n 's/^ *\(3of3 .*\)/\1/p' sheet)
run 3 "$bailee" restore taken/data --store back --keys taken/keys
says "the root key is wanted"
rm -rf back
run 3 "$bailee" restore taken/data --store back --keys taken/keys --share "$one" --share "$one"
rm -rf back
run 6 "$bailee" restore taken/data --store back --keys taken/keys --share "$one" --share "$three" --ledger late.ndjson
says "this backup was to be gone by"
run 1 test -e back/data.db
rm -rf back
# the keys do not open without the key of their epoch, nor with a later one
mv taken/epoch.key apart
run 3 "$bailee" restore taken/data --store back --keys taken/keys --share "$one" --share "$three" --ledger newest.ndjson
says "opens with the key of its epoch alone"
rm -rf back
sed "s/ $epoch / $((epoch + 1)) /" apart >later
run 6 "$bailee" restore taken/data --store back --keys taken/keys --epoch later --share "$one" --share "$three" --ledger newest.ndjson
says "is of epoch $epoch"
rm -rf back
# each refuses with what to do, and leaves nothing behind
run 0 "$bailee" init other --policy "$policy" --rehearsal --sheet other-sheet
run 0 "$bailee" backup data --store other
run 0 "$bailee" keys backup keys --store other
run 0 "$bailee" ledger export other.ndjson --store other
refuses() { # status words arguments...
	wanted=$1
	words=$2
	shift 2
	run "$wanted" "$bailee" restore "$@" --store back
	says "$words"
	run 1 test -e back/data.db
	run 1 test -e back/root.key
}
head -c 100000 taken/data >short
head -c 20000 taken/keys >apart-keys
refuses 6 "belongs to another store" taken/data --keys other
refuses 6 "is another store's: take the one" taken/data --keys taken/keys --root lost/root.key --epoch other/backups/epoch.key
refuses 6 "take the root key of the store" taken/data --keys taken/keys --root other/root.key --epoch apart
refuses 8 "that is no backup of the data, or it was cut off" short --keys lost
refuses 8 "that is no backup of the keys, or it was cut off" taken/data --keys apart-keys --root lost/root.key --epoch apart
refuses 6 "that is no backup of the data" taken/keys --keys lost
refuses 6 "that is no backup of the keys" taken/data --keys taken/data --root lost/root.key
refuses 6 "the ledger that was given is of another store" taken/data --keys taken/keys --root lost/root.key --epoch apart --ledger other.ndjson
refuses 5 "is not there" taken/data --keys nowhere
run 0 "$bailee" restore taken/data --store back --keys taken/keys --epoch apart --share "$one" --share "$three" --ledger newest.ndjson
says "the gap"
run 0 "$bailee" find contact email=ann@example.org --purpose sales --key "$sales" --store back
says "1 found"
run 0 "$bailee" find contact email=gil@example.org --purpose sales --key "$sales" --store back
says "0 found"
run 0 "$bailee" ledger export back.ndjson --store back
run 0 "$bailee" ledger verify back.ndjson --key "$public"
run 6 "$bailee" restore taken/data --store back --keys taken/keys --share "$one" --share "$three"
says "holds a store"
rm back/root.key
run 0 "$bailee" keys recover --store back --share "$three" --share "$one"
run 0 "$bailee" clock --store back
lacks "damaged"

# -- a root that is a passphrase --------------------------------------------------------------
unset BAILEE_STORE
printf 'correct horse battery staple\n' >passphrase
printf 'short\n' >short
run 3 "$bailee" init typed --policy "$policy" --passphrase-fd 5 5<short
says "at least 12 characters"
run 0 "$bailee" init typed --policy "$policy" --passphrase-fd 5 5<passphrase
says "Without the passphrase and two of them"
run 1 test -e typed/root.key
run 6 setsid -w "$bailee" party list --store typed
says "there is no terminal to ask for it"
mkdir credentials
cp passphrase credentials/bailee-passphrase
run 0 env CREDENTIALS_DIRECTORY="$place/credentials" "$bailee" party list --store typed
run 0 env CREDENTIALS_DIRECTORY="$place/credentials" "$bailee" backup data --store typed
run 0 "$bailee" restore typed/backups/data --store typed-back --keys typed --passphrase-fd 5 5<passphrase
run 0 env CREDENTIALS_DIRECTORY="$place/credentials" "$bailee" party list --store typed-back
printf 'another horse battery\n' >credentials/bailee-passphrase
run 6 env CREDENTIALS_DIRECTORY="$place/credentials" "$bailee" party list --store typed
says "the root key does not open"
# a key file as systemd hands it over, and the keeper that a supervisor starts with a passphrase
rm credentials/bailee-passphrase
mv back/root.key credentials/bailee-root
run 0 env CREDENTIALS_DIRECTORY="$place/credentials" "$bailee" clock --store back
"$bailee" serve --store typed --plain --listen "unix:$place/typed.sock" --weaker-wall --ready 4 --passphrase-fd 5 \
	5<passphrase 4>ready 2>log &
server=$!
for _ in $(seq 100); do
	[ -s ready ] && break
	sleep 0.1
done
run 0 setsid -w "$bailee" party list --store typed
# a keeper that dies is started again without the passphrase
keeper=$(ps --ppid "$server" -o pid=,args= | awk '/keeper-process/ { print $1 }')
kill -9 "$keeper"
for _ in $(seq 100); do
	"$bailee" party list --store typed >out 2>&1 </dev/null && break
	sleep 0.1
done
run 0 setsid -w "$bailee" party list --store typed
kill "$server"
wait "$server"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
