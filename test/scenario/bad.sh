#!/bin/sh
# bad -- what clumsy people and attackers bring, to a store that is really served.
#
#	test/scenario/bad.sh FOLDER [ROWS]     of the build; a list of so many rows (20000)
#
# Ends in `N passed, N failed`.  Each kind of bad input, and where it is tried:
#
#	a case answered twice               here; unit/rights_move.c walks all states
#	an erasure during a hold            here; unit/rights_erase.c (R2, R12), IT-012, PV-083
#	a withdrawal for somebody unknown   here; unit/gate_consent.c
#	a merge that was wrong              here; unit/rights_merge.c
#	a courier late, 500, repeating      PV-035 (hand-overs), unit/gate_hand.c, unit/term_send.c
#	a receiver that lies                webhook.sh, here (a body without end, an answer too late)
#	a list with 7 bad rows              folder.sh, cli.sh, here by HTTP
#	a wrong encoding                    here by each entrance; folder.sh, unit/base_csv.c
#	a formula in a cell                 folder.sh, unit/base_csv.c, here: it comes out as text
#	10^6 rows                           here and folder.sh with ROWS; unit/doors_http.c (W10, W11)
#	a file that stops half-way          folder.sh, here by HTTP, unit/doors_folder.c, doors_stream.c
#	a guessed code                      here; unit/doors_page.c, keeper_own.c: tries run out
#	a forged form                       here; unit/doors_page.c, fuzz/page.c
#	a name with HTML in it              here; unit/doors_page.c, fuzz/page.c
#	a page with 10,000 rows             unit/doors_page.c, unit/keeper_wire.c
#	a parser and its bytes              fuzz/README
set -u
bailee=$(realpath "${1:?the folder of a build}")/bailee
rows=${2:-20000}
# shellcheck source=test/scenario/shared/served.sh
. "$(dirname "$0")/shared/served.sh"

born
ok "the keeper and its parts are ready" start "$bailee"
n=$(reseller "Northern Telecom Shop")
sales_key=$(key_of sales)
s="Authorization: Bearer $sales_key"
d="Authorization: Bearer $(key_of dpo)"
for_sales='Bailee-Purpose: sales'
why='Bailee-Reason: R-1'

contact() { # name, address
	post /v1/data/contact "{\"name\":\"$1\",\"company\":\"Example Voice\",\"email\":\"$2\"}" -H "$s" -H "$for_sales"
}
case_of() { # right, address
	post /v1/cases "{\"right\":\"$1\",\"who\":{\"email\":\"$2\"}}" -H "$d" -H "$why" >/dev/null
	member case
}
act() { post "/v1/cases/$1" "${2:-{\}}" -H "$d" -H "$why"; }
read_it() { post "/v1/data/contact/$1:read" '{}' -H "$s" -H "$for_sales"; }

# -- a case answered twice -----------------------------------------------------------------
contact "Ann Example" ann@example.org >/dev/null
ann=$(member subject)
id=$(case_of access ann@example.org)
act "$id:answer" >"$dir/one" &
one=$!
act2=$(http "http://x/v1/cases/$id:answer" -o "$dir/out2" -H 'Content-Type: application/json' -d '{}' -H "$d" -H "$why")
wait "$one"
ok "of two who answer a case at once one does" same "$(printf '%s\n%s\n' "$(cat "$dir/one")" "$act2" | sort | tr '\n' ' ')" "200 409 "
ok "it is not answered again" same "$(act "$id:answer")" 409
ok "and what may be done instead is said" said 'open another case'
ok "nor refused after that" same "$(act "$id:refuse" '{"reasons":"no"}')" 409
ok "it was answered once" same "$(count case.answered)" 1

# -- an erasure during a hold ----------------------------------------------------------------
contact "Bob Example" bob@example.org >/dev/null
bob=$(member record)
post /v1/holds "{\"hold\":\"claim\",\"record\":\"$bob\"}" -H "$d" -H "$why" >/dev/null
hold=$(member hold)
id=$(case_of erasure bob@example.org)
ok "what stays is said when it is asked for" said 'the hold `claim` keeps it'
ok "it is answered" same "$(act "$id:answer")" 200
ok "the letter says what stays" said 'the hold `claim` keeps it; we look at that again by'
ok "it is still held" same "$(read_it "$bob")" 200
ok "the hold is lifted" same "$(post "/v1/holds/$hold:lift" '' -H "$d" -H "$why")" 200
ok "and what it kept is erased" said '"erased":[1-9]'
read_it "$bob" >/dev/null
ok "by the words of the erasure" sh -c "! grep -q bob@example.org '$dir/out'"
ok "a hold is not lifted twice" same "$(post "/v1/holds/$hold:lift" '' -H "$d" -H "$why")" 404

# -- a withdrawal for somebody unknown ----------------------------------------------------------
no() { post /v1/consents:withdraw "{\"who\":$1,\"channel\":\"post\"}"; }
ok "a no of nobody we know is taken" same "$(no '{"email":"nobody@example.org"}')" 204
ok "and kept as a fingerprint" sh -c "! grep -rqs nobody@example.org '$dir/store'"
ok "it is no address" same "$(no '{"email":"nobody"}')" 400
ok "by an unknown id a stranger learns nothing" same "$(no '{"subject":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}')" 204
ok "and a colleague is told" same "$(post /v1/consents:withdraw '{"who":{"subject":"01ARZ3NDEKTSV4RRFFQ69G5FAV"},"channel":"post"}' -H "$d")" 404
ok "what to do" said 'say the email or the phone'

# -- a merge of two people that was wrong --------------------------------------------------------
contact "Ada Example" ada@example.org >/dev/null
ada=$(member subject)
merge() { post "/v1/subjects/$1:merge" "{\"with\":\"$2\"}" -H "$d" -H "$why"; }
ok "nobody is merged with themselves" same "$(merge "$ada" "$ada")" 400
ok "two are taken for one" same "$(merge "$ada" "$ann")" 204
id=$(case_of access ada@example.org)
ok "and are split" same "$(post "/v1/subjects/$ann:split" '' -H "$d" -H "$why")" 204
ok "who asked meanwhile gets a package" same "$(get "/v1/cases/$id/package" -H "$d" -H "$why")" 200
ok "of their own data" said ada@example.org
ok "and of nobody else's" sh -c "! grep -q ann@example.org '$dir/out'"

# -- lists: bad rows, encodings, formulas ------------------------------------------------------------
bulk() { # file, query, headers...
	file=$1 query=$2
	shift 2
	http "http://x/v1/bulk/contact$query" -T "$file" -X POST -H "$s" -H "$for_sales" "$@"
}
csv='Content-Type: text/csv'
{
	echo "name,company,shoe-size"
	echo "Good 1,Example Voice,"
	echo ",Example Voice,"
	echo "Bad,Example Voice,42"
	echo "\"Bad,Example Voice,"
	printf 'Jos\351,Example Voice,\n'
	echo "4111 1111 1111 1111,Example Voice,"
	echo "Bad,Example Voice,,one too many"
	printf 'Nul\000,Example Voice,\n'
	echo "=HYPERLINK(1),Example Voice,"
} >"$dir/seven.csv"
ok "a list with bad rows is answered" same "$(bulk "$dir/seven.csv" '' -H "$csv")" 200
ok "the good are in" same "$(grep -c '"verdict":"admitted"' "$dir/out")" 2
ok "the seven are named" same "$(grep -cE '"verdict":"(refused|malformed)"' "$dir/out")" 7
ok "with their lines" said '"line":4,"verdict":"malformed"'
ok "and no value" sh -c "! grep -q -e 4111 -e Jos '$dir/out'"
post /v1/data/contact:list '{"limit":500,"fields":["name"]}' -H "$s" -H "$for_sales" >/dev/null
ok "a formula is text" said '"name":"=HYPERLINK(1)"'
printf '\n' >"$dir/blank.csv"
ok "a list without a head is answered" same "$(bulk "$dir/blank.csv" '' -H "$csv")" 200
ok "in words" said 'the first line names the columns'
ok "and the door is there" same "$(get /livez)" 200
put() { # status, words, file
	"$bailee" put contact "$3" --store "$dir/store" --key "$sales_key" --purpose sales >"$dir/put" 2>&1
	[ $? -eq "$1" ] && grep -q "$2" "$dir/put"
}
before=$(count admitted)
{ printf 'name,company\nAnn,Ex\n'; printf 'Jos\351,Ex\n'; } >"$dir/latin.csv"
ok "another encoding is not taken" put 3 'not UTF-8 in line 3, and nothing of it was taken' "$dir/latin.csv"
printf '\377\376n\000a\000' >"$dir/utf16.csv"
ok "nor two bytes a letter" put 3 'UTF-16' "$dir/utf16.csv"
printf 'PK\003\004abcdef\n' >"$dir/book.csv"
ok "nor a spreadsheet" put 3 'a spreadsheet' "$dir/book.csv"
printf 'name,company\rAnn,Ex\r' >"$dir/mac.csv"
ok "nor lines of another age" put 3 'carriage return' "$dir/mac.csv"
printf 'name,company\n' >"$dir/head.csv"
ok "nor a head alone" put 3 'no row' "$dir/head.csv"
ok "nothing of them was taken" same "$(count admitted)" "$before"

# -- a long list: in pieces, broken off, others answered meanwhile --------------------------------------
awk -v n="$rows" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"name\":\"Long %d\",\"company\":\"Example Voice\"}\n", i }' >"$dir/long"
before=$(count admitted)
lines='Content-Type: application/x-ndjson'
once='Idempotency-Key: the-long-list'
curl -sS -m 600 --limit-rate 200k -o /dev/null --unix-socket "$dir/http" -T "$dir/long" -X POST \
	-H "$s" -H "$for_sales" -H "$lines" -H "$once" http://x/v1/bulk/contact >/dev/null 2>&1 &
upload=$!
sleep 1.5
kill -KILL "$upload"
wait "$upload" 2>/dev/null
half=$(($(count admitted) - before))
ok "half of it was taken" test "$half" -gt 0 -a "$half" -lt "$rows"
curl -sS -m 3600 -o "$dir/sums" --unix-socket "$dir/http" -T "$dir/long" -X POST -H "$s" -H "$for_sales" \
	-H "$lines" -H "$once" 'http://x/v1/bulk/contact?only=refused' 2>>"$dir/log" &
upload=$!
slowest=0
while kill -0 "$upload" 2>/dev/null; do
	took=$(curl -sS -m 20 -o /dev/null -w '%{time_total}' --unix-socket "$dir/http" http://x/readyz | sed 's/\.//; s/^0*//')
	[ "${took:-0}" -le "$slowest" ] || slowest=$took
	sleep 0.1
done
wait "$upload"
ok "the same again under the same key goes on" grep -q "^{\"lines\":$rows,\"admitted\":$rows," "$dir/sums"
ok "with none lost and none twice" same "$(($(count admitted) - before))" "$rows"
ok "others were answered in 5 s ($slowest us)" test "$slowest" -lt 5000000
peak() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(child "$1")/status"; }
most=150000
! grep -qa __asan_init "$bailee" || most=1500000 # what the sanitizer holds itself
for part in keeper-process door-http; do
	ok "$part in little memory ($(peak $part) kB)" test "$(peak $part)" -lt "$most"
done
ok "the log of the store began anew" test "$(stat -c %s "$dir/store/data.db-wal")" -lt 120000000

# -- what costs its square ----------------------------------------------------------------------------
awk 'BEGIN { for (i = 0; i < 399; i++) printf "a%d=1&", i; for (i = 0; i < 240000; i++) printf "b&" }' >"$dir/form"
http http://x/sign-in -H 'Content-Type: application/x-www-form-urlencoded' --data-binary "@$dir/form" >/dev/null &
sleep 0.2
took=$(curl -sS -m 20 -o /dev/null -w '%{time_total}' --unix-socket "$dir/http" http://x/livez | sed 's/\.//; s/^0*//')
ok "a form of too many fields holds nobody up (${took} us)" test "${took:-0}" -lt 1500000
wait $!

# -- codes, forms, names: in a browser ------------------------------------------------------------------
ok "a guessed code opens nothing" same "$(post /v1/people:enter '{"challenge":"01ARZ3NDEKTSV4RRFFQ69G5FAV","code":"123456"}')" 401
ok "and says what to do" said 'ask for a new one'
contact '<b id=zq>Eve</b><script>x</script>' eve@example.org >/dev/null
eve=$(member subject)
id=$(case_of access eve@example.org)
post /v1/staff '{"name":"Dee","role":"dpo"}' -H "$op" >/dev/null
post "/v1/staff/$(member staff):invite" '{"name":"dee"}' -H "$op" >/dev/null
python3 - "$dir" "$(member code)" "$eve" "$id" "$for_sales" <<'PY' >"$dir/browser" 2>&1
import base64, hashlib, hmac, http.client, json, re, socket, struct, sys, urllib.parse
folder, code, eve, case = sys.argv[1:5]
class Local(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(folder + "/http")
def ask(method, path, body=None, kind="application/json", **headers):
    c = Local("x", timeout=60)
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    c.request(method, path, body, {**headers, **({"Content-Type": kind} if body is not None else {})})
    r = c.getresponse()
    return r.status, r.read().decode(), r
def call(path, **body): return json.loads(ask("POST", path, json.dumps(body))[1])
def totp(secret, at):
    secret = re.sub("[^A-Z2-7]", "", secret)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", at // 30), hashlib.sha1).digest()
    o = mac[19] & 15
    return "%06d" % ((struct.unpack(">I", mac[o:o + 4])[0] & 0x7fffffff) % 1000000)
now = 1803978000 # 2027-03-02T09:00:00Z
secret = call("/v1/enrolments", code=code)["secret"]
assert call("/v1/enrolments", code=code, password="correct horse battery", **{"one-time": totp(secret, now - 30)})["done"]
session = call("/v1/sessions", name="dee", password="correct horse battery", **{"one-time": totp(secret, now)})["session"]
token = "0123456789abcdef" * 2
cookie = "__Host-bailee=%s~%s" % (session, token)
def form(path, **fields):
    return ask("POST", path, urllib.parse.urlencode(fields), "application/x-www-form-urlencoded", Cookie=cookie)
def said(what, yes): print(("ok " if yes else "FAILED ") + what)
for path in ("/desk", "/desk/cases", "/desk/cases/" + case, "/desk/people/" + eve, "/desk/people", "/desk/ledger"):
    status, body, _ = ask("GET", path, Cookie=cookie)
    said("a name is no markup on " + path.split("/0")[0], status == 200 and "<b id" not in body and "<script" not in body)
status, body, _ = ask("GET", "/v1/cases/%s/package?form=html" % case, Authorization="Bearer " + session, Bailee_Reason="R-1")
said("nor in a package", status == 200 and "<b id" not in body and "<script" not in body and "&lt;b id" in body)
good = dict(token=token, form="find", email="eve@example.org", reason="R-1")
status, body, _ = form("/desk/people", **good)
said("a form with its token is taken", status == 200 and eve in body)
for what, fields in (("without", {**good, "token": ""}), ("with another", {**good, "token": "f" * 32}), ("with half a", {**good, "token": token[:16]})):
    said("a form %s token is not" % what, form("/desk/people", **fields)[0] == 403)
status, _, _ = ask("POST", "/desk/people", urllib.parse.urlencode(good), "application/x-www-form-urlencoded", Cookie=cookie, Sec_Fetch_Site="cross-site")
said("nor one from another site", status == 403)
status, _, r = ask("POST", "/desk/people", urllib.parse.urlencode({**good, "token": ""}), "application/x-www-form-urlencoded")
said("nor one of nobody", status in (303, 403) and eve not in (r.getheader("Location") or ""))
status, body, _ = form("/sign-in", token=token, form="enter", name="dee", password="guess", **{"one-time": "000000"})
said("a guessed password opens nothing (%d)" % status, status in (401, 403, 429) and session not in body)
PY
while read -r word what; do
	ok "${what:-$word}" test "$word" = ok # what Python says of itself is no ok
done <"$dir/browser"
ok "all of it was tried in the browser" same "$(grep -c "^ok " "$dir/browser")" 14

# -- a receiver that lies ----------------------------------------------------------------------------------
cat >"$dir/liar.py" <<'PY'
import socket, sys, time
folder = sys.argv[1]
server = socket.create_server(("127.0.0.1", 0))
open(folder + "/liar", "w").write(str(server.getsockname()[1]))
while True: # 200, and then a body that never ends
    c, _ = server.accept()
    try:
        c.recv(65536)
        c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(100000):
            c.sendall(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
            time.sleep(0.001)
    except OSError:
        pass
PY
python3 "$dir/liar.py" "$dir" >/dev/null 2>&1 &
liar=$!
for _ in $(seq 50); do [ -s "$dir/liar" ] && break; sleep 0.1; done
ok "a courier has an address" "$bailee" hand-over to dpd "http://127.0.0.1:$(cat "$dir/liar")/" --store "$dir/store"
post /v1/data/delivery '{"shipment":"S-1","order":"O-1","name":"Eve","address":"1 High Street","courier":"dpd"}' -H "$n" -H 'Bailee-Purpose: deliver' >/dev/null
ok "a parcel is despatched" same "$(post /v1/events "{\"event\":\"despatch\",\"record\":\"$(member record)\"}" -H "$n")" 200
sleep 3
ok "a receiver without an end holds nobody up" same "$(get /readyz)" 200
ok "the carrier holds none of it ($(peak door-post) kB)" test "$(peak door-post)" -lt "$most"
kill "$liar"

stop
ok "it stops cleanly" grep -q '^serve.stopped' "$dir/log"
ok "nothing of it ended a part" sh -c "! grep -q serve.child-ended '$dir/log'"
ok "no value is in the log" sh -c "! grep -q -e example.org -e Eve '$dir/log'"
ok "the ledger proves" sh -c "'$bailee' ledger export --store '$dir/store' >'$dir/ledger' && '$bailee' ledger verify '$dir/ledger' --store '$dir/store'"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
