/*
 * sheet_draw.c -- any paper of blocks, drawn from its facts.
 *
 * Everything on the paper is in the facts or named there by hash, so drawing it
 * again years later gives the same bytes; a reprint differs by its mark alone.
 */
#include "app/number.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/archive/paper_picture.h"
#include "rooms/archive/pdf.h"
#include "rooms/archive/sheet.h"

#include <jansson.h>
#include <string.h>

#define COLS_MOST  8
#define SIGNS_MOST 4

struct drawing {
    struct arena *mem;
    const json_t *facts, *blocks;
    struct pdf_picture **photos; /* of each block */
    size_t *photo_n;
};

static const char *text_at(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

/* ---- blocks ---- */

static void row(struct pdf *p, const struct drawing *d, const json_t *b, size_t i)
{
    (void)d;
    (void)i;
    pdf_row(p, text_at(b, "label"), text_at(b, "text"));
}

static void pair(struct pdf *p, const struct drawing *d, const json_t *b, size_t i)
{
    (void)d;
    (void)i;
    pdf_pair(p, text_at(b, "label"), text_at(b, "text"), text_at(b, "label2"), text_at(b, "text2"));
}

static void words(struct pdf *p, const struct drawing *d, const json_t *b, size_t i)
{
    (void)d;
    (void)i;
    pdf_words(p, text_at(b, "text"), json_is_true(json_object_get(b, "right")));
}

static void table(struct pdf *p, const struct drawing *d, const json_t *b, size_t i)
{
    const json_t *cols = json_object_get(b, "cols"), *lines = json_object_get(b, "lines");
    struct pdf_col c[COLS_MOST];
    const char *cells[COLS_MOST];
    size_t n = json_array_size(cols) < COLS_MOST ? json_array_size(cols) : COLS_MOST;

    (void)d;
    (void)i;
    for (size_t k = 0; k < n; k++) {
        const json_t *col = json_array_get(cols, k);
        c[k] = (struct pdf_col){ text_at(col, "words"),
                                 (int)json_integer_value(json_object_get(col, "weight")),
                                 json_is_true(json_object_get(col, "right")) };
    }
    pdf_table(p, c, n);
    for (size_t l = 0; l < json_array_size(lines); l++) {
        for (size_t k = 0; k < n; k++) {
            const char *s = json_string_value(json_array_get(json_array_get(lines, l), k));
            cells[k] = s ? s : "";
        }
        pdf_line(p, c, n, cells);
    }
}

static void photos(struct pdf *p, const struct drawing *d, const json_t *b, size_t i)
{
    pdf_grid(p, text_at(b, "label"), d->photos[i], d->photo_n[i]);
}

static void signs(struct pdf *p, const struct drawing *d, const json_t *b, size_t i)
{
    const json_t *labels = json_object_get(b, "labels");
    const char *list[SIGNS_MOST];
    size_t n = 0;

    (void)d;
    (void)i;
    for (; n < json_array_size(labels) && n < SIGNS_MOST; n++)
        list[n] = json_string_value(json_array_get(labels, n));
    pdf_signs(p, list, n);
}

static const struct {
    const char *t;
    void (*draw)(struct pdf *p, const struct drawing *d, const json_t *block, size_t i);
} blocks[] = {
    { "row", row },     { "pair", pair },     { "words", words },
    { "table", table }, { "photos", photos }, { "signs", signs },
};

static void body(struct pdf *p, const void *arg)
{
    const struct drawing *d = arg;

    for (size_t i = 0; i < json_array_size(d->blocks); i++) {
        const json_t *b = json_array_get(d->blocks, i);

        for (size_t k = 0; k < LEN(blocks); k++)
            if (strcmp(blocks[k].t, text_at(b, "t")) == 0)
                blocks[k].draw(p, d, b, i);
    }
}

/* ---- pictures ---- */

static enum err load(struct app *app, struct drawing *d)
{
    size_t n = json_array_size(d->blocks);
    enum err e = OK;

    d->photos = arena_new_n(d->mem, struct pdf_picture *, n + 1);
    d->photo_n = arena_new_n(d->mem, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *list = json_object_get(json_array_get(d->blocks, i), "photos");

        d->photo_n[i] = json_array_size(list);
        d->photos[i] = arena_new_n(d->mem, struct pdf_picture, d->photo_n[i] + 1);
        for (size_t k = 0; k < d->photo_n[i] && e == OK; k++) {
            const json_t *photo = json_array_get(list, k);

            d->photos[i][k].caption = text_at(photo, "caption");
            e = paper_picture(app, d->mem, text_at(photo, "hash"), &d->photos[i][k].jpeg);
        }
    }
    return e;
}

enum err sheet_draw(struct app *app, struct arena *mem, const struct paper_drawing *what,
                    struct span *ret)
{
    json_t *facts = json_loads(what->facts, 0, NULL);
    struct drawing d = { .mem = mem, .facts = facts, .blocks = json_object_get(facts, "blocks") };
    struct pdf_head head = { .title = text_at(facts, "title"), .under = text_at(facts, "under") };
    enum err e;

    if (!facts)
        return E_INPUT;
    head.is_large = json_is_true(json_object_get(facts, "large"));
    paper_head(mem, facts, what, &head);
    e = load(app, &d);
    if (e == OK)
        e = pdf_make(mem, &head, body, &d, ret);
    json_decref(facts);
    return e;
}
