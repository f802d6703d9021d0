/*
 * catalogue_edit.c -- rows of the catalogues as the administrator keeps them.
 */
#include "rooms/estate/catalogue_edit.h"

#include "app/event.h"
#include "rooms/estate/catalogue_rules.h"
#include "rooms/estate/catalogue_version.h"
#include "rooms/estate/estate_inside.h"

#include <string.h>

#define POS_STEP 10

const char *const catalogue_kinds[] = { "place", "component", "symptom", "trade", "cause", NULL };

const char *catalogue_kind_words(const char *kind)
{
    static const char *const words[] = { W("部位"), W("构件"), W("现象"), W("专业"),
                                         W("原因分类") };

    for (size_t i = 0; catalogue_kinds[i]; i++)
        if (strcmp(catalogue_kinds[i], kind) == 0)
            return words[i];
    return kind;
}

#define ROW_COLUMNS "kind, code, zh, en, pos, common, retired_at, version"

static struct catalogue_row row_of(const struct query *q)
{
    return (struct catalogue_row){
        .kind = db_text(q, 0),
        .code = db_text(q, 1),
        .zh = db_text(q, 2),
        .en = db_text(q, 3),
        .pos = db_i64(q, 4),
        .is_common = db_i64(q, 5) != 0,
        .is_retired = !db_is_null(q, 6),
        .version = db_i64(q, 7),
    };
}

size_t catalogue_rows(const struct op *op, const char *kind, struct catalogue_row **ret)
{
    size_t n = 0,
           size = (size_t)db_int(op->tx, "select count(*) from catalogue where kind = $1", T(kind));
    struct query q;

    *ret = arena_new_n(op->mem, struct catalogue_row, size + 1);
    db_query(op->tx, &q,
             "select " ROW_COLUMNS " from catalogue where kind = $1"
             " order by case when retired_at is null then 0 else 1 end, pos, code",
             T(kind));
    while (n < size && db_next(&q))
        (*ret)[n++] = row_of(&q);
    db_done(&q);
    return n;
}

enum err catalogue_row_load(const struct op *op, const char *kind, const char *code,
                            struct catalogue_row *ret)
{
    struct query q;

    if (!db_one(op->tx, &q, "select " ROW_COLUMNS " from catalogue where kind = $1 and code = $2",
                T(kind), T(code)))
        return E_NOT_FOUND;
    *ret = row_of(&q);
    db_done(&q);
    return OK;
}

bool catalogue_is_code(const char *code)
{
    return *code >= 'a' && *code <= 'z' && strcmp(code, RULE_ANY) != 0 &&
           code[strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static const char *payload_of(struct op *op, const struct catalogue_row *row, struct changes *c)
{
    struct json j = json_new(op->mem, 20000);

    json_open(&j, NULL, '{');
    json_text(&j, "kind", row->kind);
    json_text(&j, "code", row->code);
    if (c)
        json_raw(&j, "changes", changes_payload(c));
    json_close(&j, '}');
    return j.out.p;
}

enum err catalogue_row_add(struct op *op, const struct catalogue_row *row, const char *reason)
{
    int64_t last = db_int(op->tx, "select max(pos) from catalogue where kind = $1", T(row->kind));

    if (!catalogue_is_code(row->code))
        return fail(op, E_INPUT, "code", "code",
                    W("代码请用小写英文字母、数字和下划线，例如 master_bath"));
    if (db_exec_try(op->tx,
                    "insert into catalogue (kind, code, zh, en, pos, common) values ($1, $2, $3,"
                    " $4, $5, $6)",
                    T(row->kind), T(row->code), T(row->zh), T(row->en),
                    I(row->pos ? row->pos : last + POS_STEP), I(row->is_common)) != 1)
        return fail(op, E_RULE, "code_taken", "code", W("已经有代码 %s 了"), row->code);
    event_add(op, "catalogue", 0, "catalogue.add", payload_of(op, row, NULL));
    version_add(op, book_of(row->kind), &(struct version_new){ .how = "edit", .reason = reason });
    return OK;
}

enum err catalogue_row_put(struct op *op, const struct catalogue_row *row, const char *reason)
{
    struct catalogue_row was;
    enum err e = catalogue_row_load(op, row->kind, row->code, &was);
    struct changes c = changes_new(op);

    if (e != OK)
        return e;
    changes_text(&c, "zh", was.zh, row->zh);
    changes_text(&c, "en", was.en, row->en);
    changes_int(&c, "pos", was.pos, row->pos);
    changes_int(&c, "common", was.is_common, row->is_common);
    changes_int(&c, "retired", was.is_retired, row->is_retired);
    if (c.n == 0)
        return OK;
    db_exec(op->tx,
            "update catalogue set zh = $3, en = $4, pos = $5, common = $6, version = version + 1"
            " where kind = $1 and code = $2",
            T(row->kind), T(row->code), T(row->zh), T(row->en), I(row->pos), I(row->is_common));
    if (was.is_retired != row->is_retired)
        db_exec(op->tx, "update catalogue set retired_at = $3 where kind = $1 and code = $2",
                T(row->kind), T(row->code), row->is_retired ? I(op->now) : NUL);
    event_add(op, "catalogue", 0, "catalogue.edit", payload_of(op, row, &c));
    version_add(op, book_of(row->kind), &(struct version_new){ .how = "edit", .reason = reason });
    return OK;
}
