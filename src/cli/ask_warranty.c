/* ask_warranty.c -- `anju rules warranty`: dates in, a verdict with all its candidates out. */
#include "base/when.h"
#include "cli/ask.h"
#include "rules/warranty.h"

#include <string.h>

static const char *read_code(struct ask *a, struct at at)
{
    const char *code = ask_text(a, at, "code", true);

    if (code && !warranty_code(code))
        ask_fail(a, "unknown_code", "没有这个部位代码", "code");
    return code;
}

/* null is an answer here (not handed over yet), leaving it out is not. */
static int32_t read_handover(struct ask *a, struct at at)
{
    json_t *value = json_object_get(at.object, "handover");

    return json_is_null(value) ? NO_DATE : ask_date(a, at, "handover", true);
}

static const struct pack *read_city(struct ask *a, struct at at)
{
    const char *name = ask_text(a, at, "city", false);
    const struct pack *p = name && strcmp(name, "national") != 0 ? pack_named(name) : NULL;

    if (name && !p)
        ask_fail(a, "unknown_city", "没有这个城市的规则包", "city");
    return p;
}

static struct season read_season(struct ask *a, struct at at, const char *key)
{
    static const char *const keys[] = { "from", "to", NULL };
    struct at item = { .object = ask_value(a, at, key, false),
                       .path = arena_printf(a->mem, "%s.", key) };
    struct season s = { 0 };
    const char *from, *to;

    if (!item.object)
        return s;
    if (!json_is_object(item.object)) {
        ask_fail(a, "wrong_type", "这个字段应是对象", key);
        return s;
    }
    ask_only(a, item, keys);
    from = ask_text(a, item, "from", true);
    to = ask_text(a, item, "to", true);
    if (from && !month_day_parse(from, &s.from_month, &s.from_day))
        ask_fail(a, "bad_season", "起止应写作 MM-DD", ask_path(a, item, "from"));
    if (to && !month_day_parse(to, &s.to_month, &s.to_day))
        ask_fail(a, "bad_season", "起止应写作 MM-DD", ask_path(a, item, "to"));
    return s;
}

static void date_put(struct ask *a, const char *key, int32_t on)
{
    json_text(a->out, key, on == NO_DATE ? NULL : date_text(a->mem, on));
}

static void cover_put(struct ask *a, const char *key, enum cover c)
{
    if (c == COVER_UNKNOWN)
        json_nothing(a->out, key);
    else
        json_bool(a->out, key, c == COVER_YES);
}

static void candidate_put(struct ask *a, const struct warranty_candidate *c)
{
    json_open(a->out, NULL, '{');
    json_text(a->out, "rule", c->rule);
    date_put(a, "end", c->end.on);
    if (c->end.on != c->end.unrolled_on)
        date_put(a, "unrolled", c->end.unrolled_on);
    if (c->end.missing_year)
        json_int(a->out, "calendar_missing", c->end.missing_year);
    if (c->assumed)
        json_bool(a->out, "unconfirmed", true);
    json_text(a->out, "source", c->source);
    json_close(a->out, '}');
}

static void verdict_put(struct ask *a, const struct verdict *v)
{
    date_put(a, "owner_end", v->owner.on);
    json_text(a->out, "owner_rule", v->owner_rule);
    date_put(a, "contractor_end", v->contractor.on);
    cover_put(a, "owner_covered", v->owner_cover);
    cover_put(a, "contractor_covered", v->contractor_cover);
    json_open(a->out, "candidates", '[');
    for (int i = 0; i < v->candidate_n; i++)
        candidate_put(a, &v->candidate[i]);
    json_close(a->out, ']');
    json_text(a->out, "explain", v->explain);
}

void ask_warranty(struct ask *a)
{
    static const char *const keys[] = { "code",        "completion",     "handover",
                                        "reported",    "promise",        "city",
                                        "design_life", "heating_season", "cooling_season",
                                        "zone",        "calendar",       "contractor_start",
                                        NULL };
    struct at at = ask_top(a);
    struct warranty_question q;
    struct verdict v;

    ask_only(a, at, keys);
    ask_defaults(a, at);
    q = (struct warranty_question){
        .code = read_code(a, at),
        .completion_on = ask_date(a, at, "completion", true),
        .handover_on = read_handover(a, at),
        .reported_on = ask_date(a, at, "reported", true),
        .promise = ask_period(a, at, "promise"),
        .design_life = ask_period(a, at, "design_life"),
        .contractor_start_on = ask_date(a, at, "contractor_start", false),
        .city = read_city(a, at),
        .heating = read_season(a, at, "heating_season"),
        .cooling = read_season(a, at, "cooling_season"),
    };
    if (q.design_life.unit >= PERIOD_HEATING)
        ask_fail(a, "bad_period", "设计使用年限应写作 50y", "design_life");
    if (a->code)
        return;
    v = warranty_verdict(a->mem, &q);
    verdict_put(a, &v);
}
