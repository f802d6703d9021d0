/* estate_inside.h -- what the operations of the estate share: dates that may be missing, and the
   payload of an event that says what was changed from what to what. */
#pragma once
#include "app/op.h"
#include "base/json.h"
#include "base/when.h"

static inline int32_t date_or_none(const struct query *q, int column)
{
    return db_is_null(q, column) ? NO_DATE : (int32_t)db_i64(q, column);
}

/* {"name":["was","is"],…}: only what differs; n counts them. */
struct changes {
    struct json j;
    int n;
};
struct changes changes_new(const struct op *op);
void changes_text(struct changes *c, const char *key, const char *was, const char *is);
void changes_int(struct changes *c, const char *key, int64_t was, int64_t is);
void changes_date(struct changes *c, const char *key, int32_t was, int32_t is);
/* The JSON object; nothing may be added afterwards. */
const char *changes_payload(struct changes *c);
