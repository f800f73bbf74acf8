/* bin/cmd_serve.c -- starts the keeper and the doors. */
#include "bin/serve.h"
#include "bin/store.h"
#include "sys/file.h"

#define LISTEN_USUAL "127.0.0.1:8443"

static const struct option_row options[] = {
	{ "listen", "WHERE",
	    "ADDR:PORT or unix:PATH, may be given more than once (" LISTEN_USUAL ")" },
	{ "plain", NULL, "without TLS; on loopback and unix sockets only" },
	{ "behind-proxy", NULL,
	    "who connects without TLS is a proxy of ours: the last address of its X-Forwarded-For is "
	    "the client's" },
	{ "cert", "FILE", "the TLS certificate, PEM; else STORE/tls.crt" },
	{ "key-file", "FILE", "its key, PEM; else STORE/tls.key" },
	{ "place", "NAME",
	    "the place of the policy that this machine is in: a store that lies elsewhere is not served" },
	{ "root", "FILE", "the root key; else STORE/root.key" },
	OPTION_PASSPHRASE_FD,
	{ "weaker-wall", NULL, "go on where the kernel has no landlock; it goes into the ledger" },
	{ "alarm-command", "FILE", "a programme to run when an alarm rings" },
	{ "mail-password", "FILE",
	    "the password of the mail account; else STORE/mail.password, if it is there" },
	{ "mail-ca", "FILE", "certificates that prove the smarthost, PEM; else the system's" },
	{ "mail-in", "WHERE",
	    "unix:PATH or 127.0.0.1:PORT, where the mail server hands mail in by LMTP" },
	{ "mail-trust", "ID",
	    "the authserv-id of that mail server: its `dmarc=pass` proves who a message is from" },
	{ "ready", "FD", "write one byte there when all of it answers" },
};

/* Given, systemd's, or beside the store. */
static struct str
password_file(struct call *call, struct str store)
{
	struct str path = call_option(call, "mail-password");

	if (path.n > 0 || root_credential(call->sc, "bailee-mail-password", &path))
		return path;
	path = path_join(&call->sc->arena, store, S("mail.password"));
	return file_exists(call->sc, path) ? path : S("");
}

static result
run(struct call *call)
{
	struct scope *sc = call->sc;
	LIST(struct str)
	listen = { 0 };
	struct serve_options o = {
		.store = call_store(call),
		.plain = call_has(call, "plain"),
		.proxied = call_has(call, "behind-proxy"),
		.cert = call_option(call, "cert"),
		.key = call_option(call, "key-file"),
		.place = call_option(call, "place"),
		.weaker = call_has(call, "weaker-wall"),
		.ready = -1,
	};
	uint64_t ready;
	int fd;

	for (size_t i = 0; i < call->options.n; i++)
		if (str_eq(str_of(call->options.at[i].row->name), S("listen")))
			*LIST_ADD(&listen, &sc->arena) = call->options.at[i].value;
	o.alarm_command = call_option(call, "alarm-command");
	o.mail_password = password_file(call, o.store);
	o.mail_authority = call_option(call, "mail-ca");
	o.mail_in = call_option(call, "mail-in");
	o.mail_trust = call_option(call, "mail-trust");
	o.listen = listen.at;
	o.listens = listen.n;
	if (call_has(call, "ready")) {
		if (!str_to_u64(call_option(call, "ready"), &ready) || ready > 1023)
			return fail(sc, E_INPUT, "--ready takes the number of a descriptor");
		o.ready = (int)ready;
	}
	TRY(root_fd_option(call, &fd));
	TRY(root_find(sc, o.store, call_option(call, "root"), fd, &o.root));
	return serve_run(sc, &o);
}

const struct command command_serve = {
	.name = "serve",
	.args = "",
	.what = "serve a store: the keeper, and the doors",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "Runs until SIGINT or SIGTERM.  The keeper has the keys and no network; the "
		  "doors have the\n"
		  "network and no keys.  What dies is started again.  Where the root key is a "
		  "passphrase, it is\n"
		  "asked for at the terminal; of systemd's credentials, `bailee-root` is a key file "
		  "and\n"
		  "`bailee-passphrase` a passphrase (systemd.exec(5)); `bailee-mail-password` is "
		  "the password\n"
		  "of the account that `bailee mail set` names.\n"
		  "\n"
		  "An alarm rings once for its cause, and again each day while that lasts: a letter "
		  "goes to the\n"
		  "policy's `dpo`, and --alarm-command is run with four words: NAME OF TIME LINE, "
		  "such as\n"
		  "`case-due 01JD2K8B7Q4M5N6P7R8S9T0V1W 2027-03-02T09:00:00Z 0`; never a value of a "
		  "person.  NAME is\n"
		  "case-due (in five days, or late), lapsed (a review, duty or hold), unconfirmed (a "
		  "recipient or\n"
		  "place), sweep-late, mail-failed.",
	.examples = "bailee serve --store ./store\n"
		    "bailee serve --listen 0.0.0.0:443 --cert /etc/ssl/bailee.pem --key-file "
		    "/etc/ssl/bailee.key",
};
