/*
 * triage_propose.c -- kind, place, component and symptom by weighed words; see triage.h.
 *
 * Each word counts once for its code, wherever and however often it stands; the
 * code with the highest sum is proposed.  A word inside a longer one that was
 * found (卫生间 in 主卧卫生间) says nothing of its own.  Equal sums go to what was
 * said first, because people begin with what matters.
 */
#include "base/text.h"
#include "rules/triage_inside.h"

#include <string.h>

#define TEXT_MAX     ((size_t)64 << 10)
#define HITS_MAX     512 /* of a field in a text */
#define CODES_MAX    64  /* different codes of a field */
#define REASONS_MAX  8   /* shown; more words still count */
#define SCORE_MIN    2   /* less is no proposal */
#define REPAIR_BONUS 4   /* at most what symptom and component add to "it is a repair" */

struct hit {
    const struct triage_row *row;
    struct span word;
    const char *at;
};
struct hits {
    struct hit hit[HITS_MAX];
    size_t n;
};

static const char *const field_words[TRIAGE_FIELDS] = { "kind", "place", "component", "symptom",
                                                        "urgency" };

const char *triage_field_word(enum triage_field field)
{
    return field_words[field];
}

static bool is_deniable(const struct triage_row *row)
{
    return strcmp(row->field, "symptom") == 0;
}

static void hits_of_row(struct span clause, const struct triage_row *row, struct hits *h)
{
    const char *list = row->words;

    while (*list && h->n < HITS_MAX) {
        struct span word = triage_word(&list);
        const char *at = memmem(clause.p, clause.n, word.p, word.n);

        if (!at || (is_deniable(row) && triage_denied(clause, at)))
            continue;
        h->hit[h->n++] = (struct hit){ row, word, at };
    }
}

static bool is_within(const struct hit *a, const struct hit *b)
{
    return a->word.n < b->word.n && a->at >= b->at && a->at + a->word.n <= b->at + b->word.n;
}

/* Takes words out that stand within a longer one. */
static void drop_covered(struct hits *h, size_t from)
{
    bool covered[HITS_MAX] = { 0 };
    size_t n = from;

    for (size_t i = from; i < h->n; i++)
        for (size_t k = from; k < h->n && !covered[i]; k++)
            covered[i] = is_within(&h->hit[i], &h->hit[k]);
    for (size_t i = from; i < h->n; i++)
        if (!covered[i])
            h->hit[n++] = h->hit[i];
    h->n = n;
}

static void hits_of_clause(struct span clause, enum triage_field field, struct hits *h)
{
    size_t from = h->n;

    for (size_t i = 0; i < triage_row_n; i++)
        if (strcmp(triage_rows[i].field, field_words[field]) == 0 &&
            triage_row_fits(clause, &triage_rows[i]))
            hits_of_row(clause, &triage_rows[i], h);
    drop_covered(h, from);
}

struct tally {
    const char *code, *first;
    int score;
    size_t reason_n;
    struct triage_reason reasons[REASONS_MAX];
    struct span seen[REASONS_MAX];
};

static bool counted(const struct tally *t, struct span word)
{
    for (size_t i = 0; i < t->reason_n; i++)
        if (t->seen[i].n == word.n && memcmp(t->seen[i].p, word.p, word.n) == 0)
            return true;
    return false;
}

static struct tally *tally_of(struct tally *all, size_t *n, const struct hit *hit)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(all[i].code, hit->row->code) == 0)
            return &all[i];
    if (*n == CODES_MAX)
        return NULL;
    all[*n] = (struct tally){ .code = hit->row->code, .first = hit->at };
    return &all[(*n)++];
}

static void count(struct arena *mem, const struct hit *hit, struct tally *t)
{
    if (!t || t->reason_n == REASONS_MAX || counted(t, hit->word))
        return;
    t->first = hit->at < t->first ? hit->at : t->first;
    t->score += hit->row->weight;
    t->seen[t->reason_n] = hit->word;
    t->reasons[t->reason_n++] =
        (struct triage_reason){ arena_dup_n(mem, hit->word.p, hit->word.n), hit->row->weight };
}

static bool is_better(const struct tally *a, const struct tally *b)
{
    return !b || a->score > b->score || (a->score == b->score && a->first < b->first);
}

static struct triage_guess guess(struct arena *mem, const struct hits *h)
{
    struct tally *all = arena_new_n(mem, struct tally, CODES_MAX);
    const struct tally *best = NULL, *next = NULL;
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++)
        count(mem, &h->hit[i], tally_of(all, &n, &h->hit[i]));
    for (size_t i = 0; i < n; i++)
        if (is_better(&all[i], best)) {
            next = best;
            best = &all[i];
        } else if (is_better(&all[i], next)) {
            next = &all[i];
        }
    if (!best || best->score < SCORE_MIN)
        return (struct triage_guess){ 0 };
    return (struct triage_guess){ .code = best->code,
                                  .score = best->score,
                                  .reasons = best->reasons,
                                  .reason_n = best->reason_n,
                                  .rival = next ? next->code : NULL,
                                  .rival_score = next ? next->score : 0 };
}

/* What is broken speaks for a repair, in its own words; a complaint about it still wins by weight.
 */
static void weigh_repair(struct arena *mem, struct triage_proposal *p)
{
    const struct triage_guess *by =
        p->of[TRIAGE_SYMPTOM].code ? &p->of[TRIAGE_SYMPTOM] : &p->of[TRIAGE_COMPONENT];
    struct triage_guess *kind = &p->of[TRIAGE_KIND];
    int bonus = by->score < REPAIR_BONUS ? by->score : REPAIR_BONUS;
    struct triage_reason *reason = arena_new(mem, struct triage_reason);

    if (!by->code || (kind->code && strcmp(kind->code, "repair") == 0))
        return;
    if (kind->code && kind->score > bonus) {
        kind->rival = "repair";
        kind->rival_score = bonus;
        return;
    }
    *reason = (struct triage_reason){ by->reasons[0].word, bonus };
    *kind = (struct triage_guess){ .code = "repair",
                                   .score = bonus,
                                   .reasons = reason,
                                   .reason_n = 1,
                                   .rival = kind->code,
                                   .rival_score = kind->score };
}

struct triage_proposal triage_propose(struct arena *mem, const char *text, bool heating)
{
    struct triage_proposal p = { 0 };
    struct hits *h = arena_new(mem, struct hits);
    size_t n = strlen(text);

    if (n > TEXT_MAX) {
        for (n = TEXT_MAX; ((unsigned char)text[n] & 0xC0) == 0x80; n--)
            ;
        text = arena_dup_n(mem, text, n);
    }
    for (enum triage_field f = TRIAGE_KIND; f < TRIAGE_URGENCY; f++) {
        h->n = 0;
        for (const char *rest = triage_clauses(mem, text); *rest;)
            hits_of_clause(triage_word(&rest), f, h);
        p.of[f] = guess(mem, h);
    }
    weigh_repair(mem, &p);
    triage_guess_urgency(mem, text, heating, &p);
    return p;
}
