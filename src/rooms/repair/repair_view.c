/*
 * repair_view.c -- reading everything that the page of a repair shows.
 *
 * What an owner, a contractor and staff may see differs here and in the queries
 * only, so that page and API can't differ from each other.
 */
#include "rooms/repair/repair_view.h"
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/care.h"
#include "rooms/archive/file.h"
#include "rooms/estate/catalogue.h"
#include "rooms/repair/repair_veil.h"
#include "rules/pack.h"
#include "rules/warranty.h"

#include <jansson.h>
#include <string.h>

/* ---- faults ---- */

static size_t count_of(const struct op *op, const char *sql, int64_t id)
{
    return (size_t)db_int(op->tx, sql, I(op->project), I(id));
}

static void read_shares(const struct op *op, struct fault_view *f)
{
    struct query q;

    f->shares = arena_new_n(op->mem, struct share_view, SHARES_MOST + 1);
    for (db_query(op->tx, &q,
                  "select party, name, grounds, percent_bp, evidence, evidence_file"
                  " from liability_share"
                  " where project_id = $1 and fault_id = $2 order by percent_bp desc, id",
                  I(op->project), I(f->f.id));
         f->share_n < SHARES_MOST && db_next(&q);)
        f->shares[f->share_n++] = (struct share_view){ .party = db_text(&q, 0),
                                                       .name = db_text(&q, 1),
                                                       .grounds = db_text(&q, 2),
                                                       .percent_bp = db_i64(&q, 3),
                                                       .evidence = db_text(&q, 4),
                                                       .evidence_file = db_i64(&q, 5) };
    db_done(&q);
}

static void read_plans(const struct op *op, struct fault_view *f)
{
    size_t room =
        count_of(op, "select count(*) from plan where project_id = $1 and fault_id = $2", f->f.id);
    struct query q;

    f->plans = arena_new_n(op->mem, struct plan_view, room + 1);
    for (db_query(op->tx, &q,
                  "select v, cost_fen, proposed_at, answered_at, state, scope, method, materials,"
                  " answer, start_on, finish_on from plan where project_id = $1 and fault_id = $2"
                  " order by v desc",
                  I(op->project), I(f->f.id));
         f->plan_n < room && db_next(&q);)
        f->plans[f->plan_n++] = (struct plan_view){ .v = db_i64(&q, 0),
                                                    .cost_fen = db_i64(&q, 1),
                                                    .proposed_at = db_i64(&q, 2),
                                                    .answered_at = db_i64(&q, 3),
                                                    .state = db_text(&q, 4),
                                                    .scope = db_text(&q, 5),
                                                    .method = db_text(&q, 6),
                                                    .materials = db_text(&q, 7),
                                                    .answer = db_text(&q, 8),
                                                    .start_on = (int32_t)db_i64(&q, 9),
                                                    .finish_on = (int32_t)db_i64(&q, 10) };
    db_done(&q);
}

static void read_rounds(const struct op *op, struct fault_view *f)
{
    size_t room = count_of(
        op, "select count(*) from acceptance where project_id = $1 and fault_id = $2", f->f.id);
    struct query q;

    f->rounds = arena_new_n(op->mem, struct round_view, room + 1);
    for (db_query(op->tx, &q,
                  "select round, at, passed, reason, signer from acceptance"
                  " where project_id = $1 and fault_id = $2 order by round",
                  I(op->project), I(f->f.id));
         f->round_n < room && db_next(&q);)
        f->rounds[f->round_n++] =
            (struct round_view){ db_i64(&q, 0), db_i64(&q, 1), db_i64(&q, 2) != 0, db_text(&q, 3),
                                 db_text(&q, 4) };
    db_done(&q);
}

static const struct {
    const char *code, *words;
} footings[] = {
    { "warranty", W("保修责任") },
    { "sale_contract", W("购房合同约定") },
    { "goodwill", W("善意维修") },
    { "paid", W("收费维修") },
};

static const char *footing_of(const char *code)
{
    for (size_t i = 0; i < LEN(footings); i++)
        if (strcmp(footings[i].code, code) == 0)
            return footings[i].words;
    return "";
}

static const struct {
    const char *rule, *words;
} rules[] = {
    { "contractor_remaining", W("施工单位保修期的剩余部分") },
    { "minimum_1998", W("法定最低期限") },
    { "promise", W("合同承诺") },
    { "local_rule", W("地方规定") },
};

/* Computed anew, so that what the rules say today stands beside what was decided. */
static void fill_candidates(const struct op *op, const struct matter *m, struct fault_view *f)
{
    struct op copy = *op;
    struct verdict v;

    if (!repair_verdict(&copy, m, f->f.warranty_code, fault_first_at(m, &f->f), &v))
        return;
    f->candidates = arena_new_n(op->mem, struct candidate_view, 4);
    for (int i = 0; i < v.candidate_n; i++) {
        const struct warranty_candidate *c = &v.candidate[i];
        const char *words = c->rule;

        for (size_t k = 0; k < LEN(rules); k++)
            if (strcmp(rules[k].rule, c->rule) == 0)
                words = rules[k].words;
        f->candidates[f->candidate_n++] =
            (struct candidate_view){ words,         period_text(op->mem, c->period),
                                     c->source,     c->end.on,
                                     i == v.winner, c->confirmed };
    }
}

static void fill_verdict(const struct op *op, const struct matter *m, struct fault_view *f)
{
    struct query q;

    if (!f->f.decided_at)
        return;
    fill_candidates(op, m, f);
    f->verdict =
        (struct part_verdict){ .line = f->f.verdict,
                               .owner_from_on = NO_DATE,
                               .owner_until_on = f->f.owner_end_on,
                               .contractor_from_on = NO_DATE,
                               .contractor_until_on = f->f.contractor_end_on,
                               .first_on = when_date(fault_first_at(m, &f->f), ZONE_SHANGHAI),
                               .today_on = when_date(op->now, ZONE_SHANGHAI),
                               .basis = W("按现行规定和合同计算，不构成法律意见；依据以律师"
                                          "核对为准") };
    if (db_one(op->tx, &q,
               "select b.completion_on, h.handover_on from home h join building b"
               " on b.project_id = h.project_id and b.id = h.building_id"
               " where h.project_id = $1 and h.id = $2",
               I(op->project), I(m->home_id))) {
        f->verdict.contractor_from_on = db_is_null(&q, 0) ? NO_DATE : (int32_t)db_i64(&q, 0);
        f->verdict.owner_from_on = db_is_null(&q, 1) ? NO_DATE : (int32_t)db_i64(&q, 1);
    }
    db_done(&q);
}

static void fill_faults(const struct op *op, struct repair_view *v)
{
    struct fault *list;

    v->fault_n = fault_list(op, v->m.id, &list);
    v->faults = arena_new_n(op->mem, struct fault_view, v->fault_n + 1);
    for (size_t i = 0; i < v->fault_n; i++) {
        struct fault_view *f = &v->faults[i];
        f->f = list[i];
        f->place = catalogue_words_at(op, "place", f->f.place, v->m.received_at);
        f->component = catalogue_words_at(op, "component", f->f.component, v->m.received_at);
        f->symptom = catalogue_words_at(op, "symptom", f->f.symptom, v->m.received_at);
        f->trade = catalogue_words(op, "trade", f->f.trade);
        f->cause_said = *f->f.cause_said ? catalogue_words(op, "cause", f->f.cause_said) : "";
        f->cause_found = *f->f.cause_found ? catalogue_words(op, "cause", f->f.cause_found) : "";
        f->footing = footing_of(f->f.footing);
        f->care = word(op->lang, care_note(f->f.component, f->f.symptom));
        read_shares(op, f);
        read_plans(op, f);
        read_rounds(op, f);
        fill_verdict(op, &v->m, f);
        fault_view_more(op, &v->m, f);
    }
}

/* ---- actions ---- */

/* Acts on orders have addresses of their own; they are not buttons of the matter. */
static bool is_order_act(const char *act)
{
    static const char *const acts[] = { "start", "finish", "decline", "cancel" };

    for (size_t i = 0; i < LEN(acts); i++)
        if (strcmp(acts[i], act) == 0)
            return true;
    return false;
}

/* Does the act ask which fault it is about?  Then each fault has its own form. */
static bool is_per_fault(const struct step *s)
{
    for (const struct field *f = s->fields; f && f->name; f++)
        if (strcmp(f->name, "fault") == 0)
            return true;
    return false;
}

/* Not a button for her, although the table would let her role. */
static bool is_pointless(const struct op *op, const struct repair_view *v, const struct fault *f,
                         const struct step *s)
{
    if (strcmp(s->act, "uphold") == 0 || strcmp(s->act, "overturn") == 0)
        return f->decided_by == op->actor->account_id;
    if (strcmp(s->act, "make_safe") == 0 || strcmp(s->act, "enter_absent") == 0)
        return strcmp(v->m.urgency, "emergency") != 0;
    if (strcmp(s->act, "arrive") == 0)
        return v->m.arrived_at != 0;
    if (strcmp(s->act, "quote") == 0 || strcmp(s->act, "pay") == 0)
        return strcmp(f->footing, "paid") != 0;
    return is_order_act(s->act);
}

/* Leads on, but not where a repair usually goes. */
static bool is_rare(const char *act)
{
    static const char *const acts[] = {
        "triage", "contact", "miss",      "no_access", "make_safe", "enter_absent",
        "scope",  "pay",     "joint",     "settle",    "withdraw",  "duplicate",
        "advise", "hand",    "take_back", "reopen",    "offer",     "refuse_to_sign",
    };

    for (size_t i = 0; i < LEN(acts); i++)
        if (strcmp(acts[i], act) == 0)
            return true;
    return false;
}

static bool is_known(const struct repair_view *v, const struct fault *f, const struct step *s)
{
    for (size_t k = 0; k < v->action_n; k++)
        if (strcmp(v->actions[k].act, s->act) == 0 &&
            (!is_per_fault(s) || v->actions[k].fault == f->k))
            return true;
    return false;
}

static void add_actions(const struct op *op, struct repair_view *v, const struct fault *f)
{
    const struct step **steps;
    size_t n = flow_allowed(op, &fault_flow, f->state, &v->m.object, &steps);

    for (size_t i = 0; i < n; i++)
        if (!is_pointless(op, v, f, steps[i]) && !is_known(v, f, steps[i]))
            v->actions[v->action_n++] = (struct action_view){
                .act = steps[i]->act,
                .words = word(op->lang, steps[i]->button),
                .href =
                    url_of(op->mem, "/p/%s/matters/%s/%s", v->m.project, v->m.no, steps[i]->act).s,
                .fault = f->k,
                .fields = steps[i]->fields,
                .is_rare = is_rare(steps[i]->act),
                .is_per_fault = is_per_fault(steps[i]),
            };
}

/* An act that leads on comes before one that only notes something. */
static bool leads_on(const struct repair_view *v, const struct action_view *a)
{
    for (size_t i = 0; i < v->fault_n; i++) {
        const struct step *s = flow_step(&fault_flow, v->faults[i].f.state, a->act);

        if (s && *s->to && strcmp(s->to, s->from) != 0)
            return true;
    }
    return false;
}

static void fill_actions(const struct op *op, struct repair_view *v)
{
    size_t most = (v->fault_n + 1) * fault_flow.step_n, n = 0;
    struct action_view *sorted = arena_new_n(op->mem, struct action_view, most);

    v->actions = arena_new_n(op->mem, struct action_view, most);
    for (size_t i = 0; i < v->fault_n; i++)
        add_actions(op, v, &v->faults[i].f);
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < v->action_n; i++)
            if ((v->actions[i].is_rare ? 2 : !leads_on(v, &v->actions[i])) == pass)
                sorted[n++] = v->actions[i];
    v->actions = sorted;
    v->may_link = may(op, REPAIR_LINK, &v->m.object);
    v->is_rare_open = strcmp(v->open_act, "link") == 0;
    for (size_t i = 0; i < v->action_n; i++)
        v->is_rare_open |= v->actions[i].is_rare && strcmp(v->actions[i].act, v->open_act) == 0;
}

const struct action_view *repair_action(const struct repair_view *v, const char *act)
{
    for (size_t i = 0; i < v->action_n; i++)
        if (strcmp(v->actions[i].act, act) == 0)
            return &v->actions[i];
    return NULL;
}

static void fill_orders(const struct op *op, struct repair_view *v)
{
    struct order *list;

    v->order_n = order_list(op, v->m.id, &list);
    v->orders = arena_new_n(op->mem, struct order_view, v->order_n + 1);
    for (size_t i = 0; i < v->order_n; i++) {
        struct order_view *o = &v->orders[i];
        struct object object = v->m.object;
        const struct step **steps;
        size_t n;

        o->o = list[i];
        o->href = url_of(op->mem, "/p/%s/orders/%s", v->m.project, list[i].no).s;
        object.company_id = list[i].company_id;
        n = flow_allowed(op, &order_flow, list[i].state, &object, &steps);
        o->actions = arena_new_n(op->mem, struct action_view, n + 1);
        for (size_t k = 0; k < n; k++)
            if (steps[k]->fields)
                o->actions[o->action_n++] =
                    (struct action_view){ steps[k]->act,
                                          word(op->lang, steps[k]->button),
                                          url_of(op->mem, "/p/%s/orders/%s/%s", v->m.project,
                                                 list[i].no, steps[k]->act)
                                              .s,
                                          list[i].fault_k,
                                          steps[k]->fields,
                                          false,
                                          false };
        order_view_more(op, o);
        for (size_t k = 0; k < v->fault_n; k++)
            if (v->faults[k].f.id == list[i].fault_id)
                v->faults[k].order = &o->o;
    }
}

/* ---- photos, timeline, papers ---- */

static const struct {
    const char *purpose, *words;
} purposes[] = {
    { "report", W("报修时") }, { "check", W("核查") },       { "before", W("修前") },
    { "after", W("修后") },    { "entry", W("见证和证据") },
};

static const char *purpose_words(const char *purpose)
{
    for (size_t i = 0; i < LEN(purposes); i++)
        if (strcmp(purposes[i].purpose, purpose) == 0)
            return purposes[i].words;
    return "";
}

static void fill_photos(const struct op *op, struct repair_view *v)
{
    size_t room = (size_t)db_int(op->tx,
                                 "select count(*) from file where project_id = $1"
                                 " and subject = 'matter' and subject_id = $2"
                                 " and purpose in ('report', 'check', 'before', 'after', 'entry')",
                                 I(op->project), I(v->m.id));
    bool at_work = file_is_at_work(op);
    struct query q;

    v->photos = arena_new_n(op->mem, struct photo_view, room + 1);
    for (db_query(op->tx, &q,
                  "select id, purpose, added_at, type from file where project_id = $1"
                  " and subject = 'matter' and subject_id = $2"
                  " and purpose in ('report', 'check', 'before', 'after', 'entry') order by id",
                  I(op->project), I(v->m.id));
         v->photo_n < room && db_next(&q);) {
        struct photo_view *p = &v->photos[v->photo_n];

        if ((at_work && !file_is_of_work(db_text(&q, 1))) ||
            (file_is_personal(db_text(&q, 1)) && db_i64(&q, 2) < v->m.veiled_until))
            continue;
        v->photo_n++;

        p->id = db_i64(&q, 0);
        p->purpose = db_text(&q, 1);
        p->type = db_text(&q, 3);
        p->part = file_part(op, v->m.project, p->id, p->type);
        p->part.words = p->part.caption = purpose_words(p->purpose);
    }
    db_done(&q);
}

static void payload_photos(const struct op *op, const struct repair_view *v, const json_t *list,
                           struct event_view *e)
{
    size_t i;
    const json_t *id;

    e->photos = arena_new_n(op->mem, struct part_photo, json_array_size(list) + 1);
    json_array_foreach(list, i, id)
    {
        int64_t wanted;

        if (!json_is_string(id) || !text_int(json_string_value(id), &wanted))
            continue;
        for (size_t k = 0; k < v->photo_n; k++)
            if (v->photos[k].id == wanted) {
                e->photos[e->photo_n] = v->photos[k].part;
                e->photos[e->photo_n++].caption = NULL;
            }
    }
}

static void payload_read(const struct op *op, const struct repair_view *v, const char *payload,
                         struct event_view *e)
{
    json_t *j = payload ? json_loads(payload, 0, NULL) : NULL;
    const char *text = json_string_value(json_object_get(j, "text"));

    e->text = text ? arena_dup(op->mem, text) : NULL;
    payload_photos(op, v, json_object_get(j, "photos"), e);
    json_decref(j);
}

static void fill_events(const struct op *op, struct repair_view *v)
{
    struct event *list;
    size_t n = event_list(op, "matter", v->m.id, &list);

    v->events = arena_new_n(op->mem, struct event_view, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct event_view *e = &v->events[v->event_n];

        if (!v->is_staff && !repair_event_is_public(list[i].what))
            continue;
        *e = (struct event_view){ .no = list[i].no,
                                  .at = list[i].at,
                                  .what = list[i].what,
                                  .words = word(op->lang, repair_event_words(list[i].what)),
                                  .actor = list[i].actor_name };
        payload_read(op, v, list[i].payload, e);
        v->event_n++;
    }
}

/* ---- whose turn it is ---- */

static const struct {
    const char *state, *who, *what, *owner_what;
    bool owners;
} turns[] = {
    { "reported", W("轮到客服"), W("联系业主并受理"), W("客服正在联系您"), false },
    { "acknowledged", W("轮到客服"), W("和业主约定上门时间"), W("正在和您约上门时间"), false },
    { "visit_offered", W("轮到业主"), W("确认上门时间"), W("请看看上门时间是否合适"), true },
    { "visit_agreed", W("轮到工程师"), W("上门核查，记录原因"), W("工程师会按约上门核查"), false },
    { "handed", W("轮到物业公司"), W("处理并答复"), W("物业公司正在处理，我们跟着"), false },
    { "answered", W("轮到客服"), W("核对物业的答复"), W("物业公司已答复，正在核对"), false },
    { "checked", W("轮到工程师"), W("界定责任"), W("正在界定责任"), false },
    { "objected", W("轮到经理"), W("由另一位同事复核异议"), W("另一位同事正在复核您的异议"),
      false },
    { "decided", W("轮到工程师"), W("提出维修方案"), W("正在准备维修方案"), false },
    { "scope_told", W("轮到业主"), W("签字知悉，或提出异议"),
      W("请看理由：可签字、可异议、可付费维修"), true },
    { "quoted", W("轮到业主"), W("答复报价"), W("请看看报价"), true },
    { "quote_agreed", W("轮到工程师"), W("提出维修方案"), W("正在准备维修方案"), false },
    { "plan_proposed", W("轮到业主"), W("确认维修方案"), W("请确认维修方案"), true },
    { "change_asked", W("轮到工程师"), W("按业主的意见改方案"), W("正在按您的意见改方案"), false },
    { "plan_agreed", W("轮到客服"), W("派工"), W("正在安排施工"), false },
    { "ordered", W("轮到施工单位"), W("接单并开工"), W("已安排施工，等施工单位上门"), false },
    { "working", W("轮到施工单位"), W("完工并上传照片"), W("正在施工"), false },
    { "refused", W("轮到施工单位"), W("再次上门返修"), W("施工单位会再次上门"), false },
    { "finished", W("轮到业主"), W("验收签字"), W("修好了吗？请您验收"), true },
    { "disputed", W("轮到经理"), W("联合验收或协商，未确认前不算通过"),
      W("您还没有确认，我们不会当作通过"), false },
    { "accepted", W("轮到客服"), W("回访后关闭"), W("已验收，感谢您的耐心"), false },
    { "closed", W("都办完了"), W("已关闭"), W("已办结"), false },
};

static void fill_next(const struct op *op, struct repair_view *v)
{
    for (size_t i = 0; i < LEN(turns); i++) {
        if (strcmp(turns[i].state, v->m.state) != 0)
            continue;
        v->next_who = v->is_owner ? turns[i].owners ? W("轮到您") : W("轮到我们") : turns[i].who;
        v->next_what = v->is_owner ? turns[i].owner_what : turns[i].what;
        v->next_tone = turns[i].owners ? "wait" : "";
    }
    for (size_t i = 0; i < v->promise_n; i++)
        if (!v->promises[i].done_at && v->promises[i].due_at == v->m.due_at) {
            v->next_from_at = v->promises[i].from_at;
            v->next_due_at = v->promises[i].due_at;
        }
    if (v->m.due_at && v->m.due_at < op->now && !v->is_owner)
        v->next_tone = "late";
}

/* ---- choices of the forms ---- */

static size_t options_of(const struct op *op, const char *kind, struct part_option **ret)
{
    struct catalogue_item *items;
    size_t n = catalogue_list(op, kind, &items);

    *ret = arena_new_n(op->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = (struct part_option){ .value = items[i].code, .words = items[i].words };
    return n;
}

static size_t rows_of(const struct op *op, const char *sql, struct part_option **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct part_option, 200);
    for (db_query(op->tx, &q, sql, I(op->project)); n < 200 && db_next(&q);)
        (*ret)[n++] = (struct part_option){ .value = id_text(op->mem, db_i64(&q, 0)),
                                            .words = db_text(&q, 1) };
    db_done(&q);
    return n;
}

static size_t codes_of(const struct op *op, struct part_option **ret)
{
    const struct pack *national = pack_named("national");
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct part_option, 64);
    for (size_t i = 0; national && i < national->n && n < 64; i++)
        if (strcmp(national->rows[i].kind, "part") == 0)
            (*ret)[n++] = (struct part_option){ .value = national->rows[i].key,
                                                .words = national->rows[i].source };
    return n;
}

static void fill_choices(const struct op *op, struct repair_view *v)
{
    if (!v->is_staff || v->m.closed_at)
        return;
    v->cause_n = options_of(op, "cause", &v->causes);
    v->trade_n = options_of(op, "trade", &v->trades);
    v->code_n = codes_of(op, &v->codes);
    v->checker_n = rows_of(op,
                           "select distinct a.id, a.name from membership m join account a"
                           " on a.id = m.account_id where m.project_id in (0, $1)"
                           " and m.role = 'engineer' and m.ended_at is null"
                           " and a.disabled_at is null order by a.name",
                           &v->checkers);
    v->company_n = rows_of(op,
                           "select distinct c.id, c.name from contract x join company c"
                           " on c.id = x.company_id where x.project_id = $1 order by c.name",
                           &v->companies);
    v->property_n = rows_of(op,
                            "select distinct c.id, c.name from contract x join company c"
                            " on c.id = x.company_id where x.project_id = $1"
                            " and c.kind = 'property' order by c.name",
                            &v->properties);
}

/* The act of the form that came again: the last part of its address. */
static const char *open_act(const struct req *r)
{
    const char *slash = strrchr(r->http->path, '/');

    return r->is_again && slash ? slash + 1 : "";
}

static bool is_staff_of(const struct op *op)
{
    return (roles_in(op->actor, op->project) &
            (ROLE_ADMIN | ROLE_MANAGER | ROLE_AGENT | ROLE_ENGINEER | ROLE_SUPERVISOR)) != 0;
}

static struct url matter_url(const struct op *op, const struct matter *m)
{
    return url_of(op->mem, !is_staff_of(op) && m->object.mine ? "/my/%s/%s" : "/p/%s/matters/%s",
                  m->project, m->no);
}

enum err repair_done(struct req *r, const struct matter *m, bool created)
{
    return done_at(r, matter_url(r->op, m), created);
}

void repair_view_fill(struct req *r, const struct matter *m, struct repair_view *v)
{
    struct op *op = r->op;

    v->m = *m;
    v->is_staff = is_staff_of(op);
    v->is_owner = !v->is_staff && m->object.mine;
    v->next_who = v->next_what = v->next_tone = "";
    v->open_act = open_act(r);
    fill_faults(op, v);
    fill_orders(op, v);
    fill_photos(op, v);
    fill_events(op, v);
    papers_fill(op, v->m.id, v->m.project, v->m.no, &v->papers);
    fill_actions(op, v);
    repair_view_more(op, v);
    v->promise_n = promise_list(op, m, &v->promises);
    for (size_t i = 0; i < v->promise_n; i++)
        v->promises[i].words = word(op->lang, v->promises[i].words);
    fill_next(op, v);
    if (!r->wants_json)
        fill_choices(op, v);
    repair_view_veil(v);
    v->here = matter_url(op, m);
    v->upload = url_of(op->mem, "/p/%s/files", m->project);
    v->home = url_of(op->mem, "/p/%s/homes/%s", m->project, id_text(op->mem, m->home_id));
    v->all = (struct url){ v->is_owner ? "/my" : "/matters" };
}
