#!/bin/sh
# full -- the disk is full: nothing that was acknowledged is lost, the rest is told to come again, and it goes on.
#
#	test/scenario/full.sh FOLDER     of the build
#
# Ends in `N passed, N failed`.  The store lies on a file system of its own, of a few megabytes, in a
# namespace where one may mount without being root; where that is not let, it says so and passes nothing.
set -u
# Whoever may mount there is root there, and bailee does not stay root: within it, it is somebody else again.
case ${BAILEE_SMALL_DISK:-} in
'')
	unshare -Urm unshare -U --map-user=1234 --map-group=1234 true 2>/dev/null || {
		echo "no namespaces here: a full disk is not tried"
		echo "0 passed, 0 failed"
		exit 0
	}
	BAILEE_SMALL_DISK=$(mktemp -d) && export BAILEE_SMALL_DISK && mkdir "$BAILEE_SMALL_DISK/store"
	unshare -Urm "$0" "$(realpath "${1:?the folder of a build}")"
	came=$?
	rm -rf "$BAILEE_SMALL_DISK"
	exit "$came"
	;;
*) [ "$(id -u)" != 0 ] || {
	mount -t tmpfs -o size=12m,mode=700 small "$BAILEE_SMALL_DISK/store" || exit 2
	exec unshare -U --map-user=1234 --map-group=1234 "$0" "$1"
} ;;
esac
bailee=$(realpath "${1:?the folder of a build}")/bailee
dir=$BAILEE_SMALL_DISK
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"
trap stop EXIT # the folder goes when the file system is gone

born
ok "the keeper and its parts are ready" start "$bailee"
s="Authorization: Bearer $(key_of sales)"
post /v1/keys '{"channel":"recorder"}' -H "$op" >/dev/null
recorder="Authorization: Bearer $(member token)"

put() { # number: what came is written down
	status=$(post /v1/data/contact "{\"name\":\"Ann $1\",\"company\":\"Example $1\",\"email\":\"ann$1@example.org\"}" \
		-H "$s" -H 'Bailee-Purpose: sales')
	[ "$status" = 201 ] && echo "$1 $(member record)" >>"$dir/acknowledged"
	echo "$status" >>"$dir/statuses"
}
puts() { # from to
	for i in $(seq "$1" "$2"); do put "$i"; done
}
all_there() {
	while read -r i record; do
		same "$(post "/v1/data/contact/$record:read" '{}' -H "$s" -H 'Bailee-Purpose: sales')" 200 || return 1
		grep -q "ann$i@example.org" "$dir/out" || return 1
	done <"$dir/acknowledged"
}
no_more() { # records than were acknowledged
	post /v1/data/contact:list '{"limit":500}' -H "$s" -H 'Bailee-Purpose: sales' >/dev/null
	same "$(grep -o '"record":"' "$dir/out" | wc -l)" "$(wc -l <"$dir/acknowledged")"
}
fill() {
	dd if=/dev/zero of="$dir/store/filler" bs=1k 2>/dev/null
	dd if=/dev/zero of="$dir/store/filler" bs=1 count=1024 oflag=append conv=notrunc 2>/dev/null
	true
}
until_full() { # on and on, until one is not taken
	for i in $(seq "$1" $(($1 + 300))); do
		put "$i"
		[ "$status" = 201 ] || return 0
	done
	return 1
}
proves() { "$bailee" ledger export --store "$dir/store" >"$dir/ledger" 2>>"$dir/log" && "$bailee" ledger verify "$dir/ledger" --store "$dir/store"; }

puts 1 20
ok "what came while there was room is taken" same "$(wc -l <"$dir/acknowledged")" 20
fill
ok "with no room left a write is not taken" until_full 21
ok "it is told to come again" same "$status" 503
ok "and by when" grep -qi '^retry-after:' "$dir/head"
ok "and what is to be done" said 'the disk is full: nothing was done; make room'
puts 400 404
ok "the next ones are told the same" same "$(tail -n 5 "$dir/statuses" | sort -u)" 503
ok "the keeper says that it is not ready" same "$(get /readyz)" 503
ok "and lives" same "$(get /livez)" 200

# a recording on the way in does not stay behind half
head -c 3000000 /dev/urandom >"$dir/call.wav"
brought() {
	http -X POST -H "$recorder" -H 'Bailee-Purpose: verify' -H 'Content-Type: audio/wav' \
		--data-binary "@$dir/call.wav" http://x/v1/streams/call/audio
}
ok "a recording is told to come again" same "$(brought)" 503
ok "and nothing of it stays" same "$(find "$dir/store/streams" -type f 2>/dev/null | wc -l)" 0

rm "$dir/store/filler"
put 500
ok "with room again it goes on by itself" same "$status" 201
ok "and says that it is ready" same "$(get /readyz)" 200
ok "a recording is taken" same "$(brought)" 201
ok "all that was acknowledged is there" all_there
ok "and nothing else" no_more
ok "the ledger proves" proves

# full again, and everything dies in it
fill
until_full 600
stop KILL
start "$bailee" || true
rm -f "$dir/store/filler"
stop
ok "after a death on a full disk it starts" start "$bailee"
ok "all that was acknowledged is there still" all_there
ok "and nothing else" no_more
ok "the ledger proves still" proves
stop

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
