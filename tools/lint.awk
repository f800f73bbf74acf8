# lint.awk -- the rules of doc/STYLE.md that a reader of single lines can check.
#
# Run by tools/lint over the sources.  Each line is looked at as it is and in three parts: `code`,
# `texts` (what stands in quotes) and `remark` (what stands in comments).  Runs in mawk.

BEGIN {
	# one home each: a library (by what is included), a call, a deed
	home("include", "^sodium", "^src/seal/")
	home("include", "^gnutls/", "^src/seal/")
	home("include", "^sqlite3", "^src/sql/")
	home("include", "^microhttpd", "^src/doors/http/serve\\.c$")
	home("include", "^archive", "^src/doors/")
	home("include", "^qrencode", "^src/doors/page/qr\\.c$")
	home("include", "^curl/", "^src/(promise/|doors/post/)")
	home("include", "^zlib", "^src/promise/")
	home("include", "^(unistd|fcntl|dirent|signal|poll|pwd|grp|termios|sched|spawn|pthread)\\.h$",
		"^src/sys/")
	home("include", "^(sys|netinet|arpa|net|linux)/", "^src/sys/")
	home("call", "^(malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf)$",
		"^src/base/arena\\.c$")
	home("call", "^(time|gettimeofday|clock_gettime|sleep|usleep|nanosleep|clock_nanosleep)$",
		"^src/sys/clock\\.c$")
	home("call", "^(getenv|secure_getenv|setenv|putenv|unsetenv)$", "^src/sys/")
	home("call", "^(fopen|fdopen|freopen|opendir|tmpfile|mkstemp|popen|fork|execve)$", "^src/sys/")
	home("call", "^(getrandom|arc4random|drand48)$", "^src/sys/random\\.c$")
	home("call", "^(printf|vprintf|puts|putchar|fprintf|vfprintf|fputs|fwrite|perror)$",
		"^src/(base/(log|check)\\.c$|bin/)")
	home("call", "^(exit|_exit|abort)$", "^src/(base/check\\.c$|sys/|bin/)")
	split("user item entity manager helper util ctx", word, " ")
	for (i in word)
		vague[word[i]] = 1
}

function home(kind, what, where) {
	homes++
	home_kind[homes] = kind
	home_what[homes] = what
	home_where[homes] = where
}

function complain(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why
	bad++
}

function check_home(kind, name, i) {
	for (i = 1; i <= homes; i++)
		if (home_kind[i] == kind && name ~ home_what[i] && FILENAME !~ home_where[i])
			complain((kind == "call" ? "`" name "`" : "<" name ">") \
				" has one home, and this is not it (tools/lint.awk)")
}

# Sets `code`, `texts` and `remark`; knows comments over several lines.
function part_line(line, out, c, i, n, quote) {
	code = texts = remark = ""
	n = length(line)
	for (i = 1; i <= n; i++) {
		c = substr(line, i, 1)
		if (in_comment) {
			if (substr(line, i, 2) == "*/") {
				in_comment = 0
				i++
			} else {
				remark = remark c
			}
		} else if (quote != "") {
			if (c == "\\")
				i++
			else if (c == quote)
				quote = ""
			else if (quote == "\"")
				texts = texts c
		} else if (substr(line, i, 2) == "/*") {
			in_comment = 1
			i++
		} else if (substr(line, i, 2) == "//") {
			complain("comments are /* */")
			break
		} else {
			if (c == "\"" || c == "'")
				quote = c
			code = code c
		}
	}
}

# Foreign names keep their owners' words.
function foreign(name) {
	return name ~ /^(MHD|QR|CURL|curl|gnutls|sqlite3|SQLITE|archive|ARCHIVE|sodium|crypto|epoll|SYS|PR)_/
}

function check_name(name, member, i, n, piece) {
	if (name == "data" && !member)
		complain("`data` says nothing; name what it is")
	if (foreign(name))
		return
	if (name ~ /^(handle|process)_/)
		complain("`" name "`: say what it does, not that it does")
	n = split(tolower(name), piece, "_")
	for (i = 1; i <= n; i++)
		if (piece[i] in vague)
			complain("`" name "`: `" piece[i] "` is a word that we do not use")
}

function check_names(rest, name, member, before) {
	while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
		before = substr(rest, 1, RSTART - 1)
		name = substr(rest, RSTART, RLENGTH)
		member = before ~ /(\.|->)[ \t]*$/
		rest = substr(rest, RSTART + RLENGTH)
		check_name(name, member)
		if (in_src && !member && rest ~ /^[ \t]*\(/)
			check_home("call", name)
	}
}

FNR == 1 {
	in_comment = off = function_at = 0
	in_src = FILENAME ~ /^src\//
	is_table = FILENAME ~ /\.def$/
	if (in_src && FILENAME ~ /\.(h|def)$/) {
		name = FILENAME
		sub(/^src\//, "", name)
		if (index($0, "/* " name " -- ") != 1)
			complain("a header begins with `/* " name " -- what it is for`")
	}
}

{ part_line($0) }

/clang-format off/ { off = 1 }
/clang-format on/ { off = 0 }
!off && !is_table && length($0) > 100 { complain("the line has " length($0) " characters, at most 100") }
FNR == 901 { complain("the file has more than 900 lines") }

$0 == "{" { function_at = FNR }
$0 == "}" && function_at {
	if (FNR - function_at - 1 > 80)
		complain("the function has " FNR - function_at - 1 " lines, at most 80")
	function_at = 0
}

/^[a-z][a-z0-9]*\(/ && in_src && last !~ /^static/ {
	name = $0
	sub(/\(.*/, "", name)
	if (name != "main" && name != "fail")
		complain("`" name "` is seen by the whole programme: put its module in front")
}

code ~ /^[ \t]*#[ \t]*include[ \t]*</ && in_src {
	name = code
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	check_home("include", name)
	last = $0
	next
}
code !~ /^[ \t]*#[ \t]*(include|undef|if|elif)/ { check_names(code) }
code ~ /CHECK\(!"/ { complain("a place that is never reached is CHECK_NEVER(why)") }
code ~ /^typedef/ && FILENAME != "src/base/result.h" { complain("no typedef but `result`") }

in_src && FILENAME !~ /^src\/sql\// \
	&& texts ~ /(SELECT .* FROM |INSERT (OR [A-Z]+ )?INTO |UPDATE .* SET |DELETE FROM |CREATE (TABLE|INDEX)|PRAGMA )/ {
	complain("SQL stands in src/sql and nowhere else")
}

(code " " remark) ~ /(^|[^A-Za-z])(TODO|FIXME|XXX)([^A-Za-z]|$)/ {
	complain("finish it, or open an issue")
}
tolower(code " " remark) ~ /in production|for now[^a-z]|not implemented|(^|[^a-z])stub([^a-z]|$)/ {
	complain("words of unfinished work: what is not built refuses with a clear error")
}

{ last = $0 }

END { exit bad > 0 }
