/* bin/cmd_stream.c -- recordings, photos and videos, of any size. */
#include "bin/store.h"
#include "doors/folder/media.h"
#include "sys/file.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "purpose", "PURPOSE", "what for" },
	{ "type", "TYPE", "what the file is, audio/wav or the like; else by the end of its name" },
	{ "second", "TOKEN", "the second person's key, where the policy asks for two people" },
	OPTIONS_WHY,
};

/* Of each piece nothing is left when the next one comes. */
static result
ask_piece(struct call *call, enum verb verb, result (*make)(struct call *, void *, struct node *),
    result (*take)(struct call *, void *, const struct node *), void *of)
{
	struct scope *outer = call->sc, own;
	const struct node *answer;
	struct node *question;
	result r;

	scope_begin(&own, outer->now);
	call->sc = &own;
	question = node_map(&own.arena);
	r = make(call, of, question);
	if (r.code == E_OK)
		r = call_ask(call, verb, question, &answer);
	if (r.code == E_OK)
		r = take(call, of, answer);
	call->sc = outer;
	return scope_end_within(&own, outer, r);
}

/* -- in ---------------------------------------------------------------------- */

struct bringing {
	struct file file;
	struct str stream;
	uint64_t at, bytes;
	size_t piece;
};

static result
make_piece(struct call *call, void *of, struct node *q)
{
	struct bringing *b = of;
	struct arena *a = &call->sc->arena;
	char *bytes = arena_alloc(a, b->piece);
	size_t got;

	TRY(file_get(call->sc, b->file, b->at, bytes, b->piece, &got));
	if (got == 0)
		return fail(call->sc, E_INPUT, "the file became shorter while it was read");
	node_set_str(a, q, S("stream"), b->stream);
	node_set_int(a, q, S("at"), (int64_t)b->at);
	node_set_str(a, q, S("piece"), base64_encode(a, bytes, got));
	return OK;
}

static result
take_place(struct call *call, void *of, const struct node *answer)
{
	struct bringing *b = of;

	(void)call;
	b->at = (uint64_t)node_get_int(answer, S("at"), 0);
	return OK;
}

static result
begin(struct call *call, const struct act *act, struct str name, struct bringing *b)
{
	struct arena *a = &call->sc->arena;
	struct str type = call_option(call, "type");
	const struct node *answer;
	struct file_facts facts;
	struct node *question;

	TRY(file_look(call->sc, name, &facts));
	b->bytes = facts.size;
	TRY(call_question(call, act, &question));
	node_set_str(a, question, S("type"), type.n > 0 ? type : media_of_name(name));
	node_set_int(a, question, S("bytes"), (int64_t)b->bytes);
	TRY(call_ask(call, VERB_UPLOAD, question, &answer));
	if (call_refused(call, answer))
		return OK;
	b->stream = node_get_str(answer, S("stream"));
	b->piece = (size_t)node_get_int(answer, S("piece"), 1);
	while (b->at < b->bytes)
		TRY(ask_piece(call, VERB_UPLOAD_PIECE, make_piece, take_place, b));
	return OK;
}

static result
bring(struct call *call, const struct act *act, struct bringing *b)
{
	struct str name = call->args[call->n - 1];
	result r;

	TRY(file_open(call->sc, name, &b->file));
	r = begin(call, act, name, b);
	file_close(&b->file);
	return r;
}

static result
end(struct call *call, const struct bringing *b, const struct node **answer)
{
	struct node *question = node_map(&call->sc->arena);

	node_set_str(&call->sc->arena, question, S("stream"), b->stream);
	return call_ask(call, VERB_UPLOAD_END, question, answer);
}

static result
run_bring(struct call *call)
{
	static const struct act act = { .verb = VERB_UPLOAD, .members = "dataset field" };
	struct bringing b = { 0 };
	const struct node *answer;

	TRY(bring(call, &act, &b));
	if (call->no)
		return OK;
	TRY(end(call, &b, &answer));
	return call_show(call, answer, "");
}

static result
run_change(struct call *call)
{
	static const struct act act = { .verb = VERB_UPLOAD, .members = "dataset record field" };
	static const struct act change = { .verb = VERB_CHANGE, .members = "dataset record" };
	struct arena *a = &call->sc->arena;
	struct bringing b = { 0 };
	const struct node *answer;
	struct node *question;

	TRY(bring(call, &act, &b));
	if (call->no)
		return OK;
	TRY(end(call, &b, &answer));
	TRY(call_question(call, &change, &question));
	node_set_str(a, node_set(question, S("values"), node_map(a)), call->args[2],
	    node_get_str(answer, S("stream")));
	TRY(call_ask(call, VERB_CHANGE, question, &answer));
	return call_show(call, answer, "");
}

/* -- out --------------------------------------------------------------------- */

#define PIECE ((int64_t)256 << 10)

struct taking {
	struct file file;
	struct str ticket;
	int64_t at, bytes;
};

static result
make_wish(struct call *call, void *of, struct node *q)
{
	struct taking *t = of;

	node_set_str(&call->sc->arena, q, S("download"), t->ticket);
	node_set_int(&call->sc->arena, q, S("from"), t->at);
	node_set_int(&call->sc->arena, q, S("most"), PIECE);
	return OK;
}

static result
take_bytes(struct call *call, struct taking *t, struct str text)
{
	struct str bytes;

	if (!base64_decode(&call->sc->arena, text, &bytes) || bytes.n == 0)
		return fail(call->sc, E_IO, "the keeper gave no more of it");
	TRY(file_put(call->sc, t->file, (uint64_t)t->at, bytes));
	t->at += (int64_t)bytes.n;
	return OK;
}

static result
take_piece(struct call *call, void *of, const struct node *answer)
{
	return take_bytes(call, of, node_get_str(answer, S("piece")));
}

static result
fetch(struct call *call, struct taking *t, const struct node *answer)
{
	t->ticket = node_get_str(answer, S("download"));
	t->bytes = node_get_int(answer, S("bytes"), 0);
	if (t->ticket.n == 0)
		return take_bytes(call, t, node_get_str(answer, S("whole")));
	while (t->at < t->bytes)
		TRY(ask_piece(call, VERB_DOWNLOAD_PIECE, make_wish, take_piece, t));
	return OK;
}

static result
run_get(struct call *call)
{
	static const struct act act = { .verb = VERB_DOWNLOAD, .members = "dataset record field" };
	struct taking t = { 0 };
	const struct node *answer;
	struct node *question;
	result r;

	TRY(call_question(call, &act, &question));
	TRY(call_ask(call, VERB_DOWNLOAD, question, &answer));
	if (call_refused(call, answer))
		return OK;
	TRY(file_create(call->sc, call->args[3], FILE_PRIVATE, &t.file));
	r = fetch(call, &t, answer);
	file_close(&t.file);
	TRY(r);
	buf_printf(&call->out, "wrote %lld bytes of %.*s to %.*s, sha-256 %.*s\n",
	    (long long)t.bytes, STR(node_get_str(answer, S("type"))), STR(call->args[3]),
	    STR(node_get_str(answer, S("sha-256"))));
	return OK;
}

static const struct act acts[] = {
	{ "bring", "DATASET FIELD FILE", 3, 3,
	    "bring one before its record: `bailee put` then gives the `stream:ID` that is printed",
	    run_bring, VERB_UPLOAD, "dataset field", "" },
	{ "change", "DATASET RECORD FIELD FILE", 4, 4, "the record has this one from now on",
	    run_change, VERB_UPLOAD, "dataset record field", "" },
	{ "get", "DATASET RECORD FIELD FILE", 4, 4, "write it to a new file", run_get,
	    VERB_DOWNLOAD, "dataset record field", "" },
};

const struct command command_stream = {
	.name = "stream",
	.what = "recordings, photos and videos: fields of type audio, image and video",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "Brought, sealed and read piece by piece, up to 2 GiB.  What is brought to a "
		  "store that is\n"
		  "served, and is named by no record within the hour, is given up.  To listen "
		  "needs a line\n"
		  "`may hear` or `may read`; each time is an entry in the ledger.  Over HTTP: PUT and\n"
		  "GET /v1/data/DATASET/RECORD/FIELD, with Range.",
	.examples = "bailee stream bring call audio call.wav --purpose verify\n"
		    "bailee stream get call 01JD2K8B7Q4M5N6P7R8S9T0V1W audio call.wav --purpose "
		    "verify --ticket T-1",
};
