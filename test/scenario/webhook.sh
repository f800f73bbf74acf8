#!/bin/sh
# webhook -- a telling goes out to an address that refuses it, takes it, and repeats itself.
#
#	test/scenario/webhook.sh FOLDER     of the build
#
# Ends in `N passed, N failed`.  The receiver is a stand-in on loopback that answers what stands in
# $dir/status and keeps what it was sent.  The clock is a rehearsal's, moved by hand.
set -u
bailee=$(realpath "${1:?the folder of a build}")/bailee
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"
receiver=
trap 'stop; [ -z "$receiver" ] || kill "$receiver"; rm -rf "$dir"' EXIT

came() { # so many messages have come, in ten seconds
	for _ in $(seq 100); do
		[ "$(ls "$dir/came" | grep -c body)" -ge "$1" ] && break
		sleep 0.1
	done
	sleep 1.5 # and the keeper has been told
	[ "$(ls "$dir/came" | grep -c body)" -eq "$1" ]
}
entries() { "$bailee" ledger export --store "$dir/store" 2>>"$dir/log" | grep -c "\"kind\":\"$1\""; }

# -- a receiver -------------------------------------------------------------------
mkdir "$dir/came"
echo 500 >"$dir/status"
cat >"$dir/receiver.py" <<'PY'
import http.server, os, sys
folder = sys.argv[1]
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        n = len([f for f in os.listdir(folder + "/came") if f.startswith("body")]) + 1
        with open(f"{folder}/came/head{n}", "w") as f:
            f.write(f'{self.headers["webhook-id"]}\n{self.headers["webhook-timestamp"]}\n{self.headers["webhook-signature"]}\n')
        with open(f"{folder}/came/body{n}", "wb") as f:
            f.write(body)
        self.send_response(int(open(folder + "/status").read()))
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
with open(folder + "/port", "w") as f:
    f.write(str(server.server_port))
server.serve_forever()
PY
python3 "$dir/receiver.py" "$dir" >>"$dir/log" 2>&1 &
receiver=$!
for _ in $(seq 50); do [ -s "$dir/port" ] && break; sleep 0.1; done

# -- something was given, and ends ---------------------------------------------------
sed 's/controller in GB contract C-DPD/&, told to erase by webhook, confirm within 7 days/' \
	policies/voip-distributor.policy >"$dir/policy"
ok "the policy has nothing in it that is not built for dpd" sh -c "! '$bailee' check '$dir/policy' 2>&1 | grep -q webhook"
born "$dir/policy"
printf '#!/bin/sh\necho "$*" >>%s\nenv >%s\n' "$dir/rung" "$dir/rung-env" >"$dir/alarm"
chmod 0755 "$dir/alarm"
ok "the keeper and its parts are ready" start "$bailee" --alarm-command "$dir/alarm"
post /v1/parties '{"class":"reseller","name":"Northern Telecom Shop"}' -H "$op" >/dev/null
party=$(member party)
n="Authorization: Bearer $(key_of reseller-user "$party")"
w="Authorization: Bearer $(key_of warehouse)"
ok "a delivery is admitted" same "$(post /v1/data/delivery '{"shipment":"S-1","order":"O-1","name":"Eve Canary","address":"1 High Street, Leeds LS1 1AA","phone":"01632 960721","courier":"dpd"}' -H "$n" -H 'Bailee-Purpose: deliver')" 201
record=$(member record)
ok "dpd is given it" same "$(post /v1/releases "{\"recipient\":\"dpd\",\"records\":[\"$record\"],\"fields\":[\"name\",\"address\",\"phone\"]}" -H "$w" -H 'Bailee-Purpose: deliver')" 201
ok "it is on its way" same "$(post /v1/events "{\"event\":\"despatch\",\"record\":\"$record\"}" -H "$n")" 200
post /v1/keys '{"recipient":"dpd"}' -H "$op" >/dev/null
d="Authorization: Bearer $(member token)"
tell_to() { "$bailee" told to "$@" --store "$dir/store"; }
ok "a stranger to webhooks has no address" sh -c "! '$bailee' told to apc https://example.com/ --store '$dir/store'"
ok "dpd has one" tell_to dpd "http://127.0.0.1:$(cat "$dir/port")/erasures"
pass() { "$bailee" clock by "$1" --store "$dir/store" >>"$dir/log" 2>&1; }
ok "91 days pass" pass 7862400

# -- 500, and again, and 200 -----------------------------------------------------------
ok "it goes out" came 1
ok "what was not taken is said" same "$(entries told.failed)" 1
ok "nothing was received" same "$(entries told)" 0
echo 302 >"$dir/status"
ok "six seconds pass" pass 6
ok "it goes out again, and follows nobody" came 2
ok "it is not said twice" same "$(entries told.failed)" 1
echo 200 >"$dir/status"
ok "six minutes pass" pass 360
ok "it goes out a third time" came 3
ok "it was received" same "$(entries told)" 1
ok "it was not erased for that" same "$(entries told.confirmed)" 0
ok "the same message under the same id" same "$(head -n 1 "$dir/came/head1")" "$(head -n 1 "$dir/came/head3")"
ok "nor a word of it changed" cmp -s "$dir/came/body1" "$dir/came/body3"
ok "four days pass" pass 345600
ok "it goes out no more" came 3

# -- what it says, and who says it ---------------------------------------------------------
ok "it names the record" grep -q "$record" "$dir/came/body1"
ok "and the fields, and why" grep -q '"fields":\["delivery.phone"\].*"reason":"term"' "$dir/came/body1"
ok "no value is in it" sh -c "! grep -rqs -e Canary -e 960721 -e Leeds '$dir/came'"
get /v1/ledger -H "$op" >/dev/null
key=$(sed -n 's/^[Bb]ailee-[Pp]ublic-[Kk]ey: \([0-9a-f]*\).*/\1/p' "$dir/head")
python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex("302a300506032b6570032100" + sys.argv[1]))' "$key" >"$dir/key.der"
proves() { # message
	{ sed -n 1p "$dir/came/head$1"; sed -n 2p "$dir/came/head$1"; } | tr '\n' '.' >"$dir/signed"
	cat "$dir/came/body$1" >>"$dir/signed"
	sed -n '3s/^v1a,//p' "$dir/came/head$1" | base64 -d >"$dir/signature"
	openssl pkeyutl -verify -pubin -keyform DER -inkey "$dir/key.der" -rawin -in "$dir/signed" -sigfile "$dir/signature"
}
ok "the ledger's key has signed the first" proves 1
ok "and the third, with its own time" proves 3
echo ' ' >>"$dir/came/body3"
refuted() { ! proves "$1"; }
ok "a changed one proves nothing" refuted 3

# -- who does not erase is told of; who does confirms ----------------------------------------
ok "five days more" pass 432000
ok "received and not confirmed is overdue" same "$(entries told.overdue)" 1
rung() { for _ in $(seq 50); do grep -qs "$1" "$dir/rung" && return; sleep 0.1; done; false; }
ok "the operator's command is told, in words" rung '^unconfirmed dpd 20[0-9-]*T[0-9:.]*Z 0$'
ok "and nothing of ours is in its environment" sh -c "! grep -qi -e bailee -e bk_ '$dir/rung-env'"
ok "dpd reads it anew" same "$(get '/v1/tellings?cursor=00000000000000000000000000' -H "$d")" 200
telling=$(member telling)
ok "the one it was sent" same "$telling" "$(head -n 1 "$dir/came/head1")"
ok "dpd confirms" same "$(post "/v1/tellings/$telling:confirm" '' -H "$d")" 200
ok "and that is in the ledger" same "$(entries told.confirmed)" 1

# -- the wall --------------------------------------------------------------------------------
pid=$(child door-post)
ok "the part that carries runs" test -n "$pid"
ok "its system calls are filtered" grep -q '^Seccomp:.2' "/proc/$pid/status"
ok "it has no file of the store open" sh -c "! ls -l /proc/$pid/fd | grep -q -e data.db -e keys.db -e root.key"
kill -KILL "$pid"
for _ in $(seq 50); do [ -n "$(child door-post)" ] && break; sleep 0.1; done
ok "killed, it comes back" test -n "$(child door-post)"
stop
ok "all of it stops cleanly" grep -q '^serve.stopped' "$dir/log"
ok "no value is in the log" sh -c "! grep -q -e Canary -e 960721 '$dir/log'"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
