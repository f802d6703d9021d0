/*
 * past_company.c -- one company in two spellings, proposed and never assumed.
 *
 * 恒基 is likely to be 恒基建设, and 恒基建设 likely to be 恒基建设工程有限公司; it may
 * also be another firm of the same family.  A proposal needs exactly one company
 * or longer spelling that begins alike; a person says yes or no.
 */
#include "base/buf.h"
#include "base/text.h"
#include "rooms/estate/past_repair.h"

#include <string.h>

#define SPELLINGS_MAX 500
#define SHORTEST      6 /* bytes: two Chinese characters */

void past_spelling_add(struct arena *mem, struct import_report *r, const char *said)
{
    if (!*said)
        return;
    if (!r->spellings)
        r->spellings = arena_new_n(mem, struct past_spelling, SPELLINGS_MAX);
    for (size_t i = 0; i < r->spelling_n; i++)
        if (strcmp(r->spellings[i].said, said) == 0) {
            r->spellings[i].n++;
            return;
        }
    if (r->spelling_n < SPELLINGS_MAX)
        r->spellings[r->spelling_n++] = (struct past_spelling){
            .said = arena_dup(mem, said), .n = 1, .proposed = "", .company = ""
        };
}

static bool begins_alike(const char *text, const char *with)
{
    return strlen(with) >= SHORTEST && strlen(text) > strlen(with) && text_starts(text, with);
}

static const struct past_known *exactly(const char *said, const struct past_known *known, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(known[i].name, said) == 0 ||
            (*known[i].short_name && strcmp(known[i].short_name, said) == 0))
            return &known[i];
    return NULL;
}

/* The one company that begins like it; NULL when there is none or more than one. */
static const char *company_like(const char *said, const struct past_known *known, size_t n)
{
    const char *found = NULL;
    size_t hits = 0;

    for (size_t i = 0; i < n; i++)
        if (begins_alike(known[i].name, said) || begins_alike(said, known[i].short_name)) {
            found = known[i].name;
            hits++;
        }
    return hits == 1 ? found : NULL;
}

static const char *spelling_like(const struct import_report *r, const char *said)
{
    const char *found = NULL;
    size_t hits = 0;

    for (size_t i = 0; i < r->spelling_n; i++)
        if (begins_alike(r->spellings[i].said, said)) {
            found = r->spellings[i].said;
            hits++;
        }
    return hits == 1 ? found : NULL;
}

void past_spellings_propose(struct arena *mem, struct import_report *r,
                            const struct past_known *known, size_t n)
{
    for (size_t i = 0; i < r->spelling_n; i++) {
        struct past_spelling *s = &r->spellings[i];
        const struct past_known *is = exactly(s->said, known, n);
        const char *like = is ? NULL : company_like(s->said, known, n);

        s->company = is ? is->name : s->said;
        s->company_id = is ? is->id : 0;
        if (!is && !like)
            like = spelling_like(r, s->said);
        s->proposed = like ? arena_dup(mem, like) : "";
    }
}

/* The company behind a name: one of ours, or what stands in the ledger. */
static void decide(struct past_spelling *s, const char *company, const struct past_known *known,
                   size_t n)
{
    const struct past_known *is = exactly(company, known, n);

    s->is_answered = true;
    s->company = is ? is->name : company;
    s->company_id = is ? is->id : 0;
}

static struct past_spelling *spelling_of(struct import_report *r, const char *said)
{
    for (size_t i = 0; i < r->spelling_n; i++)
        if (strcmp(r->spellings[i].said, said) == 0)
            return &r->spellings[i];
    return NULL;
}

/* A spelling that stands for another stands for what that one stands for. */
static void follow(struct import_report *r)
{
    for (int step = 0; step < 4; step++)
        for (size_t i = 0; i < r->spelling_n; i++) {
            struct past_spelling *s = &r->spellings[i];
            const struct past_spelling *to = spelling_of(r, s->company);

            if (to && to != s && strcmp(to->company, s->said) != 0) {
                s->company = to->company;
                s->company_id = to->company_id;
            }
        }
}

void past_spellings_choose(struct arena *mem, struct import_report *r, const char *same,
                           const struct past_known *known, size_t n)
{
    while (*same) {
        size_t line = strcspn(same, "\n"), tab = strcspn(same, "\t\n");
        struct past_spelling *s = spelling_of(r, arena_dup_n(mem, same, tab));

        if (s && tab < line) {
            const char *company = arena_dup_n(mem, same + tab + 1, line - tab - 1);

            decide(s, *company ? company : s->said, known, n);
        }
        same += line + (same[line] == '\n');
    }
    follow(r);
}

const char *past_same_lines(struct arena *mem, const char *typed)
{
    struct buf b = buf_new(mem, strlen(typed) + 16);
    bool is_name = true;

    for (; *typed; typed++) {
        if (text_starts(typed, "，")) {
            buf_putc(&b, '\n');
            typed += strlen("，") - 1;
            is_name = true;
        } else if (*typed == ',') {
            buf_putc(&b, '\n');
            is_name = true;
        } else if (*typed == '=' && is_name) {
            buf_putc(&b, '\t');
            is_name = false;
        } else {
            buf_putc(&b, (unsigned char)*typed < ' ' ? ' ' : *typed);
        }
    }
    return b.p;
}

bool past_is_unanswered(const struct import_report *r)
{
    for (size_t i = 0; i < r->spelling_n; i++)
        if (*r->spellings[i].proposed && !r->spellings[i].is_answered)
            return true;
    return false;
}
