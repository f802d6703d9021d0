/* repair_fields.h -- what each act needs: read by the flow tables, the routes and the forms. */
#pragma once
#include "app/field.h"

extern const struct field acknowledge_fields[], visit_fields[], wish_fields[], arrive_fields[],
    check_fields[], decide_fields[], plan_fields[], agree_fields[], change_fields[], order_fields[],
    accept_fields[], refusal_fields[], close_fields[], take_fields[], decline_fields[],
    start_fields[], finish_fields[], note_fields[];
extern const char *const urgency_words[], *const footing_words[], *const party_words[];
