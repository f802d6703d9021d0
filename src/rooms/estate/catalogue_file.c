/*
 * catalogue_file.c -- CSV out, CSV or XLSX in: headings, cells, and which of them are whose.
 *
 * Headings are those of the export, in Chinese or English, or the names of the
 * API; a heading that nobody knows is a fault, because a typing error would
 * else lose a column in silence.  A cell that a spreadsheet would run as a
 * formula goes out with an apostrophe and comes back without it.
 */
#include "rooms/estate/catalogue_file.h"

#include "base/must.h"
#include "base/text.h"
#include "rooms/estate/catalogue.h"
#include "rooms/estate/catalogue_edit.h"
#include "rooms/estate/catalogue_rules.h"
#include "rooms/estate/sheet.h"

#include <stdlib.h>
#include <string.h>

#define CSV_MAX    ((size_t)8 << 20)
#define FAULTS_MAX ((size_t)64 << 10)
#define POS        2 /* field of words */

static const char formula[] = "=+-@\t\r";

/* ---- out ---- */

static void put_cell(struct buf *b, const char *text)
{
    if (b->n && b->p[b->n - 1] != '\n')
        buf_putc(b, ',');
    buf_putc(b, '"');
    if (*text && strchr(formula, *text))
        buf_putc(b, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_putc(b, '"');
        buf_putc(b, *text);
    }
    buf_putc(b, '"');
}

static const char *key_heading(const struct op *op, enum lang lang, const struct book *b, size_t i)
{
    if (b->key_n == 1)
        return word(lang, W("代码"));
    return wordf(op->mem, lang, W("%s代码"), word(lang, catalogue_kind_words(b->keys[i])));
}

static void put_headings(const struct op *op, const struct book *b, struct buf *out)
{
    for (size_t i = 0; i < b->key_n; i++)
        put_cell(out, key_heading(op, op->lang, b, i));
    for (size_t i = 0; b->key_n > 1 && i < b->key_n; i++)
        put_cell(out, say(op, catalogue_kind_words(b->keys[i])));
    for (size_t i = 0; i < b->field_n; i++)
        put_cell(out, say(op, b->fields[i].words));
    buf_puts(out, "\r\n");
}

/* Codes first, which count; then their words, which only tell the reader what they mean. */
static void put_entry(const struct op *op, const struct book *b, const struct entry *e,
                      struct buf *out)
{
    const char *key[3];

    book_key_parts(op, b, e->key, key);
    for (size_t i = 0; i < b->key_n; i++)
        put_cell(out, *key[i] ? key[i] : RULE_ANY);
    for (size_t i = 0; b->key_n > 1 && i < b->key_n; i++)
        put_cell(out, *key[i] ? catalogue_words(op, b->keys[i], key[i]) : say(op, W("任何")));
    for (size_t i = 0; i < b->field_n; i++)
        put_cell(out, b->fields[i].kind == BOOK_YES ? book_value_words(op, b, i, e->values[i])
                                                    : e->values[i]);
    buf_puts(out, "\r\n");
}

static int by_pos(const void *a, const void *b)
{
    const struct entry *const *x = a, *const *y = b;
    long long left = strtoll((*x)->values[POS], NULL, 10),
              right = strtoll((*y)->values[POS], NULL, 10);

    return left < right ? -1 : left > right ? 1 : strcmp((*x)->key, (*y)->key);
}

struct span book_csv(const struct op *op, const struct book *b, struct entries list)
{
    struct buf out = buf_new(op->mem, CSV_MAX);
    const struct entry **order = arena_new_n(op->mem, const struct entry *, list.n + 1);

    for (size_t i = 0; i < list.n; i++)
        order[i] = &list.e[i];
    if (b->key_n == 1 && list.n > 1)
        qsort(order, list.n, sizeof(struct entry *), by_pos);
    put_headings(op, b, &out);
    for (size_t i = 0; i < list.n; i++)
        put_entry(op, b, order[i], &out);
    must(!out.full);
    return span_of(arena_printf(op->mem, "\xEF\xBB\xBF%s", out.p));
}

/* ---- in ---- */

/* What each column of the file is. */
struct columns {
    int key[3];               /* column; -1: missing */
    int fields[ENTRY_FIELDS]; /* likewise */
};

struct reading {
    struct op *op;
    const struct book *book;
    struct columns at;
    struct book_file *file;
    struct buf faults;
};

static bool is_heading(const char *cell, const char *name, const char *zh)
{
    return strcmp(cell, name) == 0 || strcmp(cell, zh) == 0 || strcmp(cell, word(LANG_EN, zh)) == 0;
}

static bool is_key_heading(const struct reading *r, const char *cell, size_t i)
{
    return strcmp(cell, key_heading(r->op, LANG_ZH, r->book, i)) == 0 ||
           strcmp(cell, key_heading(r->op, LANG_EN, r->book, i)) == 0 ||
           (r->book->key_n == 1 ? strcmp(cell, "code") == 0 : strcmp(cell, r->book->keys[i]) == 0);
}

/* The column of words behind the codes: for the reader only. */
static bool is_remark(const struct reading *r, const char *cell)
{
    for (size_t i = 0; r->book->key_n > 1 && i < r->book->key_n; i++)
        if (is_heading(cell, "", catalogue_kind_words(r->book->keys[i])))
            return true;
    return !*cell;
}

static int *place_of(struct reading *r, const char *cell)
{
    for (size_t i = 0; i < r->book->key_n; i++)
        if (is_key_heading(r, cell, i))
            return &r->at.key[i];
    for (size_t i = 0; i < r->book->field_n; i++)
        if (is_heading(cell, r->book->fields[i].name, r->book->fields[i].words))
            return &r->at.fields[i];
    return NULL;
}

static void fault(struct reading *r, int64_t row, const char *words)
{
    book_fault_put(&r->faults, row, words);
}

static void read_headings(struct reading *r, const struct sheet_row *row)
{
    for (size_t i = 0; i < ENTRY_FIELDS; i++)
        r->at.fields[i] = -1;
    for (size_t i = 0; i < 3; i++)
        r->at.key[i] = -1;
    for (size_t i = 0; i < row->n; i++) {
        const char *cell = text_trim(r->op->mem, row->cells[i].text);
        int *place = place_of(r, cell);

        if (place && *place < 0)
            *place = (int)i;
        else if (place || !is_remark(r, cell))
            fault(r, row->no,
                  place ? say(r->op, W("列“%s”有两个"), utf8_cut(r->op->mem, cell, 30))
                        : say(r->op, W("不认识的列“%s”，请用导出文件里的列名"),
                              utf8_cut(r->op->mem, cell, 30)));
    }
    for (size_t i = 0; i < r->book->key_n; i++)
        if (r->at.key[i] < 0)
            fault(r, row->no,
                  say(r->op, W("缺少列“%s”"), key_heading(r->op, r->op->lang, r->book, i)));
}

/* NULL without the column; lines of a fault are lines, so its text has none. */
static const char *cell_of(struct reading *r, const struct sheet_row *row, int column)
{
    const char *text;

    if (column < 0)
        return NULL;
    text = (size_t)column < row->n ? text_trim(r->op->mem, row->cells[column].text) : "";
    return *text == '\'' && text[1] && strchr(formula, text[1]) ? text + 1 : text;
}

static void read_row(struct reading *r, const struct sheet_row *row)
{
    struct entry e = { .key = "" };
    size_t n = r->file->entries.n;

    for (size_t i = 0; i < r->book->key_n; i++) {
        const char *part = cell_of(r, row, r->at.key[i]);

        if (r->book->key_n > 1 && !*part)
            part = RULE_ANY;
        e.key = i ? arena_printf(r->op->mem, "%s/%s", e.key, part) : part;
    }
    for (size_t i = 0; i < r->book->field_n; i++)
        e.values[i] = cell_of(r, row, r->at.fields[i]);
    r->file->entries.e[n] = e;
    r->file->rows[n] = row->no;
    r->file->entries.n++;
}

static enum err read_rows(struct reading *r, struct sheet *s)
{
    struct sheet_row row;
    struct sheet_fault why;

    if (sheet_next(s, &row))
        read_headings(r, &row);
    while (r->faults.n == 0 && sheet_next(s, &row)) {
        if (r->file->entries.n == BOOK_ROWS_MAX)
            return fail(r->op, E_TOO_BIG, "too_many_rows", "file", W("最多 %d 行，请分成几个文件"),
                        BOOK_ROWS_MAX);
        read_row(r, &row);
    }
    why = sheet_why(s);
    if (why.code)
        return fail(r->op, E_INPUT, why.code, "file", why.zh);
    if (r->file->entries.n == 0 && r->faults.n == 0)
        return fail(r->op, E_INPUT, "empty", "file", W("文件里没有条目"));
    return OK;
}

enum err book_file_read(struct op *op, const struct book *b, struct span bytes,
                        const char *file_name, struct book_file *ret)
{
    struct reading r = { .op = op, .book = b, .file = ret };
    struct sheet_fault why;
    struct sheet *s;
    enum err e;

    *ret = (struct book_file){ .file_name = utf8_cut(op->mem, file_name, 120) };
    ret->entries.e = arena_new_n(op->mem, struct entry, BOOK_ROWS_MAX);
    ret->rows = arena_new_n(op->mem, int64_t, BOOK_ROWS_MAX);
    r.faults = buf_new(op->mem, FAULTS_MAX);
    if ((e = sheet_open(op->mem, bytes, 0, &s, &why)) != OK)
        return why.code ? fail(op, e, why.code, "file", why.zh) : e;
    e = read_rows(&r, s);
    ret->faults = r.faults.p;
    return e;
}
