#!/bin/sh
# deb.sh -- the Debian package installs, runs, upgrades, is removed and purged.
#
#	test/scenario/deb.sh OLD.deb NEW.deb
#
# As root, and it changes the machine: run it in a fresh chroot or container, not where a store of
# yours is.  There is no systemd in a chroot, so the unit's ExecStart is started by hand, as the
# unit's account and with the limits of the unit that setpriv can give.
set -u
[ $# -eq 2 ] || {
	echo "usage: deb.sh OLD.deb NEW.deb" >&2
	exit 2
}
[ ! -e /var/lib/bailee ] || {
	echo "deb.sh: there is a store on this machine; this test would purge it" >&2
	exit 2
}
old=$(readlink -f "$1")
new=$(readlink -f "$2")
place=$(mktemp -d) || exit 2
chmod 755 "$place"
server=
passed=0
failed=0
trap '[ -z "$server" ] || kill "$server"; rm -rf "$place"' EXIT
export DEBIAN_FRONTEND=noninteractive

holds() { # what command...
	what=$1
	shift
	if "$@" >"$place/out" 2>&1; then
		passed=$((passed + 1))
	else
		echo "deb.sh: $what: not so"
		sed 's/^/    /' "$place/out"
		failed=$((failed + 1))
	fi
}

fails() {
	! "$@"
}

as_service() {
	runuser -u bailee -- env BAILEE_STORE=/var/lib/bailee "$@"
}

serve() {
	(
		. /etc/default/bailee
		start=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/bailee.service |
			sed "s|\$BAILEE_OPTIONS|$BAILEE_OPTIONS|")
		ulimit -c 0
		cd / && exec setpriv --reuid bailee --regid bailee --init-groups --no-new-privs \
			--bounding-set=-all,+net_bind_service \
			env -i PATH=/usr/bin:/bin BAILEE_STORE=/var/lib/bailee $start
	) >"$place/serve.log" 2>&1 &
	server=$!
	tries=0
	until grep -q serve.ready "$place/serve.log" || [ $tries -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	holds "it serves as the service does" grep serve.ready "$place/serve.log"
}

stop() {
	kill "$server"
	wait "$server"
	holds "SIGTERM ends it with 0" [ $? -eq 0 ]
	server=
}

kept() {
	as_service bailee find contact email=ann@example.org --purpose sales --key "$key" |
		grep "Ann Example"
}

apt-get install -q -y --no-install-recommends "$old" >"$place/apt" 2>&1
holds "apt installs it" dpkg-query -s bailee
holds "how to make a store is said" grep 'bailee init /var/lib/bailee' "$place/apt"
holds "the account is there, and may not log in" sh -c 'getent passwd bailee | grep nologin'
holds "the folder is the account's alone" sh -c '[ "$(stat -c %U%a /var/lib/bailee)" = bailee700 ]'
holds "the programme runs" bailee help
holds "each file of the package is readable by all" \
	sh -c 'dpkg -L bailee | xargs -I{} find {} -maxdepth 0 ! -perm -444 | grep . && exit 1 || exit 0'

holds "a store is made" as_service bailee init /var/lib/bailee \
	--policy /usr/share/bailee/policies/voip-distributor.policy
serve
id=$(as_service bailee staff add sales "Sam Sales")
key=$(as_service bailee key add --staff "$id" --json | sed 's/.*"token":"\([^"]*\)".*/\1/')
printf 'name,company,email\nAnn Example,Aire Voice,ann@example.org\n' >"$place/rows.csv"
holds "a row comes in" as_service bailee put contact "$place/rows.csv" --purpose sales --key "$key" \
	--verdicts /var/lib/bailee/verdicts
holds "it is found" kept
holds "root's own account is not needed: the store is the account's" \
	sh -c '[ -z "$(find /var/lib/bailee ! -user bailee)" ]'

apt-get install -q -y "$new" >"$place/apt" 2>&1
holds "it is upgraded" sh -c "[ \"\$(dpkg-query -W -f '\${Version}' bailee)\" = \
	\"\$(dpkg-deb -f '$new' Version)\" ]"
holds "how to make a store is not said again" fails grep 'bailee init' "$place/apt"
holds "what still runs answers" kept
stop
serve
holds "after the upgrade it is found" kept
stop

apt-get remove -q -y bailee >"$place/apt" 2>&1
holds "removed, the programme is gone" fails test -e /usr/bin/bailee
holds "and the store is not" test -s /var/lib/bailee/keys.db
apt-get install -q -y "$new" >"$place/apt" 2>&1
serve
holds "installed again, it is found" kept
stop

apt-get purge -q -y bailee >"$place/apt" 2>&1
holds "purged, the store is gone" fails test -e /var/lib/bailee
holds "and the account" fails getent passwd bailee
holds "and everything that was its own" sh -c \
	'[ -z "$(find /etc /usr /var/lib /lib/systemd -xdev -name "*bailee*" ! -path "*/apt/*")" ]'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
