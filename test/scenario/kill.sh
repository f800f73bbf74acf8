#!/bin/sh
# kill -- each part dies in the middle of each thing that takes a while: nothing is lost, nothing done twice.
#
#	test/scenario/kill.sh FOLDER     of the build
#
# Ends in `N passed, N failed`.  A stream that comes in, a hand-over and a letter that go out, somebody who is
# erased in steps, and a second start beside the first; lists and single writes are http.sh's, bad.sh's
# and folder.sh's.  What goes out may go out again after a death, the same under the same id: nobody knows
# whether it had come.
set -u
bailee=$(realpath "${1:?the folder of a build}")/bailee
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"
others=
trap 'stop; [ -z "$others" ] || kill $others 2>/dev/null; rm -rf "$dir"' EXIT

born
ok "the keeper and its parts are ready" start "$bailee"
n=$(reseller "Northern Telecom Shop")
d="Authorization: Bearer $(key_of dpo)"
post /v1/keys '{"channel":"recorder"}' -H "$op" >/dev/null
recorder="Authorization: Bearer $(member token)"
pass() { "$bailee" clock by "$1" --store "$dir/store" >>"$dir/log" 2>&1; }
killed() { # part: it dies and comes back
	kill -KILL "$(child "$1")"
	for _ in $(seq 100); do
		[ -n "$(child "$1")" ] && break
		sleep 0.1
	done
	ready
}
until_said() { # file pattern: in ten seconds
	for _ in $(seq 100); do
		grep -q "$2" "$1" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}

# -- a second start ------------------------------------------------------------------------
ok "a second server is refused" sh -c "! timeout 60 '$bailee' serve --store '$dir/store' --listen unix:'$dir/other' >'$dir/second' 2>&1"
ok "and says why" grep -q 'another keeper serves this store' "$dir/second"
ok "the first goes on" same "$(get /readyz)" 200

# -- a stream that comes in -------------------------------------------------------------------
python3 - "$dir" <<'PY'
import os, struct, sys
body = os.urandom(12000000)
open(sys.argv[1] + "/call.wav", "wb").write(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
PY
bring() { # curl's options
	curl -sS -m 60 "$@" -o "$dir/brought" -w '%{http_code}' --unix-socket "$dir/http" -X POST -H "$recorder" -H 'Bailee-Purpose: verify' \
		-H 'Content-Type: audio/wav' --data-binary "@$dir/call.wav" http://x/v1/streams/call/audio 2>>"$dir/curl"
}
kept() { find "$dir/store/streams" -type f 2>/dev/null | wc -l; }
for part in keeper-process door-http; do
	bring --limit-rate 1500k >"$dir/status" &
	upload=$!
	sleep 1
	ok "$part dies while a stream comes" killed "$part"
	wait "$upload"
	ok "its sender is not told that it came" sh -c "! grep -q 201 '$dir/status'"
done
ok "the stream comes again" same "$(bring)" 201
stream=$(sed 's/.*"stream":"\([^"]*\)".*/\1/' "$dir/brought")
ok "its call is admitted" same "$(post /v1/data/call "{\"number\":\"01632 960101\",\"audio\":\"$stream\",\"@offer\":{\"about\":\"caller\"}}" -H "$recorder" -H 'Bailee-Purpose: verify')" 201
record=$(member record)
accounts="Authorization: Bearer $(key_of accounts)"
http "http://x/v1/data/call/$record/audio" -H "$accounts" -H 'Bailee-Purpose: verify' -H 'Bailee-Ticket: T-1' >/dev/null
ok "and is heard as it was" cmp "$dir/out" "$dir/call.wav"
ok "an hour later" pass 3700
stop
ok "all of it stops and starts" start "$bailee"
for _ in $(seq 50); do [ "$(kept)" -eq 1 ] && break; sleep 0.1; done
ok "nothing is left of the halves" same "$(kept)" 1

# -- a hand-over and a letter that go out ---------------------------------------------------------
mkdir "$dir/came" "$dir/letters"
cat >"$dir/slow.py" <<'PY'
import http.server, os, socketserver, sys, threading, time
folder = sys.argv[1]
class Courier(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(folder + "/came/ids", "a") as f:
            f.write(self.headers["webhook-id"] + "\n")
        time.sleep(float(open(folder + "/slow").read()))
        try:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            pass
    def log_message(self, *_):
        pass
class Smarthost(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda s: self.wfile.write(s.encode() + b"\r\n")
        say("220 here")
        for line in self.rfile:
            word = line.decode("ascii", "replace").split()[0].upper() if line.strip() else ""
            if word == "DATA":
                say("354 go on")
                text = b""
                for line in self.rfile:
                    if line == b".\r\n":
                        break
                    text += line
                with open(folder + "/letters/ids", "ab") as f:
                    f.write(b"".join(l for l in text.splitlines(True) if l.lower().startswith(b"message-id")))
                time.sleep(float(open(folder + "/slow").read()))
            elif word == "QUIT":
                say("221 bye")
                return
            try:
                say("250 ok")
            except OSError:
                return
class Many(socketserver.ThreadingTCPServer):
    daemon_threads = True
web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Courier)
mail = Many(("127.0.0.1", 0), Smarthost)
threading.Thread(target=mail.serve_forever, daemon=True).start()
open(folder + "/ports", "w").write("%d %d\n" % (web.server_port, mail.server_address[1]))
web.serve_forever()
PY
echo 3 >"$dir/slow"
python3 "$dir/slow.py" "$dir" >>"$dir/log" 2>&1 &
others=$!
until_said "$dir/ports" '[0-9]'
read -r web mail <"$dir/ports"
ok "a courier has an address" "$bailee" hand-over to dpd "http://127.0.0.1:$web/" --store "$dir/store"
ok "letters go by a smarthost" "$bailee" mail set 127.0.0.1 --port "$mail" --tls none --store "$dir/store"
parcel() { # number
	post /v1/data/delivery "{\"shipment\":\"S-$1\",\"order\":\"O-$1\",\"name\":\"Eve\",\"address\":\"1 High Street\",\"courier\":\"dpd\"}" -H "$n" -H 'Bailee-Purpose: deliver' >/dev/null
	post /v1/events "{\"event\":\"despatch\",\"record\":\"$(member record)\"}" -H "$n" >/dev/null
}
went() { # how many by now: each try is followed by its time
	for _ in $(seq 12); do
		[ "$(count hand-over.taken)" -ge "$1" ] && return 0
		pass 400
		sleep 1
	done
	return 1
}
taken=0
for part in door-post keeper-process; do
	rm -f "$dir/came/ids"
	echo 3 >"$dir/slow"
	parcel "$part"
	until_said "$dir/came/ids" .
	ok "$part dies while a parcel's data goes out" killed "$part"
	echo 0 >"$dir/slow"
	taken=$((taken + 1))
	ok "it is taken in the end" went "$taken"
	ok "once, as the ledger tells" same "$(count hand-over.taken)" "$taken"
	ok "under one id, however often" same "$(sort -u "$dir/came/ids" | wc -l)" 1
done
sent() {
	for _ in $(seq 12); do
		[ "$(count letter.sent)" -ge "$1" ] && return 0
		pass 400
		sleep 1
	done
	return 1
}
gone=$(count letter.sent)
for part in door-post keeper-process; do
	rm -f "$dir/letters/ids"
	echo 3 >"$dir/slow"
	post /v1/data/contact "{\"name\":\"Ann\",\"company\":\"Ex\",\"email\":\"$part@example.org\"}" -H "$(printf 'Authorization: Bearer %s' "$(key_of sales)")" -H 'Bailee-Purpose: sales' >/dev/null
	post /v1/cases "{\"right\":\"access\",\"who\":{\"email\":\"$part@example.org\"}}" -H "$d" -H 'Bailee-Reason: R-1' >/dev/null
	id=$(member case)
	ok "a case is extended" same "$(post "/v1/cases/$id:extend" '{"reasons":"there is much of it"}' -H "$d" -H 'Bailee-Reason: R-1')" 200
	until_said "$dir/letters/ids" -i message-id
	ok "$part dies while the letter goes out" killed "$part"
	echo 0 >"$dir/slow"
	gone=$((gone + 1))
	ok "it is sent in the end" sent "$gone"
	ok "once, as the ledger tells" same "$(count letter.sent)" "$gone"
	ok "the same letter, however often" same "$(tr -d '\r' <"$dir/letters/ids" | sort -u | wc -l)" 1
done

# -- somebody of whom much is held is erased ---------------------------------------------------------
sales=$(key_of sales)
post /v1/data/contact '{"name":"Flo","company":"Ex","email":"flo@example.org"}' -H "Authorization: Bearer $sales" -H 'Bailee-Purpose: sales' >/dev/null
flo=$(member subject)
seq 1500 | sed 's/.*/{"name":"Flo","company":"Ex","email":"flo&@example.org"}/' >"$dir/flo.ndjson"
ok "much comes in about somebody" "$bailee" put contact "$dir/flo.ndjson" --purpose sales --subject "$flo" --key "$sales" --store "$dir/store"
post /v1/cases "{\"right\":\"access\",\"who\":{\"subject\":\"$flo\"}}" -H "$d" -H 'Bailee-Reason: R-1' >/dev/null
package="/v1/cases/$(member case)/package?form=all"
ok "who wants a copy gets all of it" same "$(get "$package" -H "$d" -H 'Bailee-Reason: R-1')" 200
mv "$dir/out" "$dir/package.zip"
ok "as one archive that is whole" python3 -c "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.extractall(sys.argv[2]); assert z.testzip() is None" "$dir/package.zip" "$dir/package"
ok "with each record in it" same "$(grep -o 'flo[0-9]*@example.org' "$dir/package/package.json" | sort -u | wc -l)" 1501
for form in json html csv; do
	ok "its $form is proved by its signature" "$bailee" ledger verify "$dir/package/package.$form" --key "$(cat "$dir/package/public-key.txt")"
done
curl -sS -m 60 --limit-rate 400k --unix-socket "$dir/http" -H "$d" -H 'Bailee-Reason: R-1' "http://x${package%all}json" -o "$dir/half" 2>>"$dir/curl" &
half=$!
sleep 1
ok "the keeper dies while a copy goes out" killed keeper-process
wait "$half"
ok "whoever took it is not told that it is whole" test $? -ne 0
before=$(count erased)
ok "who is to be erased" same "$(post /v1/cases "{\"right\":\"erasure\",\"who\":{\"subject\":\"$flo\"}}" -H "$d" -H 'Bailee-Reason: R-1')" 201
ok "in steps" said '"erasing":true'
id=$(member case)
for _ in 1 2 3; do
	ok "the keeper dies in the middle of it" killed keeper-process
done
erased() {
	for _ in $(seq 100); do
		get "/v1/cases/$id" -H "$d" -H 'Bailee-Reason: R-1' >/dev/null
		said '"erased":"' && return 0
		sleep 0.2
	done
	return 1
}
ok "all of it is erased in the end" erased
ok "nothing is left of it" sh -c "! grep -rqa flo7@example.org '$dir/store'"
ok "each once" same "$(($(count erased) - before))" 3002
ok "and each as it was decided" same "$(count erased)" "$(count erasure.decided)"

stop
ok "it stops cleanly" grep -q '^serve.stopped' "$dir/log"
ok "the ledger proves" sh -c "'$bailee' ledger export --store '$dir/store' >'$dir/ledger' && '$bailee' ledger verify '$dir/ledger' --store '$dir/store'"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
