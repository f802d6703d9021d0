/*
 * catalogue_draft.c -- an uploaded catalogue between the upload and the word of a person.
 */
#include "app/parts.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/catalogue_file.h"
#include "rooms/estate/catalogue_version.h"
#include "rules/pack.h"

#include <inttypes.h>
#include <string.h>

#define FAULTS_MAX   ((size_t)64 << 10)
#define FAULTS_SHOWN 200
#define KEPT_DAYS    7
#define POS          2 /* field of words */
#define POS_STEP     10

struct judging {
    struct op *op;
    const struct book *book;
    struct entries base;
    const struct book_file *file;
    int64_t last_pos;
    struct buf faults;
    size_t fault_n;
};

static void fault(struct judging *j, int64_t row, const char *words)
{
    if (j->fault_n++ < FAULTS_SHOWN)
        book_fault_put(&j->faults, row, words);
}

/* ---- what people write for what is kept ---- */

static const char *yes_of(const char *text)
{
    static const char *const yes[] = { "1", "是", "yes", "Yes", "YES", "true", "TRUE", "y", "Y" };
    static const char *const no[] = { "0", "否", "no", "No", "NO", "false", "FALSE", "n", "N" };

    for (size_t i = 0; i < LEN(yes); i++)
        if (strcmp(text, yes[i]) == 0)
            return "1";
    for (size_t i = 0; i < LEN(no); i++)
        if (strcmp(text, no[i]) == 0)
            return "";
    return text;
}

static const char *urgency_of(const char *text)
{
    static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex" };

    for (size_t i = 0; i < LEN(urgencies); i++)
        if (strcmp(text, state_words(urgencies[i])) == 0 ||
            strcmp(text, word(LANG_EN, state_words(urgencies[i]))) == 0)
            return urgencies[i];
    return text;
}

static const char *part_of(const char *text)
{
    const struct pack *national = pack_named("national");

    for (size_t i = 0; i < national->n; i++)
        if (strcmp(national->rows[i].kind, "part") == 0 &&
            strcmp(national->rows[i].source, text) == 0)
            return national->rows[i].key;
    return text;
}

static const char *trade_of(const struct op *op, const char *text)
{
    const char *code = db_str(op->tx,
                              "select code from catalogue where kind = 'trade'"
                              " and (zh = $1 or en = $1) order by pos, code limit 1",
                              T(text));

    return code ? code : text;
}

static const char *meant(const struct op *op, const struct book_field *f, const char *text)
{
    switch (f->kind) {
    case BOOK_YES: return yes_of(text);
    case BOOK_URGENCY: return urgency_of(text);
    case BOOK_PART: return part_of(text);
    case BOOK_TRADE: return trade_of(op, text);
    case BOOK_TEXT:
    case BOOK_NUMBER: break;
    }
    return text;
}

/* The row as a whole entry: what it doesn't say is as it is. */
static struct entry whole(struct judging *j, const struct entry *row)
{
    const struct entry *was = entries_find(j->base, row->key);
    struct entry e = { .key = row->key };

    for (size_t i = 0; i < ENTRY_FIELDS; i++)
        e.values[i] = i >= j->book->field_n ? ""
                      : row->values[i]      ? meant(j->op, &j->book->fields[i], row->values[i])
                      : was                 ? was->values[i]
                                            : "";
    if (j->book->key_n == 1 && !*e.values[POS])
        e.values[POS] =
            was ? was->values[POS] : arena_printf(j->op->mem, "%" PRId64, j->last_pos += POS_STEP);
    return e;
}

/* ---- keeping ---- */

static void keep(struct judging *j, int64_t id, struct entry *e)
{
    struct entry *was = entries_find(j->base, e->key);
    struct diff_line *line;

    if (was && entries_diff(j->op->mem, (struct entries){ was, 1 }, (struct entries){ e, 1 },
                            j->book->field_n, &line) == 0)
        return;
    for (size_t i = 0; i < j->book->field_n; i++)
        db_exec(j->op->tx,
                "insert into catalogue_draft_value (draft_id, entry, field, value)"
                " values ($1, $2, $3, $4)",
                I(id), T(e->key), T(j->book->fields[i].name), T(e->values[i]));
}

static void forget_old(struct op *op)
{
    int64_t until = op->now - KEPT_DAYS * DAY_MS;

    db_exec(op->tx,
            "delete from catalogue_draft_value where draft_id in"
            " (select id from catalogue_draft where added_at < $1)",
            I(until));
    db_exec(op->tx, "delete from catalogue_draft where added_at < $1", I(until));
}

/* The rows of the file, whole and in order; each key once, each judged. */
static struct entries judge(struct judging *j)
{
    const struct book_file *f = j->file;
    struct entries list = { .e = arena_new_n(j->op->mem, struct entry, f->entries.n + 1) };

    for (size_t i = 0; i < f->entries.n; i++) {
        struct entry e = whole(j, &f->entries.e[i]);
        const char *words = book_fault(j->op, j->book, &e);

        if (words)
            fault(j, f->rows[i], words);
        list.e[list.n++] = e;
    }
    entries_sort(list);
    for (size_t i = 1; i < list.n; i++)
        if (strcmp(list.e[i - 1].key, list.e[i].key) == 0)
            fault(j, 0,
                  say(j->op, W("“%s”在文件里出现了两次"), utf8_cut(j->op->mem, list.e[i].key, 60)));
    return list;
}

static int64_t last_pos(const struct op *op, const struct book *b)
{
    return b->key_n == 1
               ? db_int(op->tx, "select max(pos) from catalogue where kind = $1", T(b->name))
               : 0;
}

int64_t draft_add(struct op *op, const struct book *b, const struct book_file *file)
{
    struct judging j = { .op = op,
                         .book = b,
                         .base = book_now(op, b),
                         .file = file,
                         .last_pos = last_pos(op, b),
                         .faults = buf_new(op->mem, FAULTS_MAX * 2) };
    struct entries list;
    int64_t id = id_new();

    buf_puts(&j.faults, file->faults);
    list = judge(&j);
    forget_old(op);
    db_exec(op->tx,
            "insert into catalogue_draft (id, book, base_no, file_name, row_n, faults, added_by,"
            " added_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(id), T(b->name), I(version_now(op, b)), T(file->file_name), I((int64_t)list.n),
            T(j.faults.p), I(op->actor->account_id), I(op->now));
    for (size_t i = 0; j.faults.n == 0 && i < list.n; i++)
        keep(&j, id, &list.e[i]);
    return id;
}

/* ---- reading it again ---- */

static void read_faults(const struct op *op, const char *text, struct catalogue_draft *d)
{
    d->faults = arena_new_n(op->mem, struct draft_fault, FAULTS_SHOWN * 2);
    while (*text && d->fault_n < (size_t)FAULTS_SHOWN * 2) {
        const char *tab = strchr(text, '\t'), *end = strchr(text, '\n');

        if (!tab || !end)
            return;
        d->faults[d->fault_n] =
            (struct draft_fault){ .words = arena_dup_n(op->mem, tab + 1, (size_t)(end - tab - 1)) };
        (void)text_int(arena_dup_n(op->mem, text, (size_t)(tab - text)),
                       &d->faults[d->fault_n++].row);
        text = end + 1;
    }
}

enum err draft_load(const struct op *op, const struct book *b, int64_t id,
                    struct catalogue_draft *ret)
{
    struct query q;

    if (!db_one(op->tx, &q,
                "select d.base_no, d.row_n, d.added_at, d.file_name, coalesce(a.name, ''),"
                " d.faults from catalogue_draft d left join account a on a.id = d.added_by"
                " where d.id = $1 and d.book = $2",
                I(id), T(b->name)))
        return E_NOT_FOUND;
    *ret = (struct catalogue_draft){ .id = id,
                                     .book = b,
                                     .base_no = db_i64(&q, 0),
                                     .row_n = db_i64(&q, 1),
                                     .added_at = db_i64(&q, 2),
                                     .file_name = db_text(&q, 3),
                                     .who = db_text(&q, 4) };
    read_faults(op, db_text(&q, 5), ret);
    db_done(&q);
    return OK;
}

struct entries draft_entries(const struct op *op, const struct catalogue_draft *d,
                             struct entries base)
{
    int64_t size =
        db_int(op->tx, "select count(*) from catalogue_draft_value where draft_id = $1", I(d->id));
    struct entries is = { .e = arena_new_n(op->mem, struct entry, (size_t)size + base.n + 1) };
    struct entry *e = NULL;
    struct query q;
    size_t said;

    for (db_query(op->tx, &q,
                  "select entry, field, value from catalogue_draft_value where draft_id = $1"
                  " order by entry, field",
                  I(d->id));
         db_next(&q);) {
        size_t at = book_field_at(d->book, db_text(&q, 1));

        if (!e || strcmp(e->key, db_text(&q, 0)) != 0) {
            e = &is.e[is.n++];
            *e = (struct entry){ db_text(&q, 0), { "", "", "", "", "" } };
        }
        if (at < d->book->field_n)
            e->values[at] = db_text(&q, 2);
    }
    entries_sort(is);
    said = is.n;
    for (size_t i = 0; i < base.n; i++)
        if (!entries_find((struct entries){ is.e, said }, base.e[i].key))
            is.e[is.n++] = base.e[i];
    entries_sort(is);
    return is;
}

/* ---- taking over ---- */

enum err draft_accept(struct op *op, const struct catalogue_draft *d, const char *reason)
{
    int64_t newest = version_now(op, d->book);
    struct entries now = book_now(op, d->book);

    if (d->fault_n)
        return fail(op, E_RULE, "rows_are_wrong", NULL,
                    W("文件里还有要改正的地方，请改好后重新上传"));
    if (newest != d->base_no)
        return fail(
            op, E_STALE, "stale", NULL,
            W("目录已经有第 %d 版，这份对照是按第 %d 版做的。目录没有改动，请重新上传文件再核对"),
            (int)newest, (int)d->base_no);
    book_write(op, d->book, now, draft_entries(op, d, now));
    if (!version_add(op, d->book, &(struct version_new){ .how = "import", .reason = reason }))
        return fail(op, E_RULE, "nothing_changes", NULL,
                    W("文件和现在的目录一样，没有要接受的改动"));
    db_exec(op->tx, "delete from catalogue_draft_value where draft_id = $1", I(d->id));
    db_exec(op->tx, "delete from catalogue_draft where id = $1", I(d->id));
    return OK;
}
