/* doors/page/page.h -- pages for people: what a `.page` file becomes, and what runs it.
 *
 *  W20 A page is one file.  It asks verbs, as a stranger would, and prints their answers; tools/
 *      pagegen checks each slot against the answer's shape and escapes it by where it stands.
 *  W21 A form's POST counts only with the token that its page was given (CSRF), from the same site.
 *  W22 No value of a person is in an address: ids, numbers and words of the policy alone.
 *  W23 A POST that did something answers with a redirect, or shows what can be shown once.
 *  W36 A form that is done in steps is asked again from where it stands, up to so many times; what
 *      is left has a button to go on.
 *  W24 No JavaScript, no other site, nothing inline: the content security policy says so.
 *
 * Who signed in is a session of the keeper's; its token stands in one cookie with the form token.
 */
#ifndef BAILEE_DOORS_PAGE_PAGE_H
#define BAILEE_DOORS_PAGE_PAGE_H

#include "doors/http/http.h"

/* -- what tools/pagegen makes ------------------------------------------------ */

enum page_from { FROM_LITERAL,
	FROM_PATH,
	FROM_QUERY,
	FROM_FORM,
	/* all fields NAME.x of the form, as a map: without what the fields was.x say, too, and
	 * null for what they say and nobody does any more */
	FROM_PREFIX,
	FROM_ROWS }; /* the rows of the list that was brought: many questions (brought.h) */

/* One member of a question; "who.email" is a member of a map. */
struct page_member {
	const char *member, *type;
	enum page_from from;
	const char *value;
};

/* It is asked while each of these is there, or is not: "may.work.needs", "posted". */
struct page_when {
	bool negate;
	const char *what;
};

/* A question and a POST may have one name: the page shows the answer to either. */
struct page_ask {
	const char *name;
	enum verb verb;
	bool tries; /* a refusal is shown where the answer would stand */
	const struct page_member *member;
	size_t n;
	const struct page_when *when;
	size_t whens;
};

enum page_cookie { COOKIE_STAYS,
	COOKIE_ENTERS, /* the answer's `session` is the cookie from now on */
	COOKIE_LEAVES };

struct page_post {
	struct page_ask ask;
	const char *then; /* where to go; empty: the page itself shows the answer */
	const char *says; /* what stands above the next page */
	const char *sends; /* the answer is a package, a file of that name */
	enum page_cookie cookie;
	bool repeats; /* asked again from its cursor until there is none; its numbers are added up */
};

enum page_area { AREA_OPEN, /* without signing in */
	AREA_ACCOUNT,
	AREA_DESK,
	AREA_PERSON,
	AREA_STAFF };

/* Taken up before the wall is raised, behind which no file can be read. */
#define PAGE_ZONE "Europe/London"

struct page;

struct page_row {
	const char *name, *path, *title;
	enum page_area area;
	const struct page_ask *ask;
	size_t asks;
	const struct page_post *post;
	size_t posts;
	void (*print)(struct page *);
};

extern const struct page_row page_rows[];
extern const size_t page_rows_n;
extern const char page_style[];

/* -- one page being printed -------------------------------------------------- */

struct page {
	struct scope *sc;
	struct buf *out;
	const struct page_row *row;
	const struct node *answers; /* by the names that the page gives its questions */
	const struct node *me; /* who signed in, or NULL */
	const struct node *path, *query;
	const struct node *fault; /* why the POST was not done, as a `refused`; or NULL */
	const struct node *form; /* what was posted, or NULL */
	struct str posted; /* which form; or empty */
	struct str token; /* of forms */
	struct str body; /* of the layout */
	struct instant now;
	bool zoned; /* the keeper's zone is the door's: times are civil there, else UTC */
	bool in_posted; /* in the form that came back with a fault: by its name and its place */
	int64_t forms;
	struct str choice, chosen; /* within a choose: its name, what is chosen */
	bool choice_list;
	int64_t ids; /* of inputs, each its own */
};

enum page_say { SAY_TEXT,
	SAY_WORDS, /* a name of the policy, with blanks for dashes */
	SAY_CAPITAL,
	SAY_LABEL, /* a name with blanks and a capital */
	SAY_SENTENCE, /* what the keeper says: a capital, a full stop */
	SAY_TIME,
	SAY_DATE,
	SAY_LEFT, /* "3 days left", "today", "2 days late" */
	SAY_RAW, /* a time, for `datetime` */
	SAY_YES };

enum page_url { URL_ID,
	URL_NUMBER,
	URL_WORD,
	URL_NAME, /* an id or a word */
	URL_OTPAUTH }; /* what an authenticator app is given */

/* print.c: the only ways to the page.  A literal is the template's own. */
void page_literal(struct page *, struct str);
void page_say(struct page *, const struct node *, enum page_say);
void page_url(struct page *, const struct node *, enum page_url);
void page_body(struct page *);
void page_count(struct page *, const struct node *list);
/* A copy, by a member's text: times of the keeper are in order so. */
const struct node *page_sorted(struct page *, const struct node *list, struct str by);
bool page_is(const struct node *);
bool page_same(const struct node *, const struct node *);
bool page_has(const struct node *list, struct str word);
bool page_starts(const struct node *, struct str with);
bool page_is_word(const struct node *, struct str word);
const struct node *page_constant(struct page *, struct str);
const struct node *page_key(struct page *, const struct node *);
const struct node *page_posted(struct page *);
const struct node *page_which(struct page *); /* its name */
struct str page_text_of(const struct node *);
struct str page_join(struct page *, struct str prefix, const struct node *);
/* "text (beside)" */
struct str page_beside(struct page *, struct str text, const struct node *beside);
void page_pass(struct page *, struct node *to, struct str name, const struct node *);
void page_pager(struct page *, const struct node *cursor);

/* qr.c: an address that a camera reads; nothing, when it is too long for one */
void page_qr(struct page *, const struct node *);

/* widget.c: forms, in which every input has its label and its fault */
enum page_field_kind { FIELD_TEXT,
	FIELD_LONG,
	FIELD_SOME, /* text that is mostly short */
	FIELD_PASSWORD,
	FIELD_NEW,
	FIELD_CODE,
	FIELD_NAME,
	FIELD_EMAIL,
	FIELD_PHONE,
	FIELD_DATE,
	FIELD_NUMBER,
	FIELD_FILE,
	FIELD_SEARCH,
	FIELD_PERSON, /* a name of theirs */
	FIELD_THEIR_EMAIL, /* not whoever types */
	FIELD_THEIR_PHONE,
	FIELD_DECIMAL,
	FIELD_OWN_ADDRESS,
	FIELD_WHEN };

struct page_field {
	struct str name, label, hint;
	enum page_field_kind kind;
	const struct node *value;
	bool optional;
};

struct page_choice {
	struct str name, label, hint;
	const struct node *value;
	bool list; /* a drop-down list, not buttons */
};

void page_form(struct page *, struct str name, bool multipart);
/* To another page: its path's {names} are ids or words of the policy, of `names`. */
void page_form_to(
    struct page *, struct str name, struct str path, const struct node *names);
void page_form_end(struct page *);
void page_field(struct page *, const struct page_field *);
/* field.c: of a field of the policy (shape `work-field`) its value, and an input that fits it */
void page_value(struct page *, const struct node *value, const struct node *field);
struct page_entering {
	const struct node *value;
	bool optional;
	bool own; /* whoever types it says it of themselves */
};
void page_enter(struct page *, struct str name, const struct node *field, struct page_entering);
/* A consent (shape `box`) that nobody but the person ticks: UK GDPR Art 4(11), 7(2). */
void page_agree(struct page *, struct str name, const struct node *box);
void page_choose(struct page *, const struct page_choice *);
void page_option(struct page *, struct str value, struct str label);
void page_choose_end(struct page *, bool list);
void page_tick(struct page *, struct str name, struct str value, struct str label);
/* With what it means under it, and its fault. */
void page_tick_said(
    struct page *, struct str name, struct str value, struct str label, struct str hint);
/* `kept`: of a form that comes back, what it brought. */
void page_hidden(struct page *, struct str name, const struct node *, bool kept);
void page_submit(struct page *, struct str label, bool danger);
void page_summary(struct page *); /* what was wrong, linked to its field */

/* form.c: a POST's body as a map of texts; a name that stands twice is a list */
#define FORM_BYTES_MAX HTTP_BODY_MAX
#define FORM_FIELDS_MAX 400
result form_parse(struct scope *, struct str type, struct str body, struct node **) MUST;

/* -- a visit: run.c ---------------------------------------------------------- */

struct page_task {
	const struct http_request *request;
	const struct page_row *row;
	struct node *path;
	struct str session, token; /* the cookie's two */
	bool is_post, is_new; /* is_new: the cookie must be set */
	bool forgets; /* the session is over: its cookie goes */
	bool broken; /* what the page shows cannot be had */
	bool streams; /* a `download`, or a package in parts: what it names is the response */
	const struct page_post *post;
	struct node *form;
	struct brought *rows; /* the list that the post brings (brought.h), or NULL */
	const struct node *so_far; /* of a post that repeats: the answers until now, added up */
	size_t rounds;
	size_t step;
	struct node *answers;
	const struct node *me, *fault;
	int status;
};

/* Is this path a page's, or one where a browser should be told that there is none? */
bool pages_takes(const struct http_request *);
/* Before the body.  False: the response is there. */
bool pages_begin(
    struct scope *, const struct http_request *, struct page_task *, struct http_response *);
/* After it.  False: the response is there. */
bool pages_read(struct scope *, struct page_task *, struct http_response *);
/* The next question.  False: the response is there. */
bool pages_next(struct scope *, struct page_task *, struct question_head *, struct node **question,
    struct http_response *);
/* Its answer. */
void pages_take(struct scope *, struct page_task *, const struct reply *);
/* page_task.streams: as whom its pieces are asked for. */
void pages_stream(const struct page_task *, struct http_task *);
/* A page that says why there is none. */
void pages_problem(struct scope *, const struct page_task *, int status, struct str title,
    struct str detail, struct http_response *);

#endif
