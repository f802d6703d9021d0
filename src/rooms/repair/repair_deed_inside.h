/* repair_deed_inside.h -- the effects of the small acts, by name; repair_deed.c holds their table.
 */
#pragma once
#include "rooms/repair/repair_deed.h"
#include "rooms/repair/repair_inside.h"

/* Writes what an act does besides moving the faults; the frame is repair_do()'s. */
typedef enum err deed_effect(struct turn *t, const struct deed *d);

/* repair_deed_visit.c: reaching her, and danger (S3.2.3a-b) */
deed_effect contact_effect, offer_effect, agree_visit_effect, miss_effect, no_access_effect,
    triage_effect, make_safe_effect, enter_absent_effect, joint_effect, refuse_to_sign_effect;
/* repair_deed_money.c: objection, scope, quote, payment (S3.2.4a, S7d) */
deed_effect object_effect, uphold_effect, overturn_effect, scope_effect, sign_reason_effect,
    want_paid_effect, quote_effect, accept_quote_effect, decline_quote_effect, pay_effect;
/* repair_deed_end.c: the other ends (S1.2b-c) */
deed_effect withdraw_effect, duplicate_effect, advise_effect, hand_effect, answer_effect,
    take_back_effect, close_handed_effect, settle_effect, reopen_effect;

/* Two witnesses who are two people. */
enum err witnesses_check(struct op *op, const struct deed *d) CHECKED;
/* Gives all hit faults their ending. */
void turn_ending(struct turn *t, const char *ending, const char *reason);
/* Keeps the picture of a signature as a file of the matter; 0 when the name was typed. */
int64_t keep_picture(struct op *op, const struct matter *m, const struct signing *s);
/* A row of entry_record; order_id 0 outside an order. */
void entry_add(struct turn *t, const char *kind, int64_t order_id, const struct deed *d);
