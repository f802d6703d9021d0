/*
 * catalogue_version.c -- keeping versions, reading one again, going back to one.
 */
#include "rooms/estate/catalogue_version.h"

#include "app/event.h"
#include "rooms/estate/catalogue.h"

#include <inttypes.h>
#include <string.h>

#define THERE       "there" /* the field that says that an entry exists */
#define PAYLOAD_MAX 4000

int64_t version_now(const struct op *op, const struct book *b)
{
    return db_int(op->tx, "select max(no) from catalogue_version where book = $1", T(b->name));
}

/* ---- lists ---- */

#define VERSION_COLUMNS                                                                            \
    "v.no, v.at, v.account_id, coalesce(a.name, ''), v.reason, v.how, v.back_to,"                  \
    " (select count(distinct c.entry) from catalogue_change c where c.book = v.book"               \
    " and c.no = v.no)"
#define VERSION_FROM " from catalogue_version v left join account a on a.id = v.account_id"

static struct catalogue_version version_of(const struct query *q)
{
    return (struct catalogue_version){
        .no = db_i64(q, 0),
        .at = db_i64(q, 1),
        .account_id = db_i64(q, 2),
        .who = db_text(q, 3),
        .reason = db_text(q, 4),
        .how = db_text(q, 5),
        .back_to = db_i64(q, 6),
        .entry_n = db_i64(q, 7),
    };
}

size_t version_list(const struct op *op, const struct book *b, int64_t before,
                    struct catalogue_version **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct catalogue_version, VERSION_PAGE);
    db_query(op->tx, &q,
             "select " VERSION_COLUMNS VERSION_FROM " where v.book = $1 and v.no < $2"
             " order by v.no desc limit $3",
             T(b->name), I(before > 0 ? before : INT64_MAX), I(VERSION_PAGE));
    while (n < VERSION_PAGE && db_next(&q))
        (*ret)[n++] = version_of(&q);
    db_done(&q);
    return n;
}

enum err version_load(const struct op *op, const struct book *b, int64_t no,
                      struct catalogue_version *ret)
{
    struct query q;

    if (!db_one(op->tx, &q,
                "select " VERSION_COLUMNS VERSION_FROM " where v.book = $1 and v.no = $2",
                T(b->name), I(no)))
        return E_NOT_FOUND;
    *ret = version_of(&q);
    db_done(&q);
    return OK;
}

/* ---- the content of a version ---- */

static struct entry blank_entry(const char *key)
{
    struct entry e = { .key = key };

    for (size_t i = 0; i < ENTRY_FIELDS; i++)
        e.values[i] = "";
    return e;
}

/* Entries stand together and their changes in order, so the last one of a field counts. */
static void take(struct entries *list, bool *is_there, const struct book *b, const struct query *q)
{
    const char *key = db_text(q, 0), *field = db_text(q, 1), *value = db_text(q, 2);
    size_t at = book_field_at(b, field);

    if (list->n == 0 || strcmp(list->e[list->n - 1].key, key) != 0) {
        if (*is_there || list->n == 0)
            list->n++;
        list->e[list->n - 1] = blank_entry(key);
        *is_there = false;
    }
    if (strcmp(field, THERE) == 0)
        *is_there = *value != '\0';
    else if (at < b->field_n)
        list->e[list->n - 1].values[at] = value;
}

struct entries version_entries(const struct op *op, const struct book *b, int64_t no)
{
    int64_t size = db_int(op->tx,
                          "select count(distinct entry) from catalogue_change where book = $1"
                          " and no <= $2",
                          T(b->name), I(no));
    struct entries list = { .e = arena_new_n(op->mem, struct entry, size + 1) };
    bool is_there = false;
    struct query q;

    for (db_query(op->tx, &q,
                  "select entry, field, value from catalogue_change where book = $1 and no <= $2"
                  " order by entry, field, no",
                  T(b->name), I(no));
         db_next(&q);)
        take(&list, &is_there, b, &q);
    if (list.n && !is_there)
        list.n--;
    entries_sort(list);
    return list;
}

/* ---- keeping a version ---- */

static void keep(struct op *op, const struct book *b, int64_t no, const char *entry,
                 const struct dbval field_value[2])
{
    db_exec(op->tx,
            "insert into catalogue_change (book, entry, field, no, value) values ($1, $2, $3, $4,"
            " $5)",
            T(b->name), T(entry), field_value[0], I(no), field_value[1]);
}

static void keep_line(struct op *op, const struct book *b, int64_t no, const struct diff_line *l)
{
    const char *key = l->is ? l->is->key : l->was->key;

    if (l->kind != DIFF_CHANGED)
        keep(op, b, no, key,
             (const struct dbval[]){ T(THERE), T(l->kind == DIFF_ADDED ? "1" : "") });
    for (size_t i = 0; l->is && i < b->field_n; i++)
        if (l->kind == DIFF_ADDED || l->fields & (1u << i))
            keep(op, b, no, key,
                 (const struct dbval[]){ T(b->fields[i].name), T(l->is->values[i]) });
}

static void tell(struct op *op, const struct book *b, int64_t no, const struct version_new *v)
{
    struct json j = json_new(op->mem, PAYLOAD_MAX);

    json_open(&j, NULL, '{');
    json_text(&j, "catalogue", b->name);
    json_int(&j, "no", no);
    json_text(&j, "how", v->how);
    if (v->back_to)
        json_int(&j, "back_to", v->back_to);
    json_text(&j, "reason", v->reason);
    json_close(&j, '}');
    event_add(op, "catalogue", 0, "catalogue.version", j.out.p);
}

bool version_add(struct op *op, const struct book *b, const struct version_new *v)
{
    int64_t no = version_now(op, b);
    struct diff_line *lines;
    size_t n =
        entries_diff(op->mem, version_entries(op, b, no), book_now(op, b), b->field_n, &lines);

    if (n == 0)
        return false;
    no++;
    db_exec(op->tx,
            "insert into catalogue_version (book, no, at, account_id, reason, how, back_to)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            T(b->name), I(no), I(op->now), I(op->actor->account_id), T(v->reason), T(v->how),
            I(v->back_to));
    for (size_t i = 0; i < n; i++)
        keep_line(op, b, no, &lines[i]);
    tell(op, b, no, v);
    return true;
}

enum err version_rollback(struct op *op, const struct book *b, int64_t no, const char *reason)
{
    struct entries now = book_now(op, b);
    struct catalogue_version old;
    enum err e = version_load(op, b, no, &old);

    if (e != OK)
        return e;
    book_write(op, b, now, book_goal(op, b, now, version_entries(op, b, no)));
    if (!version_add(op, b,
                     &(struct version_new){ .how = "rollback", .reason = reason, .back_to = no }))
        return fail(op, E_RULE, "nothing_changes", NULL, W("现在的内容和第 %d 版一样，不需要回退"),
                    (int)no);
    return OK;
}

const char *catalogue_words_at(const struct op *op, const char *kind, const char *code, int64_t at)
{
    const char *words = db_str(op->tx,
                               "select value from catalogue_change where book = $1 and entry = $2"
                               " and field = $3 and no <= (select max(no) from catalogue_version"
                               " where book = $1 and at <= $4) order by no desc limit 1",
                               T(kind), T(code), T(op->lang == LANG_EN ? "en" : "zh"), I(at));

    return words ? words : catalogue_words(op, kind, code);
}
