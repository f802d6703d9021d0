/*
 * search.c -- see search.h.
 *
 * One pass cuts the folded text into runs, of Han characters or of letters and
 * digits; the index and the question differ only in what they make of a run.
 */
#include "rules/search.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "rules/fold.h"

#include <string.h>

#define WORD_MAX 64 /* characters of a Latin word; the rest of a longer one is not searched */

enum run_kind { RUN_NONE = 0, RUN_HAN, RUN_WORD };

struct run {
    enum run_kind kind;
    size_t from, n; /* in text.c */
};

struct text {
    uint32_t *c; /* folded */
    size_t n;
};

static uint32_t fold_han(uint32_t c)
{
    size_t low = 0, high = fold_n;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (fold_pairs[mid].from == c)
            return fold_pairs[mid].to;
        if (fold_pairs[mid].from < c)
            low = mid + 1;
        else
            high = mid;
    }
    return c;
}

/* Capitals of Latin, Greek and Cyrillic; other scripts here have none. */
static uint32_t fold_case(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177))
        return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c + (c & 1);
    return c;
}

uint32_t search_fold(uint32_t c)
{
    c = fold_width(c);
    return c < 0x3000 ? fold_case(c) : fold_han(c);
}

static enum run_kind kind_of(uint32_t c)
{
    if (is_han(c) || c == 0x3005 || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
        c == 0x30FC)
        return RUN_HAN;
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? RUN_WORD : RUN_NONE;
    if ((c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7) ||
        (c >= 0x370 && c < 0x530 && c != 0x37E && c != 0x387) || (c >= 0xAC00 && c <= 0xD7A3))
        return RUN_WORD;
    return RUN_NONE;
}

static struct text text_fold(struct arena *mem, const char *s)
{
    struct text t = { .c = arena_new_n(mem, uint32_t, strlen(s) + 1) };
    uint32_t c;

    while ((c = utf8_next(&s)))
        t.c[t.n++] = search_fold(c);
    return t;
}

/* The next run at or behind *at; false at the end of the text. */
static bool run_next(const struct text *t, size_t *at, struct run *r)
{
    size_t i = *at;

    while (i < t->n && kind_of(t->c[i]) == RUN_NONE)
        i++;
    if (i == t->n)
        return false;
    *r = (struct run){ .kind = kind_of(t->c[i]), .from = i };
    while (i < t->n && kind_of(t->c[i]) == r->kind)
        i++;
    r->n = i - r->from;
    *at = i;
    return true;
}

static const char *gram(struct arena *mem, const struct text *t, size_t from, size_t n)
{
    char *out = arena_alloc(mem, n * 4 + 1), *p = out;

    for (size_t i = 0; i < n; i++)
        p += utf8_put(p, t->c[from + i]);
    return out;
}

static const char *word_gram(struct arena *mem, const struct text *t, const struct run *r)
{
    return gram(mem, t, r->from, r->n < WORD_MAX ? r->n : WORD_MAX);
}

const char **search_terms(struct arena *mem, const char *s, size_t *n)
{
    struct text t = text_fold(mem, s);
    const char **terms = arena_new_n(mem, const char *, t.n + 1);
    struct run r;
    size_t count = 0;

    for (size_t at = 0; run_next(&t, &at, &r);)
        if (r.kind == RUN_WORD)
            terms[count++] = word_gram(mem, &t, &r);
        else
            for (size_t i = 0; i < r.n; i++)
                terms[count++] = gram(mem, &t, r.from + i, i + 1 < r.n ? 2 : 1);
    *n = count;
    return terms;
}

const char *search_index_text(struct arena *mem, const char *s)
{
    size_t n;
    const char **terms = search_terms(mem, s, &n);
    struct buf b = buf_new(mem, strlen(s) * 4 + 64);

    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_putc(&b, ' ');
        buf_puts(&b, terms[i]);
    }
    must(!b.full);
    return b.p;
}

struct search_phrase *search_phrases(struct arena *mem, const char *s, size_t *n)
{
    struct text t = text_fold(mem, s);
    struct search_phrase *all = arena_new_n(mem, struct search_phrase, t.n + 1);
    struct run r;
    size_t count = 0;

    for (size_t at = 0; run_next(&t, &at, &r);) {
        struct search_phrase *p = &all[count++];
        p->prefix = r.kind == RUN_WORD ? r.n <= WORD_MAX : r.n == 1;
        p->n = r.kind == RUN_WORD || r.n == 1 ? 1 : r.n - 1;
        p->grams = arena_new_n(mem, const char *, p->n);
        for (size_t i = 0; i < p->n; i++)
            p->grams[i] = r.kind == RUN_WORD ? word_gram(mem, &t, &r)
                                             : gram(mem, &t, r.from + i, r.n == 1 ? 1 : 2);
    }
    *n = count;
    return all;
}

/* How an engine writes the words of a question. */
struct dialect {
    const char *open, *near, *close, *prefix, *both;
};

static const char *match(struct arena *mem, const char *s, const struct dialect *d)
{
    size_t n;
    struct search_phrase *p = search_phrases(mem, s, &n);
    struct buf b = buf_new(mem, strlen(s) * 16 + 64);

    for (size_t i = 0; i < n; i++) {
        buf_puts(&b, i ? d->both : "");
        buf_puts(&b, d->open);
        for (size_t k = 0; k < p[i].n; k++) {
            buf_puts(&b, k ? d->near : "");
            buf_puts(&b, p[i].grams[k]);
        }
        buf_puts(&b, d->close);
        buf_puts(&b, p[i].prefix ? d->prefix : "");
    }
    must(!b.full);
    return n ? b.p : NULL;
}

const char *search_match_sqlite(struct arena *mem, const char *text)
{
    return match(mem, text, &(struct dialect){ "\"", " ", "\"", " *", " " });
}

const char *search_match_pg(struct arena *mem, const char *text)
{
    return match(mem, text, &(struct dialect){ "", " <-> ", "", ":*", " & " });
}
