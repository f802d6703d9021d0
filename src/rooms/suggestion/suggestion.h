/*
 * suggestion.h -- what an owner proposes: recorded once, passed on, tracked, answered (S2.2b).
 *
 * A suggestion is a matter of its own kind in the one register, with a short life: nobody is at
 * fault and nothing is repaired, but it is not lost either.  Each passing on has a day by which it
 * is answered; the owner reads the answer and may write again.
 */
#pragma once
#include "app/flow.h"
#include "rooms/matter/matter.h"

extern const struct flow suggestion_flow;

struct suggestion_new {
    int64_t home_id, person_id;
    const char *channel; /* hotline phone_page desk api */
    const char *contact_name, *contact_phone, *text;
    const int64_t *photos;
    size_t photo_n;
};
/* Adds it with the next number (J261124-0001) and sends the receipt.  E_INPUT with the field;
   E_NOT_FOUND when the home is not hers to speak for. */
enum err suggestion_add(struct op *op, const struct suggestion_new *s, int64_t *ret_id) CHECKED;

struct suggestion_act {
    const char *no, *act;       /* acknowledge, pass_on, answer, reply, close, reopen */
    const char *text, *to_whom; /* "" when the act has none */
    int32_t due_on;             /* pass_on */
};
/* Takes an act: E_NOT_FOUND, E_RULE "not_now", E_DENIED, E_INPUT with the field. */
enum err suggestion_do(struct op *op, const struct suggestion_act *a) CHECKED;

struct passing {
    const char *to_whom, *text, *answer;
    int32_t due_on;
    int64_t passed_at, answered_at;
};
/* Where it was passed on, oldest first; returns how many. */
size_t passing_list(const struct op *op, int64_t matter_id, struct passing **ret);
/* Words of an event of this room, or NULL; all of them are for the owner's eyes too. */
const char *suggestion_event_words(const char *what);
