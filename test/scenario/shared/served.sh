# served.sh -- what the scenarios share that meet a served store: a folder, counting, HTTP over its socket.
#
# Sourced after `bailee` is set.  Sets dir, which is removed at the end, and the server that `start` begins.
# shellcheck shell=sh disable=SC2034,SC2154 # used and set by who sources it
dir=${dir:-$(mktemp -d)} || exit 2
passed=0
failed=0
server=
trap 'stop; rm -rf "$dir"' EXIT
cd "$(dirname "$0")/../.." || exit 2

# The server, and with KILL all of its parts at once.
stop() { # [signal]
	# shellcheck disable=SC2046 # numbers
	[ "${1:-}" != KILL ] || kill -KILL $(ps -o pid= --ppid "$server") 2>/dev/null
	[ -z "$server" ] || { kill "-${1:-TERM}" "$server" && wait "$server"; } 2>/dev/null
	server=
}

start() { # program, options of serve...
	program=$1
	shift
	"$program" serve --store "$dir/store" --listen "unix:$dir/http" "$@" >>"$dir/log" 2>&1 &
	server=$!
	ready
}

ready() {
	for _ in $(seq 100); do
		[ "$(get /readyz)" = 200 ] && return 0
		sleep 0.1
	done
	return 1
}

ok() { # what, then a command that must succeed
	what=$1
	shift
	if "$@" >"$dir/answer" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $what"
		tail -n 5 "$dir/log" "$dir/out" "$dir/answer" 2>/dev/null
	fi
}

same() { [ "$1" = "$2" ] || { echo "$1, not $2" && false; }; }

# curl over the socket: status on standard output, body in $dir/out, headers in $dir/head
http() {
	curl -sS -m 20 -o "$dir/out" -D "$dir/head" -w '%{http_code}' --unix-socket "$dir/http" "$@" 2>>"$dir/curl"
}
get() { path=$1; shift; http "http://x$path" "$@"; }
post() { path=$1; body=$2; shift 2; http "http://x$path" -H 'Content-Type: application/json' -d "$body" "$@"; }
member() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/;q" "$dir/out"; }
said() { grep -q "$1" "$dir/out"; }

count() { "$bailee" ledger export --store "$dir/store" 2>>"$dir/log" | grep -c "\"kind\":\"$1\""; } # entries of a kind

# A rehearsal; $op is then its operator's header.
born() { # [policy]
	"$bailee" init "$dir/store" --policy "${1:-policies/voip-distributor.policy}" --rehearsal --at 2027-03-02T09:00:00Z >"$dir/init" 2>&1
	op="Authorization: Bearer $(sed -n 's/.*\(bk_[A-Za-z0-9_-]*\).*/\1/p' "$dir/init" | head -n 1)"
}

reseller() { # name; the header of a user of theirs
	post /v1/parties "{\"class\":\"reseller\",\"name\":\"$1\"}" -H "$op" >/dev/null
	echo "Authorization: Bearer $(key_of reseller-user "$(member party)")"
}

key_of() { # role [party]; $op is the operator's header
	extra=${2:+,\"party\":\"$2\"}
	post /v1/staff "{\"name\":\"Grace Hopper\",\"role\":\"$1\"$extra}" -H "$op" >/dev/null
	post /v1/keys "{\"staff\":\"$(member staff)\"}" -H "$op" >/dev/null
	member token
}

child() { # the part of this name that our server started
	for p in /proc/[0-9]*; do
		grep -q "^PPid:.$server\$" "$p/status" 2>/dev/null && tr '\0' ' ' <"$p/cmdline" | grep -q " $1 " &&
			echo "${p#/proc/}" && return
	done
}
