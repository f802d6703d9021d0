/*
 * repair_report.c -- from what somebody said to a matter with faults and a receipt.
 *
 * S3.2.1a several channels, S3.2.2a what is recorded, S3.2.2b the receipt with
 * number, summary and promised times.
 */
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/catalogue.h"
#include "rooms/repair/repair_inside.h"
#include "rules/triage.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *kind, *field, *words;
} parts[] = {
    { "place", "place", W("请从列表里选部位") },
    { "component", "component", W("请从列表里选构件") },
    { "symptom", "symptom", W("请从列表里选现象") },
    { "cause", "cause", W("请从列表里选故障原因") },
};

static const char *part_code(const struct fault_new *f, size_t part)
{
    return part == 0 ? f->place : part == 1 ? f->component : part == 2 ? f->symptom : f->cause_said;
}

static enum err check_faults(struct op *op, const struct report *r)
{
    if (r->fault_n == 0)
        return fail(op, E_INPUT, "no_fault", "faults[0].place", W("请至少说明一处问题"));
    if (r->fault_n > FAULTS_MAX)
        return fail(op, E_INPUT, "too_many_faults", "faults", W("一次最多报 %d 处，请分开报"),
                    FAULTS_MAX);
    for (size_t i = 0; i < r->fault_n; i++)
        for (size_t p = 0; p < LEN(parts); p++) {
            const char *code = part_code(&r->faults[i], p);

            if (p == 3 && (!code || !*code))
                continue;
            if (!catalogue_has(op, parts[p].kind, code))
                return fail(op, E_INPUT, "not_in_catalogue",
                            arena_printf(op->mem, "faults[%zu].%s", i, parts[p].field), "%s",
                            word(op->lang, parts[p].words));
        }
    return OK;
}

/* Staff report for any home of their project, an owner for her own. */
static enum err check_home(struct op *op, const struct report *r)
{
    struct object o = { .project_id = op->project,
                        .mine = home_is_mine(op, op->project, r->home_id) };

    if (db_int(op->tx, "select count(*) from home where project_id = $1 and id = $2",
               I(op->project), I(r->home_id)) == 0 ||
        !may(op, MATTER_REPORT, &o))
        return fail(op, E_NOT_FOUND, "home", "home", W("没有找到这套房"));
    return OK;
}

/* 主卫 防水 渗漏 */
static const char *title_of(struct op *op, const struct report *r)
{
    const struct fault_new *f = &r->faults[0];
    const char *title = say(op, W("%s%s%s"), catalogue_words(op, "place", f->place),
                            catalogue_words(op, "component", f->component),
                            catalogue_words(op, "symptom", f->symptom));

    return r->fault_n > 1 ? say(op, W("%s 等 %d 处"), title, (int)r->fault_n) : title;
}

bool is_heating_season(const struct op *op)
{
    int month = date_civil(when_date(op->now, ZONE_SHANGHAI)).month;

    return month >= 11 || month <= 3;
}

static size_t rank_of(const char *urgency)
{
    static const char *const ranks[] = { "general_b", "general_a", "complex", "emergency" };

    for (size_t i = 0; i < LEN(ranks); i++)
        if (strcmp(ranks[i], urgency) == 0)
            return i;
    return 0;
}

/* What the catalogue says of each fault. */
static const struct catalogue_rule *rules_of(const struct op *op, const struct report *r)
{
    struct catalogue_rule *rules = arena_new_n(op->mem, struct catalogue_rule, r->fault_n);

    for (size_t i = 0; i < r->fault_n; i++)
        catalogue_rule_at(op, r->faults[i].place, r->faults[i].component, r->faults[i].symptom,
                          &rules[i]);
    return rules;
}

/* As said, or as the most urgent of the faults. */
static const char *urgency_of(struct op *op, const struct report *r,
                              const struct catalogue_rule *rules, const char **why)
{
    const char *urgency = r->urgency ? r->urgency : "";

    *why = r->urgency_why ? r->urgency_why : "";
    if (*urgency)
        return urgency;
    for (size_t i = 0; i < r->fault_n; i++) {
        struct triage t = triage_suggest(
            op->mem, &(struct triage_question){ .text = r->description,
                                                .usual = rules[i].urgency,
                                                .is_heating_season = is_heating_season(op) });

        if (*urgency && rank_of(t.urgency) <= rank_of(urgency))
            continue;
        urgency = t.urgency;
        *why = t.why;
    }
    return urgency;
}

static void add_fault(struct op *op, int64_t matter_id, int64_t k, const struct fault_new *f,
                      const struct catalogue_rule *rule)
{
    db_exec(op->tx,
            "insert into fault (project_id, id, matter_id, k, state, place, component, symptom,"
            " trade, cause_said, description, warranty_code)"
            " values ($1, $2, $3, $4, 'reported', $5, $6, $7, $8, $9, $10, $11)",
            I(op->project), I(id_new()), I(matter_id), I(k), T(f->place), T(f->component),
            T(f->symptom), T(rule->trade), T(f->cause_said ? f->cause_said : ""),
            T(f->description ? f->description : ""), T(rule->warranty_code));
}

static void receipt(struct op *op, const struct matter *m)
{
    const struct op *theirs = op_of_contact(op, m);
    const char *contact = when_said(theirs, promise_contact(op, m->urgency, m->received_at));
    const char *visit = when_said(theirs, promise_arrival(op, m->urgency, m->received_at));

    tell_contact(op, m, "repair.receipt",
                 say(theirs,
                     W("【安居】已收到您的报修“%s”，编号 %s。我们会在 %s 前联系您，%s 前上门核查。"
                       "有出入请回电更正，进展见 %s"),
                     m->title, m->no_said, contact, visit, owner_link(op, m)));
}

static enum err finish(struct op *op, const struct report *r, int64_t id, struct matter *ret)
{
    struct turn t = { .op = op, .note = json_new(op->mem, 64 << 10) };
    enum err e;

    if ((e = matter_load_id(op, id, &t.m)) != OK)
        return e;
    json_open(&t.note, NULL, '{');
    json_text(&t.note, "channel", r->channel);
    json_text(&t.note, "urgency", t.m.urgency);
    json_text(&t.note, "text", r->description);
    if ((e = turn_photos(&t, r->photos, r->photo_n, "report")) != OK)
        return e;
    json_close(&t.note, '}');
    event_add(op, "matter", id, "repair.report", t.note.out.p);
    repair_settle_loaded(op, &t.m);
    receipt(op, &t.m);
    *ret = t.m;
    return OK;
}

enum err repair_report(struct op *op, const struct report *r, struct matter *ret)
{
    const struct catalogue_rule *rules;
    const char *why = "";
    struct matter_new m = { .kind = "repair" };
    int64_t id;
    enum err e;

    if ((e = check_home(op, r)) != OK || (e = check_faults(op, r)) != OK)
        return e;
    rules = rules_of(op, r);
    m.channel = r->channel;
    m.urgency = urgency_of(op, r, rules, &why);
    m.urgency_why = why;
    m.home_id = r->home_id;
    m.person_id = r->person_id;
    m.relation = r->relation;
    m.contact_name = r->contact_name;
    m.contact_phone = r->contact_phone;
    m.title = title_of(op, r);
    m.description = r->description;
    m.wished = r->wished;
    m.received_at = r->received_at ? r->received_at : op->now;
    m.received_by = op->actor->account_id;
    m.handler_id = strcmp(r->channel, "hotline") == 0 ? op->actor->account_id : 0;
    m.fault_n = (int64_t)r->fault_n;
    id = matter_add(op, &m);
    for (size_t i = 0; i < r->fault_n; i++)
        add_fault(op, id, (int64_t)i + 1, &r->faults[i], &rules[i]);
    return finish(op, r, id, ret);
}
