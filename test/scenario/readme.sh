#!/bin/sh
# readme.sh -- what README.md shows is so: the lines stand in the policy, the message is the message,
# the files it names are there, and it is short.
#
#	test/scenario/readme.sh [BUILD]     build folder to try, default `build`
set -u
cd "$(dirname "$0")/../.." || exit 2
bailee=$PWD/${1:-build}/bailee
place=$(mktemp -d) || exit 2
trap 'rm -rf "$place"' EXIT
passed=0
failed=0

holds() { # what command...
	what=$1
	shift
	if "$@" >"$place/out" 2>&1; then
		passed=$((passed + 1))
	else
		echo "readme.sh: $what"
		sed 's/^/    /' "$place/out"
		failed=$((failed + 1))
	fi
}

# The n-th block between ```text and ```.
block() { # n
	awk -v n="$1" '/^```text$/ { k++; on = k == n; next } /^```$/ { on = 0 } on' README.md
}

holds "it is over 120 lines" test "$(wc -l <README.md)" -le 120
block 1 >"$place/lines"
holds "the policy has not ten lines" test "$(wc -l <"$place/lines")" -eq 10
while IFS= read -r line; do
	holds "no such line in the policy: $line" grep -q -x -F -e "$line" policies/corner-shop.policy
done <"$place/lines"
holds "the policy does not compile" "$bailee" check policies/corner-shop.policy
holds "the policy is not in its layout" "$bailee" fmt --check policies/corner-shop.policy
sed '/^keep enquiry/d' policies/corner-shop.policy >"$place/shop.policy"
(cd "$place" && "$bailee" check shop.policy | sed '$d' >said)
block 2 >"$place/shown"
holds "the message is another" diff "$place/shown" "$place/said"
for name in $(grep -o '^| doc/[^|]*' README.md | sed 's/^| //; s/,.*//'); do
	holds "it names what is not there: $name" test -e "$name"
done

# The commands, in one shell and a folder of their own.  Each line that is shown under one stands
# whole in what it prints; ids count as one another, and lines may be left out.
top=$PWD
awk '/^```console$/ { on = 1; next } /^```$/ { on = 0 } on' README.md >"$place/console"
awk -v place="$place" '
	/^\$ / {
		n++
		print "{ " substr($0, 3) "\n} >" place "/out." n " 2>&1"
		printf "" >(place "/want." n)
		next
	}
	{ print >(place "/want." n) }' "$place/console" >"$place/session"
mkdir "$place/shop" && ln -s "$top/policies" "$place/shop/policies"
(
	unset BAILEE_STORE BAILEE_KEY
	PATH=$(dirname "$bailee"):$PATH
	cd "$place/shop" && sh "$place/session"
)
same_ids() {
	sed 's/01[0-9A-HJKMNP-TV-Z]\{24\}/ID/g' "$1"
}
n=0
while [ -f "$place/want.$((n + 1))" ]; do
	n=$((n + 1))
	same_ids "$place/out.$n" >"$place/real"
	same_ids "$place/want.$n" >"$place/want"
	while IFS= read -r line; do
		holds "command $n does not print: $line" grep -q -x -F -e "$line" "$place/real"
	done <"$place/want"
done
holds "it shows commands" test "$n" -gt 5
holds "the last command does not prove the ledger" grep 'is whole: entries 1 to' "$place/real"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
