/* bin/cmd_mail.c -- letters: where they go out, what waits, what failed; mail that comes in. */
#include "base/json.h"
#include "bin/hand_in.h"
#include "bin/store.h"
#include "sys/file.h"

#define MESSAGE_MOST ((size_t)64 << 20)
#define STANDARD_INPUT 0

static const struct option_row options[] = {
	OPTION_KEY,
	{ "port", "N", "of the smarthost: 587, with --tls tls 465" },
	{ "tls", "HOW", "starttls, tls (from the first byte), or none: to this machine alone" },
	{ "from", "ADDRESS",
	    "whom letters come from; else the controller's e-mail of the policy.  Of `in`: the sender "
	    "of the envelope, empty for a report" },
	{ "at", "WHERE",
	    "in: where `bailee serve --mail-in` listens; else unix:STORE/mail.sock" },
	{ "account", "NAME", "who signs in; `bailee serve --mail-password` has the password" },
	{ "waiting", NULL, "only what waits" },
	{ "failed", NULL, "only what did not go out" },
	{ "cursor", "ID", "go on after the last page" },
	{ "limit", "N", "at most so many, 1 to 500" },
};

/* As words for a mail server's log: what it became, and of which case. */
static void
show_answer(struct call *call, struct str answer)
{
	struct arena *a = &call->sc->arena;
	struct node *said = node_map(a);
	struct str rest, code = str_cut(answer, ' ', &rest), id;

	(void)str_cut(rest, ' ', &rest);
	node_set_str(a, said, S("answer"), code);
	node_set_str(a, said, S("became"), str_cut(rest, ' ', &id));
	if (id.n > 0)
		node_set_str(a, said, S("case"), id);
	if (call->json)
		buf_put(&call->out, json_text(a, said));
	else
		buf_put(&call->out, rest);
	buf_putc(&call->out, '\n');
}

static result
read_message(struct call *call, struct str *message)
{
	if (call->n == 2)
		return file_read(call->sc, call->args[1], MESSAGE_MOST, message);
	return file_drain(
	    call->sc, (struct file){ STANDARD_INPUT }, MESSAGE_MOST, message);
}

static result
run_in(struct call *call)
{
	struct handing m = { .at = call_option(call, "at"),
		.from = call_has(call, "from") ? call_option(call, "from") : S("unknown@localhost"),
		.to = call->args[0] };
	struct str answer;

	if (m.at.n == 0)
		m.at = str_printf(&call->sc->arena, "unix:%.*s",
		    STR(path_join(&call->sc->arena, call_store(call), S("mail.sock"))));
	TRY(read_message(call, &m.message));
	TRY(hand_in(call->sc, &m, &answer));
	if (str_starts(answer, S("2"))) {
		show_answer(call, answer);
		return OK;
	}
	return fail(call->sc, str_starts(answer, S("4")) ? E_BUSY : E_INPUT, "it was not taken: %.*s",
	    STR(answer));
}

static const struct act acts[] = {
	{ "set", "HOST", 1, 1, "letters go out by this smarthost from now on", call_act, VERB_MAIL,
	    "host", "mail" },
	{ "unset", "", 0, 0, "no letter is taken any more", call_act, VERB_MAIL, "", "" },
	{ "test", "ADDRESS", 1, 1, "send a letter to an address of yours", call_act,
	    VERB_MAIL_TEST, "to", "letter" },
	{ "in", "ADDRESS [FILE]", 1, 2,
	    "hand one message to ADDRESS in, from FILE or standard input; a mail server does it by "
	    "itself",
	    run_in, VERB_MAIL_IN, "", "" },
	{ "list", "", 0, 0, "letters and what became of them, without what they say", call_act,
	    VERB_LETTERS, "", "letters: letter kind way state of queued ended tries answer" },
};

const struct command command_mail = {
	.name = "mail",
	.what = "letters that go out by mail, and mail that comes in",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "`bailee serve` hands letters to one smarthost, which signs them (DKIM) and delivers them.\n"
	    "A certificate that does not prove, or a smarthost without TLS, is given nothing.\n"
	    "\n"
	    "A letter is sealed under a key of its own, which is destroyed when the letter has gone, was\n"
	    "refused, or could not go out within three days (a code to sign in with: within minutes).\n"
	    "What an answer of 5xx refuses is shown by `list --failed` and not tried again; after 4xx or\n"
	    "no answer it is tried after 30 seconds, 2, 10 and 30 minutes, 1, 2 and then every 4 hours.\n"
	    "A letter whose sending was cut off by a crash goes out again with the same Message-ID.\n"
	    "\n"
	    "Mail comes in where `bailee serve --mail-in 127.0.0.1:2424` or `--mail-in\n"
	    "unix:STORE/mail.sock` listens (LMTP, RFC 2033): a message to the policy's `email` or\n"
	    "`dpo` is a request, its time running, until a colleague has said which right it is\n"
	    "(`bailee case sort`); one that answers a letter of ours is put to its case.  A subject that\n"
	    "is `unsubscribe`, or a message to unsubscribe@ the same domain, ends advertising at once.\n"
	    "What a machine wrote opens nothing; a letter that came back is noted at its case.\n"
	    "Attachments are not kept.\n"
	    "\n"
	    "With Postfix, in main.cf `transport_maps = hash:/etc/postfix/transport`, and in transport\n"
	    "`privacy@example.com lmtp:inet:127.0.0.1:2424`; then postmap, and postfix reload.  Of a\n"
	    "mailbox elsewhere, fetchmail hands over with `smtphost 127.0.0.1/2424` and `lmtp`.\n"
	    "\n"
	    "A sender is known by an address on record only where `--mail-trust ID` names the mail\n"
	    "server, whose field `Authentication-Results: ID; dmarc=pass` proves it (RFC 8601;\n"
	    "OpenDMARC, rspamd).  It has to take such fields away that came from outside.  Everybody\n"
	    "else shows who they are first.  Who can connect can write that field: leave the socket to\n"
	    "the mail server where others have accounts on the machine.",
	.examples = "bailee mail set mail.example.net --account bailee\n"
		    "bailee mail test me@example.net\n"
		    "bailee mail list --failed\n"
		    "bailee mail in privacy@example.com ./message.eml",
};
