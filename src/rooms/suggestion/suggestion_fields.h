/* suggestion_fields.h -- what each act of a suggestion needs. */
#pragma once
#include "app/field.h"

extern const struct field suggestion_text_fields[], suggestion_pass_fields[],
    suggestion_no_fields[];
