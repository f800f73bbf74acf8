#!/bin/sh
# http -- the real processes behind a real socket: what a stranger, a slow client and a killer meet.
#
#	test/scenario/http.sh FOLDER     of the build
#
# Ends in `N passed, N failed`.  Its store and socket lie in a folder of its own.
set -u
bailee=$(realpath "${1:?the folder of a build}")/bailee
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"

serve() {
	cp "$bailee" "$dir/bailee" # which is replaced while it runs, as by an upgrade
	start "$dir/bailee" --listen 127.0.0.1:0
}

# -- a store, and who may ask --------------------------------------------------
# a policy that lets the warehouse look at devices from the office alone
sed 's/^    may read device.mac, device.display-name for provision.*/    may read device.mac, device.display-name for provision, from office/' \
	policies/voip-distributor.policy >"$dir/policy"
ok "a store is made" born "$dir/policy"
ok "the keeper and the door are ready" serve

n=$(reseller "Northern Telecom Shop")
s=$(reseller "Southern Telecom Shop")
provision='Bailee-Purpose: provision'
search='Bailee-Purpose: search-devices'

# -- data ------------------------------------------------------------------------
ok "a device is admitted" same "$(post /v1/data/device '{"mac":"001565aabbcc","vendor":"yealink","password":"canary-7Qx"}' -H "$n" -H "$provision")" 201
record=$(member record)
ok "its owner reads it" same "$(post "/v1/data/device/$record:read" '{}' -H "$n" -H "$search")" 200
ok "a secret is not in it" sh -c "! grep -q canary '$dir/out'"
ok "another party does not find it" same "$(post "/v1/data/device/$record:read" '{}' -H "$s" -H "$search")" 404
theirs=$(cat "$dir/out" | sed 's/"ledger":[0-9]*//')
ok "what never was is refused alike" same "$(post /v1/data/device/01ARZ3NDEKTSV4RRFFQ69G5FAV:read '{}' -H "$s" -H "$search")" 404
ok "in the same words" same "$theirs" "$(sed 's/"ledger":[0-9]*//' "$dir/out")"
ok "a stolen key opens nothing" same "$(get /v1/holds -H 'Authorization: Bearer bk_0000000000000000000000000000000000000000000')" 401
ok "without a key neither" same "$(get /v1/parties)" 401
ok "an unknown field is refused" same "$(post /v1/data/device '{"mac":"001565aabbcd","vendor":"snom","colour":"red"}' -H "$n" -H "$provision")" 422
ok "by its name and line" said '"line":[0-9]'
ok "bad JSON is refused" same "$(post /v1/data/device '{"mac":' -H "$n" -H "$provision")" 400
ok "JSON that is too deep" same "$(post /v1/data/device "$(printf '{"a":%0.s' $(seq 200))1$(printf '}%0.s' $(seq 200))" -H "$n" -H "$provision")" 400
head -c 1100000 /dev/zero | tr '\0' ' ' >"$dir/big"
ok "a body that is too large" same "$(http http://x/v1/data/device -H 'Content-Type: application/json' --data-binary "@$dir/big" -H "$n")" 413
ok "a method that is not its" same "$(get /v1/data/device -X PUT)" 405
ok "it says which are" grep -qi '^allow: POST' "$dir/head"
ok "a header that is too large" same "$(get /livez -H "X-Long: $(head -c 60000 /dev/zero | tr '\0' 'x')")" 431
ok "a NUL in a path is no way round" same "$(get '/v1/policy%00/x')" 200
ok "OpenAPI is there" same "$(get /v1/openapi.json)" 200
ok "the policy is on every answer" grep -qi '^bailee-policy: voip-distributor@1 sha256=' "$dir/head"

# -- bulk ------------------------------------------------------------------------
awk 'BEGIN { for (i = 1; i <= 2500; i++) printf "{\"mac\":\"%012x\",\"vendor\":\"snom\"}\n", i }' >"$dir/lines"
bulk() { http "http://x/v1/bulk/device$1" -H 'Content-Type: application/x-ndjson' --data-binary "@$dir/lines" -H "$n" -H "$provision"; }
ok "2,500 lines are taken" same "$(bulk '')" 200
ok "each has its verdict" same "$(grep -c '"verdict":"admitted"' "$dir/out")" 2500
ok "in order" same "$(tail -n 1 "$dir/out" | cut -c 1-12)" '{"line":2499'
ok "the same again from an offset" same "$(bulk '?offset=2400')" 200
ok "changes nothing" same "$(grep -c '"verdict":"same"' "$dir/out")" 100

# -- the wall ----------------------------------------------------------------------
for part in keeper-process door-http; do
	pid=$(child "$part")
	ok "$part runs" test -n "$pid"
	ok "$part has its system calls filtered" grep -q '^Seccomp:.2' "/proc/$pid/status"
	ok "$part can get no privilege back" grep -q '^NoNewPrivs:.1' "/proc/$pid/status"
done
ok "the door has no file of the store open" sh -c "! ls -l /proc/$(child door-http)/fd | grep -q -e data.db -e keys.db -e root.key"
[ "$(id -u)" -ne 0 ] || ok "the door is not root" sh -c "! grep -q '^Uid:.0' /proc/$(child door-http)/status"

# -- TLS ---------------------------------------------------------------------------
port=$(sed -n 's/^serve.listening port=\([0-9]*\) tls=1.*/\1/p' "$dir/log" | head -n 1)
ok "TLS with the store's certificate" curl -sS -m 10 --cacert "$dir/store/tls.crt" "https://localhost:$port/livez"
ok "TLS 1.1 is refused" sh -c "! curl -sS -m 10 -k --tls-max 1.1 https://localhost:$port/livez"
ok "plain HTTP on its port is no way in" sh -c "! curl -sS -m 10 http://localhost:$port/livez | grep -q '{'"
ok "without TLS only on loopback" sh -c "! timeout 10 '$bailee' serve --store '$dir/store' --plain --listen 0.0.0.0:0"
ok "a second server on the store is refused" sh -c "! timeout 30 '$bailee' serve --store '$dir/store' --plain --listen unix:'$dir/other'"

# -- from office: the other end's address, and no header of a client ------------------
w="Authorization: Bearer $(key_of warehouse '')"
over_tls() {
	curl -sS -m 10 -o "$dir/out" -w '%{http_code}' --cacert "$dir/store/tls.crt" -H 'Content-Type: application/json' -d '{}' \
		-H "$w" -H "$provision" "$@" "https://localhost:$port/v1/data/device/$record:read"
}
fact() { post /v1/facts "{\"kind\":\"office\",\"of\":\"$1\"}" -H "$op"; }
ok "a range with bits behind its prefix is none" same "$(fact 192.0.2.1/24)" 400
ok "an office is recorded" same "$(fact 192.0.2.0/24)" 204
ok "from elsewhere it is refused" same "$(over_tls)" 403
ok "by the place" said not-from-office
ok "whatever the client says" same "$(over_tls -H 'X-Forwarded-For: 192.0.2.7')" 403
ok "also over the socket, without a proxy" same "$(post "/v1/data/device/$record:read" '{}' -H "$w" -H "$provision" -H 'X-Forwarded-For: 192.0.2.7')" 403
ok "this machine becomes the office" same "$(fact 127.0.0.0/8)" 204
ok "from there it is shown" same "$(over_tls -4)" 200

# -- slow, gone, killed ------------------------------------------------------------
head -c 100000 /dev/zero | tr '\0' ' ' >"$dir/slow"
curl -sS -m 10 --limit-rate 100 --unix-socket "$dir/http" http://x/v1/data/device -H "$n" -H "$provision" \
	-H 'Content-Type: application/json' --data-binary "@$dir/slow" >/dev/null 2>&1 &
slow=$!
ok "a slow client holds nobody up" same "$(get /readyz)" 200
kill "$slow" 2>/dev/null
rm "$dir/bailee"
kill -KILL "$(child door-http)"
ok "a killed door comes back" ready
ok "and still knows the key" same "$(post "/v1/data/device/$record:read" '{}' -H "$n" -H "$search")" 200

# 1,000 writes while the keeper is killed: what was acknowledged is there, once
writes() {
	for i in $(seq 1000); do
		mac=$(printf 'aa%010x' "$i")
		status=$(curl -sS -m 20 -o "$dir/w" -w '%{http_code}' --unix-socket "$dir/http" http://x/v1/data/device \
			-H "$n" -H "$provision" -H 'Content-Type: application/json' -d "{\"mac\":\"$mac\",\"vendor\":\"poly\"}" 2>/dev/null)
		[ "$status" = 201 ] && echo "$mac" >>"$dir/acknowledged"
		[ "$status" = 503 ] && echo "$mac" >>"$dir/unknown"
	done
}
writes &
writer=$!
for _ in 1 2 3; do
	sleep 1
	pid=$(child keeper-process)
	[ -z "$pid" ] || kill -KILL "$pid"
done
wait "$writer"
ok "a killed keeper comes back" ready
ok "some writes were acknowledged" test "$(wc -l <"$dir/acknowledged")" -gt 100
cursor=
while :; do # all of them, page by page
	post /v1/data/device:list "{\"limit\":500,\"fields\":[\"mac\"]$cursor}" -H "$n" -H "$search" >/dev/null
	grep -o '"mac":"aa[0-9a-f]*"' "$dir/out" | cut -d'"' -f4 >>"$dir/there"
	said '"cursor":"' || break
	cursor=",\"cursor\":\"$(member cursor)\""
done
sort "$dir/there" | uniq -d >"$dir/twice"
sort "$dir/acknowledged" >"$dir/sorted"
ok "nothing acknowledged is lost" same "$(sort -u "$dir/there" | comm -13 - "$dir/sorted" | wc -l)" 0
ok "nothing is there twice" same "$(wc -l <"$dir/twice")" 0
get /v1/ledger -H "$op" >/dev/null
key=$(sed -n 's/^[Bb]ailee-[Pp]ublic-[Kk]ey: \([0-9a-f]*\).*/\1/p' "$dir/head")

# -- the end -----------------------------------------------------------------------
stop
ok "it stops cleanly" grep -q '^serve.stopped' "$dir/log"
"$bailee" ledger export --store "$dir/store" >"$dir/ledger" 2>>"$dir/log"
ok "the ledger proves" "$bailee" ledger verify "$dir/ledger" --key "$key"
ok "no value is in the log" sh -c "! grep -q -e canary -e 001565aabbcc -e 'Grace' '$dir/log'"
ok "no secret is in the store in clear" sh -c "! grep -rqs canary-7Qx '$dir/store'"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
