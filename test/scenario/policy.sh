#!/bin/sh
# policy -- another policy comes into force in the real processes, under load, and with a kill on the way.
#
#	test/scenario/policy.sh FOLDER     of the build
#
# Ends in `N passed, N failed`.  Its store and socket lie in a folder of its own.
set -u
bailee=$(realpath "${1:?the folder of a build}")/bailee
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"
BAILEE_STORE=$dir/store
export BAILEE_STORE
unset BAILEE_KEY || true

token() { sed -n 's/.*"token":"\([^"]*\)".*/\1/p'; }
colleague() { "$bailee" key add --json --staff "$("$bailee" staff add dpo "$1")" | token; }
runs() { "$bailee" policy list --key "$ann" | awk '$2 == "running" { print $1 }'; }

"$bailee" init "$dir/store" --policy policies/voip-distributor.policy --rehearsal \
	--at 2027-01-15T08:00:00Z >"$dir/out" 2>&1
start "$bailee" --plain
ann=$(colleague "Ann Example")
bob=$(colleague "Bob Example")
website=$("$bailee" key add --json --channel website | token)
seq 1500 | awk 'BEGIN { print "email,name,message" } { print "p" $1 "@example.org,Ada,canary-" $1 }' >"$dir/rows.csv"
ok "1,500 enquiries" "$bailee" put enquiry "$dir/rows.csv" --purpose reply --key "$website"
sed -e 's/^policy voip-distributor 1/policy voip-distributor 2/' \
	-e 's/^keep enquiry\.\* until 30 days after answer/keep enquiry.name until 9 days after answer\nkeep enquiry.email, enquiry.message until 20 days after answer/' \
	policies/voip-distributor.policy >"$dir/next.policy"
ok "proposed" "$bailee" policy propose "$dir/next.policy" --reason R-1 --key "$ann"
ok "shown, counted" sh -c "'$bailee' policy show 2 --key '$bob' | grep -q 'reaches 1500 people, 1500 records'"
ok "over HTTP too" sh -c "curl -s --unix-socket '$dir/http' -H 'Authorization: Bearer $bob' http://x/v1/policies/2/diff | grep -q '\"records\":1500'"
ok "not by who proposed it" same "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$dir/http" \
	-H "Authorization: Bearer $ann" -H 'Bailee-Reason: R-1' -X POST \
	http://x/v1/policies/2:activate)" 403
ok "counted for a diff too" sh -c "'$bailee' diff policies/voip-distributor.policy '$dir/next.policy' --store '$dir/store' --key '$bob' | grep -q 'reaches 1500 people, 1500 records'"
ok "fifteen days later" "$bailee" clock by 1296000

# In flight: nobody is turned away, before, while and after.
(
	for i in $(seq 80); do
		curl -s -m 20 -o /dev/null -w '%{http_code}\n' --unix-socket "$dir/http" \
			-H "Authorization: Bearer $website" -H 'Bailee-Purpose: reply' \
			-H 'Content-Type: application/json' http://x/v1/data/enquiry \
			-d "{\"email\":\"q$i@example.org\",\"message\":\"hello\"}"
	done >"$dir/codes"
) &
load=$!
ok "activated" "$bailee" policy activate 2 --told 2027-01-15T08:00:00Z --reason R-1 --key "$bob"
stop KILL # half way through what is held
start "$bailee" --plain
wait "$load"
ok "version 2 runs" same "$(runs)" 2
for _ in $(seq 100); do
	curl -s --unix-socket "$dir/http" http://x/v1/policies | grep -q '"settled":true' && break
	sleep 0.1
done
ok "what is held follows" sh -c "curl -s --unix-socket '$dir/http' http://x/v1/policies | grep -q '\"settled\":true'"
ok "every answer was one" sh -c "! grep -v -e 201 -e 000 -e 503 '$dir/codes'"
for i in 1 750 1500; do
	ok "enquiry $i is whole" sh -c "'$bailee' find enquiry email=p$i@example.org --purpose rights-requests --reason R-1 --key '$ann' | grep -q 'canary-$i\$'"
done
ok "in two parts" sh -c "'$bailee' due --json --key '$ann' --limit 500 | grep -q '\"fields\":\[\"name\"\]'"
ok "the ledger is exported" "$bailee" ledger export "$dir/ledger" --key "$ann"
ok "and proves" "$bailee" ledger verify "$dir/ledger"
stop
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
