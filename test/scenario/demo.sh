#!/bin/sh
# demo.sh -- the demo as a newcomer meets it: start it, paste what it prints, press Ctrl-C, again.
#
#	test/scenario/demo.sh [BUILD]     build folder to try, default `build`
#
# Does so for each company of test/scenario/demo.d, whose lines say `[again] N holds|lacks PATTERN`.
# Uses a folder and a port of its own, so that it may run beside a demo that somebody looks at.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
place=$(mktemp -d) || exit 2
page=$place/page
group=
passed=0
failed=0
trap '[ -z "$group" ] || kill -KILL "-$group" 2>/dev/null; rm -rf "$place"' EXIT
trap 'exit 2' INT TERM

good() {
	passed=$((passed + 1))
}

bad() { # what file-to-show
	echo "demo.sh: $1"
	[ -z "${2:-}" ] || sed 's/^/    /' "$2"
	failed=$((failed + 1))
}

# The demo in a process group of its own, with SIGINT as a terminal leaves it.
start() {
	: >"$page"
	BAILEE_DEMO=$place/demo BAILEE_DEMO_BUILD=$build BAILEE_DEMO_LISTEN=127.0.0.1:$port \
		env --default-signal=INT setsid tools/demo "$company" >"$page" 2>&1 &
	group=$!
	tries=0
	until grep -q '^Ctrl-C' "$page" || [ $tries -ge 600 ]; do
		kill -0 "$group" 2>/dev/null || break
		tries=$((tries + 1))
		sleep 0.1
	done
	if grep -q '^Ctrl-C' "$page"; then
		good
	else
		bad "it did not print its page" "$page"
	fi
}

# What stands under N. on the page, pasted into a shell after the first line.
paste() { # N
	sed -n '/^five things/,/^1\./s/^    //p; /^'"$1"'\./,/^[^ ]*\(.\.\|Ctrl-C\)/s/^    //p' "$page" >"$place/pasted"
	sh "$place/pasted" >"$place/answer" 2>&1
}

holds() { # what the answer must match
	if grep -q -e "$1" "$place/answer"; then
		good
	else
		bad "pasted, it does not say '$1':" "$place/answer"
		sed 's/^/    $ /' "$place/pasted"
	fi
}

lacks() {
	if grep -q -e "$1" "$place/answer"; then
		bad "pasted, it still says '$1':" "$place/answer"
	else
		good
	fi
}

# Pastes what the plan's lines name, each once, and looks at the answers.
expect() { # lines of the plan
	pasted=
	while read -r number relation pattern; do
		[ "$number" = "$pasted" ] || paste "$number"
		pasted=$number
		"$relation" "$pattern"
	done <<-END
		$(grep "$1" "$plan" | sed 's/^again //')
	END
}

# Of a whole session no process may be left: the doors and the keeper go with the demo.
left() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		sed 's/^\([0-9]*\) (\(.*\)) /\1 \2 /' |
		grep -E "^[0-9]+ .* [RSD] [0-9]+ [0-9]+ $1 " | cut -c1-60
}

interrupt() {
	kill -INT "-$group"
	wait "$group"
	status=$?
	if [ $status -eq 0 ]; then
		good
	else
		bad "after Ctrl-C its status is $status, not 0" "$place/demo/$company/serve.log"
	fi
	left "$group" >"$place/left"
	if [ -s "$place/left" ]; then
		bad "after Ctrl-C these are left:" "$place/left"
	else
		good
		group=
	fi
}

port=$((20000 + $$ % 20000))
for plan in test/scenario/demo.d/*; do
	company=$(basename "$plan")
	start
	expect "^[1-5]"
	interrupt
	start # again: the same people, and their rows are not brought in twice
	expect "^again"
	interrupt
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
