/* repair_fields.h -- what each act needs: read by the flow tables, the routes and the forms. */
#pragma once
#include "app/field.h"

extern const struct field acknowledge_fields[], visit_fields[], wish_fields[], arrive_fields[],
    check_fields[], decide_fields[], plan_fields[], agree_fields[], change_fields[], order_fields[],
    accept_fields[], refusal_fields[], close_fields[], note_fields[], take_fields[],
    decline_fields[], start_fields[], finish_fields[], contact_fields[], agree_visit_fields[],
    miss_fields[], no_access_fields[], triage_fields[], make_safe_fields[], enter_absent_fields[],
    object_fields[], review_fields[], scope_fields[], sign_reason_fields[], quote_fields[],
    pay_fields[], withdraw_fields[], duplicate_fields[], advise_fields[], hand_fields[],
    answer_fields[], take_back_fields[], reopen_fields[], refuse_to_sign_fields[], joint_fields[],
    settle_fields[], link_fields[], appoint_fields[], supervise_fields[], resume_fields[],
    cancel_fields[];
extern const char *const urgency_words[], *const footing_words[], *const party_words[];
/* Chinese words of a choice's code ("no_answer"); the code itself when unknown. */
const char *repair_words(const char *code);
