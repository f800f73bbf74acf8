/* keeper/serve.h -- one small function a verb: from the question's tree to a
 * call of gate, rights, term or vault, and from what comes back to a tree.
 *
 *  K16  A verb that writes does so in the wave's transaction, in a savepoint
 *       of its own; it commits nothing.  Those that cannot (SERVE_ALONE) stand
 *       alone between two waves.
 *  K17  A refusal is put into `verdict`; the caller rolls back and writes its
 *       entry.  `noted` tells what the entry says of the question.
 */
#ifndef BAILEE_KEEPER_SERVE_H
#define BAILEE_KEEPER_SERVE_H

#include "keeper/inside.h"
#include "gate/hand.h"
#include "gate/work.h"
#include "rights/rights.h"

struct serving {
	struct scope *sc;
	struct keeper *keeper;
	struct store *store;
	struct asker *asker;
	struct str token; /* that was shown, or empty */
	const struct node *q;
	struct node *body;
	struct verdict verdict;
	struct question noted;
};

/* Who asks, what was asked and whether they may; then the verb's function. */
result serve_question(struct scope *, struct keeper *, const struct keeper_link *,
    const struct question_head *, const struct node *question, struct reply *) MUST;
enum serve_how {
	SERVE_WHOLE, /* in a savepoint of its own: all of it or nothing */
	SERVE_IN_PIECES, /* each piece in one: a fault has undone its piece alone */
	SERVE_ALONE, /* makes its own transactions (K16) */
};
enum serve_how serve_how(enum verb);
/* Fills the reply's head; the policy and the newest entry. */
void serve_head(const struct keeper *, struct reply *);

/* serve_data.c */
/* What was asked, and for which entry. */
result serve_read_question(struct serving *, struct question *) MUST;
result serve_offer(struct serving *) MUST;
result serve_read(struct serving *) MUST;
result serve_find(struct serving *) MUST;
result serve_list(struct serving *) MUST;
result serve_totals(struct serving *) MUST;
result serve_change(struct serving *) MUST;
result serve_release(struct serving *) MUST;
/* serve_work.c */
result serve_may(struct serving *) MUST;
struct node *serve_field_node(struct arena *, const struct plan *, const struct work_field *);
/* serve_form.c */
result serve_forms(struct serving *) MUST;
result serve_form(struct serving *) MUST;
result serve_form_send(struct serving *) MUST;
/* serve_stream.c */
result serve_upload(struct serving *) MUST;
result serve_upload_piece(struct serving *) MUST;
result serve_upload_end(struct serving *) MUST;
result serve_download(struct serving *) MUST;
result serve_download_piece(struct serving *) MUST;
/* serve_order.c */
result serve_second_code(struct serving *) MUST;
result serve_order(struct serving *) MUST;
result serve_orders(struct serving *) MUST;
result serve_order_act(struct serving *) MUST;
/* serve_incident.c */
result serve_incident(struct serving *) MUST;
result serve_incidents(struct serving *) MUST;
result serve_incident_act(struct serving *) MUST;
/* Who else shows a key, for `two people`; NULL when nobody does. */
result serve_second(struct serving *, const struct asker **second) MUST;
/* serve_hand.c: releases, hand-overs */
result serve_hands(struct serving *) MUST;
result serve_take(struct serving *) MUST;
result serve_hand_end(struct serving *) MUST;
result serve_hand_to(struct serving *) MUST;
/* Those whose time has come, into what goes out. */
result serve_hands_out(struct serving *, size_t most, struct node *messages) MUST;
void set_handed(struct serving *, const struct handed *, size_t n);
/* Who asks for what, and the second person's key: as the gate takes it. */
result serve_read_question(struct serving *, struct question *) MUST;
/* serve_send.c: a signed message for an address */
struct node *message_node(struct serving *, struct str id, struct str url, struct str body);
/* serve_will.c: events, consent, contact */
result serve_event(struct serving *) MUST;
result serve_consent(struct serving *) MUST;
result serve_confirm(struct serving *) MUST;
result serve_withdraw(struct serving *) MUST;
result serve_contact(struct serving *) MUST;
result serve_contacts(struct serving *) MUST;
result serve_click(struct serving *) MUST;
result serve_screening(struct serving *) MUST;
/* serve_person.c */
result serve_subjects(struct serving *) MUST;
result serve_subject(struct serving *) MUST;
result serve_merge(struct serving *) MUST;
result serve_split(struct serving *) MUST;
result serve_child(struct serving *) MUST;
result serve_readers(struct serving *) MUST;
result serve_case(struct serving *) MUST;
result serve_request(struct serving *) MUST;
result serve_request_code(struct serving *) MUST;
result serve_cases(struct serving *) MUST;
result serve_act(struct serving *) MUST;
result serve_case_code(struct serving *) MUST;
result serve_asked(struct serving *) MUST;
result serve_answer(struct serving *) MUST;
result serve_new_address(struct serving *) MUST;
result serve_not_me(struct serving *) MUST;
result serve_owed(struct serving *) MUST;
result serve_owed_tell(struct serving *) MUST;
result serve_owed_print(struct serving *) MUST;
result serve_package(struct serving *) MUST;
/* The package of that case in that form, for whoever asks, as the answer. */
result serve_package_of(struct serving *, struct str id, struct str form) MUST;
result serve_copy_code(struct serving *) MUST;
result serve_copy_take(struct serving *) MUST;
/* serve_parts.c: of a person of whom much is held; `parts` into the answer */
result making_begin(struct serving *) MUST;
result serve_package_part(struct serving *) MUST;
/* serve_decision.c */
result serve_decision(struct serving *) MUST;
result serve_decisions(struct serving *) MUST;
result serve_decision_act(struct serving *) MUST;
result serve_contest(struct serving *) MUST;
result serve_yes(struct serving *) MUST;
/* serve_end.c */
result serve_due(struct serving *) MUST;
result serve_erase(struct serving *) MUST;
/* By when no backup brings back what was erased now. */
result serve_set_clear(struct serving *) MUST;
result serve_hold(struct serving *) MUST;
result serve_holds(struct serving *) MUST;
result serve_lift(struct serving *) MUST;
/* serve_told.c */
result serve_tellings(struct serving *) MUST;
result serve_told(struct serving *) MUST;
/* serve_send.c */
result serve_tell_to(struct serving *) MUST;
result serve_outbox(struct serving *) MUST;
result serve_sent(struct serving *) MUST;
/* serve_mail.c */
result serve_mail(struct serving *) MUST;
result serve_mail_test(struct serving *) MUST;
/* serve_mail_in.c: what is written to us. */
result serve_mail_in(struct serving *) MUST;
result serve_text(struct serving *) MUST;
result serve_text_test(struct serving *) MUST;
result serve_letters(struct serving *) MUST;
/* Into `body`: letters that are to go out now, and where to. */
result serve_letters_out(struct serving *) MUST;
/* More of `messages`. */
result serve_texts_out(struct serving *, size_t most, struct node *messages) MUST;
result serve_letter_sent(struct serving *, struct str id) MUST;
/* serve_who.c: parties, staff, keys, facts */
result serve_party(struct serving *) MUST;
result serve_party_act(struct serving *) MUST;
result serve_party_package(struct serving *) MUST;
result serve_parties(struct serving *) MUST;
result serve_staff(struct serving *) MUST;
result serve_staffs(struct serving *) MUST;
result serve_key(struct serving *) MUST;
result serve_revoke(struct serving *) MUST;
result serve_fact(struct serving *) MUST;
result serve_fact_end(struct serving *) MUST;
result serve_facts(struct serving *) MUST;
/* serve_sign_in.c */
result serve_invite(struct serving *) MUST;
result serve_enrol(struct serving *) MUST;
result serve_sign_in(struct serving *) MUST;
result serve_sign_out(struct serving *) MUST;
result serve_me(struct serving *) MUST;
/* serve_own.c */
result serve_person_code(struct serving *) MUST;
result serve_person_ways(struct serving *) MUST;
result serve_person_enter(struct serving *) MUST;
result serve_own(struct serving *) MUST;
result serve_leave(struct serving *) MUST;
/* Whether a role has a part in people's requests: the desk is theirs. */
bool serve_has_desk(const struct serving *);
/* serve_store.c */
result serve_health(struct serving *) MUST;
result serve_document(struct serving *) MUST;
result serve_ledger(struct serving *) MUST;
result serve_head_of_ledger(struct serving *) MUST;
result serve_figures(struct serving *) MUST;
result serve_backup(struct serving *) MUST;
result serve_try(struct serving *) MUST;
result serve_rotate(struct serving *) MUST;
result serve_clock(struct serving *) MUST;
result serve_confirm_time(struct serving *) MUST;

/* serve_policy.c */
result serve_policy(struct serving *) MUST;
result serve_policies(struct serving *) MUST;
result serve_propose(struct serving *) MUST;
result serve_diff(struct serving *) MUST;
result serve_activate(struct serving *) MUST;
result serve_call_off(struct serving *) MUST;
/* The policy of `version`, else the one that runs. */
/* serve_words.c: the policy's own words, to choose from. */
struct node *serve_words(struct arena *, const struct plan *);
result serve_version(struct serving *, const struct plan **, struct str *hash) MUST;

/* A statement of what is exported, its signature and the key to check it. */
result serve_proof(struct serving *, const struct question *, const struct record *,
    const struct node *shown, struct node **proof) MUST;

/* K31: E_OFTEN when whoever asks without a key asks too often. */
result serve_stranger(struct serving *, enum stranger) MUST;
/* Before a letter goes to an address that a stranger typed. */
result serve_stranger_writes(struct serving *, struct str to) MUST;
/* Whoever has a link is not counted, whoever carries it for them (RFC 8058); who guesses is. */
result serve_guessed(struct serving *, result) MUST;

/* The entry of a refusal; counted when nobody knows who asked (K12). */
result serve_note_refusal(
    struct serving *, struct str verb, const struct question *, struct verdict *) MUST;

/* trees.c: what answers are made of */
struct node *refused_node(struct arena *, const struct verdict *);
struct node *due_node(struct arena *, const struct plan *, uint16_t dataset, struct fields,
    struct due, struct str record, bool held);
struct node *dues_node(struct arena *, const struct plan *, const struct group_due *, size_t n);
struct node *values_node(struct arena *, const struct plan *, struct values);
void set_people(
    struct arena *, const struct plan *, struct node *map, const struct person *, size_t n);
struct node *record_node(struct arena *, const struct plan *, const struct answer_row *);
struct node *telling_node(struct arena *, const struct telling *);
struct node *stays_node(
    struct arena *, const struct plan *, const struct stays *, size_t n);
/* Sets the member unless the text is empty. */
void set_str(struct arena *, struct node *map, struct str key, struct str);
/* A refusal of the keeper's own: who may ask is not the policy's matter alone. */
result serve_refuse(struct serving *, enum why, uint32_t line, const char *format, ...) PRINTF(4, 5)
    MUST;

#endif
