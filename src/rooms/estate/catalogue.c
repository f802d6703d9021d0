/*
 * catalogue.c -- the words everybody uses, and what a fault of a kind usually means.
 *
 * A rule only suggests: a person decides.  So there is always an answer, from
 * the most exact row that is known down to the general one, and the place may
 * sharpen it (a leak of the roof has a longer warranty than one of a wall).
 */
#include "rooms/estate/catalogue.h"

/* What answers when even the general row was taken away. */
static const struct catalogue_rule general = { "other", "civil", "general_b", "" };

size_t catalogue_list(const struct op *op, const char *kind, struct catalogue_item **ret)
{
    size_t n = 0, size = (size_t)db_int(op->tx,
                                        "select count(*) from catalogue where kind = $1"
                                        " and retired_at is null",
                                        T(kind));
    struct query q;

    *ret = arena_new_n(op->mem, struct catalogue_item, size + 1);
    db_query(op->tx, &q,
             "select code, zh, en, common from catalogue where kind = $1 and retired_at is null"
             " order by pos, code",
             T(kind));
    while (n < size && db_next(&q))
        (*ret)[n++] =
            (struct catalogue_item){ db_text(&q, 0), db_text(&q, op->lang == LANG_EN ? 2 : 1),
                                     db_i64(&q, 3) != 0 };
    db_done(&q);
    return n;
}

const char *catalogue_words(const struct op *op, const char *kind, const char *code)
{
    const char *words =
        op->lang == LANG_EN
            ? db_str(op->tx, "select en from catalogue where kind = $1 and code = $2", T(kind),
                     T(code))
            : db_str(op->tx, "select zh from catalogue where kind = $1 and code = $2", T(kind),
                     T(code));

    return words ? words : code;
}

bool catalogue_has(const struct op *op, const char *kind, const char *code)
{
    return db_int(op->tx,
                  "select count(*) from catalogue where kind = $1 and code = $2"
                  " and retired_at is null",
                  T(kind), T(code)) > 0;
}

static const char *care_of(const struct op *op, const struct query *q)
{
    return db_text(q, op->lang == LANG_EN ? 4 : 3);
}

void catalogue_rule_find(const struct op *op, const char *component, const char *symptom,
                         struct catalogue_rule *ret)
{
    struct query q;

    *ret = general;
    /* from the exact row to the general one, whose words are empty and sort first */
    if (db_one(op->tx, &q,
               "select warranty_code, trade, urgency, care_zh, care_en from catalogue_rule"
               " where component in ($1, '') and symptom in ($2, '')"
               " order by component desc, symptom desc limit 1",
               T(component), T(symptom)))
        *ret = (struct catalogue_rule){ db_text(&q, 0), db_text(&q, 1), db_text(&q, 2),
                                        care_of(op, &q) };
    db_done(&q);
}

/* A word of the row of the place, unless it changes nothing. */
static void sharpen(const char **word, const char *by)
{
    if (*by)
        *word = by;
}

void catalogue_rule_at(const struct op *op, const char *place, const char *component,
                       const char *symptom, struct catalogue_rule *ret)
{
    struct query q;

    catalogue_rule_find(op, component, symptom, ret);
    /* from the general row of the place to the exact one, so that the exact one has the last word
     */
    for (db_query(op->tx, &q,
                  "select warranty_code, trade, urgency, care_zh, care_en from catalogue_place_rule"
                  " where place = $1 and component in ($2, '') and symptom in ($3, '')"
                  " order by component, symptom",
                  T(place), T(component), T(symptom));
         db_next(&q);) {
        sharpen(&ret->warranty_code, db_text(&q, 0));
        sharpen(&ret->trade, db_text(&q, 1));
        sharpen(&ret->urgency, db_text(&q, 2));
        sharpen(&ret->care, care_of(op, &q));
    }
}
