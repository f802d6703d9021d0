/* estate_changes.c -- from what to what, for events; see estate_inside.h. */
#include "rooms/estate/estate_inside.h"

#include <string.h>

#define PAYLOAD_MAX 16000

struct changes changes_new(const struct op *op)
{
    struct changes c = { .j = json_new(op->mem, PAYLOAD_MAX) };

    json_open(&c.j, NULL, '{');
    return c;
}

void changes_text(struct changes *c, const char *key, const char *was, const char *is)
{
    if (strcmp(was, is) == 0)
        return;
    c->n++;
    json_open(&c->j, key, '[');
    json_text(&c->j, NULL, was);
    json_text(&c->j, NULL, is);
    json_close(&c->j, ']');
}

void changes_int(struct changes *c, const char *key, int64_t was, int64_t is)
{
    if (was == is)
        return;
    c->n++;
    json_open(&c->j, key, '[');
    json_int(&c->j, NULL, was);
    json_int(&c->j, NULL, is);
    json_close(&c->j, ']');
}

void changes_date(struct changes *c, const char *key, int32_t was, int32_t is)
{
    struct arena *mem = c->j.out.mem;

    changes_text(c, key, was == NO_DATE ? "" : date_text(mem, was),
                 is == NO_DATE ? "" : date_text(mem, is));
}

const char *changes_payload(struct changes *c)
{
    json_close(&c->j, '}');
    return c->j.out.p;
}
