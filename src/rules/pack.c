/* pack.c -- see pack.h. */
#include "rules/pack.h"
#include "base/when.h"

#include <string.h>

const struct pack *pack_named(const char *name)
{
    for (size_t i = 0; i < pack_n; i++)
        if (strcmp(packs[i].name, name) == 0)
            return &packs[i];
    return NULL;
}

static bool in_force(const struct pack_row *r, int32_t on)
{
    int32_t since;

    return !date_parse(r->since, &since) || since <= on;
}

const struct pack_row *pack_find(const struct pack *p, const char *kind, const char *key,
                                 const char *side, int32_t on)
{
    const struct pack_row *found = NULL;

    for (size_t i = 0; i < p->n; i++) {
        const struct pack_row *r = &p->rows[i];
        if (strcmp(r->kind, kind) != 0 || strcmp(r->key, key) != 0 ||
            (side && strcmp(r->side, side) != 0))
            continue;
        if (!found || in_force(r, on))
            found = r;
    }
    return found;
}
