/*
 * catalogue_rules.c -- rows of component and symptom as the administrator keeps them.
 */
#include "rooms/estate/catalogue_rules.h"

#include "app/event.h"
#include "rooms/estate/catalogue.h"
#include "rooms/estate/catalogue_version.h"
#include "rooms/estate/estate_inside.h"
#include "rules/pack.h"
#include "rules/warranty.h"

#include <string.h>

#define RULE_COLUMNS "component, symptom, warranty_code, trade, urgency, care_zh, care_en, version"

static struct rule_row row_of(const struct query *q)
{
    return (struct rule_row){
        .component = db_text(q, 0),
        .symptom = db_text(q, 1),
        .warranty_code = db_text(q, 2),
        .trade = db_text(q, 3),
        .urgency = db_text(q, 4),
        .care_zh = db_text(q, 5),
        .care_en = db_text(q, 6),
        .version = db_i64(q, 7),
    };
}

size_t rule_rows(const struct op *op, const char *component, struct rule_row **ret)
{
    size_t n = 0,
           size = (size_t)db_int(op->tx, "select count(*) from catalogue_rule where component = $1",
                                 T(component));
    struct query q;

    *ret = arena_new_n(op->mem, struct rule_row, size + 1);
    db_query(op->tx, &q,
             "select " RULE_COLUMNS " from catalogue_rule r where component = $1"
             " order by case symptom when '' then 0 else 1 end,"
             " (select pos from catalogue c where c.kind = 'symptom' and c.code = r.symptom)",
             T(component));
    while (n < size && db_next(&q))
        (*ret)[n++] = row_of(&q);
    db_done(&q);
    return n;
}

const char *rule_part_words(const char *code)
{
    const struct pack *national = pack_named("national");

    for (size_t i = 0; i < national->n; i++)
        if (strcmp(national->rows[i].kind, "part") == 0 && strcmp(national->rows[i].key, code) == 0)
            return national->rows[i].source;
    return code;
}

static bool known(const struct op *op, const char *kind, const char *code)
{
    return !*code || db_int(op->tx, "select count(*) from catalogue where kind = $1 and code = $2",
                            T(kind), T(code)) > 0;
}

enum err rule_row_load(const struct op *op, const char *component, const char *symptom,
                       struct rule_row *ret)
{
    struct query q;

    if (!known(op, "component", component) || !known(op, "symptom", symptom))
        return E_NOT_FOUND;
    if (!db_one(op->tx, &q,
                "select " RULE_COLUMNS " from catalogue_rule"
                " where (component = $1 or component = '') and (symptom = $2 or symptom = '')"
                " order by case component when '' then 1 else 0 end,"
                " case symptom when '' then 1 else 0 end limit 1",
                T(component), T(symptom)))
        return E_NOT_FOUND;
    *ret = row_of(&q);
    db_done(&q);
    if (strcmp(ret->component, component) != 0 || strcmp(ret->symptom, symptom) != 0)
        ret->version = 0;
    ret->component = component;
    ret->symptom = symptom;
    return OK;
}

static enum err row_judge(struct op *op, const struct rule_row *row)
{
    static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex" };
    bool is_urgency = false;

    for (size_t i = 0; i < sizeof urgencies / sizeof *urgencies; i++)
        is_urgency = is_urgency || strcmp(urgencies[i], row->urgency) == 0;
    if (!warranty_code(row->warranty_code))
        return fail(op, E_INPUT, "warranty_code", "warranty_code", W("请选择保修项目"));
    if (!catalogue_has(op, "trade", row->trade))
        return fail(op, E_INPUT, "trade", "trade", W("请选择专业"));
    return is_urgency ? OK : fail(op, E_INPUT, "urgency", "urgency", W("请选择紧急程度"));
}

static const char *payload_of(struct op *op, const struct rule_row *row, struct changes *c)
{
    struct json j = json_new(op->mem, 20000);

    json_open(&j, NULL, '{');
    json_text(&j, "component", row->component);
    json_text(&j, "symptom", row->symptom);
    json_raw(&j, "changes", changes_payload(c));
    json_close(&j, '}');
    return j.out.p;
}

enum err rule_row_put(struct op *op, const struct rule_row *row, const char *reason)
{
    struct rule_row was;
    enum err e = rule_row_load(op, row->component, row->symptom, &was);
    struct changes c = changes_new(op);

    if (e == OK)
        e = row_judge(op, row);
    if (e != OK)
        return e;
    changes_text(&c, "warranty_code", was.warranty_code, row->warranty_code);
    changes_text(&c, "trade", was.trade, row->trade);
    changes_text(&c, "urgency", was.urgency, row->urgency);
    changes_text(&c, "care_zh", was.care_zh, row->care_zh);
    changes_text(&c, "care_en", was.care_en, row->care_en);
    if (c.n == 0)
        return OK;
    db_exec(op->tx,
            "insert into catalogue_rule (" RULE_COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, 1)"
            " on conflict (component, symptom) do update set warranty_code ="
            " excluded.warranty_code, trade = excluded.trade, urgency = excluded.urgency,"
            " care_zh = excluded.care_zh, care_en = excluded.care_en,"
            " version = catalogue_rule.version + 1",
            T(row->component), T(row->symptom), T(row->warranty_code), T(row->trade),
            T(row->urgency), T(row->care_zh), T(row->care_en));
    event_add(op, "catalogue", 0, "catalogue.rule", payload_of(op, row, &c));
    version_add(op, book_of("rule"), &(struct version_new){ .how = "edit", .reason = reason });
    return OK;
}
