/*
 * demo_matters.c -- matters in every state, told through the operations that people use.
 *
 * Each has an end that the dice choose; the acts on the way there happen at
 * believable times, by the people whose work they are.
 */
#include "app/job.h"
#include "app/session.h"
#include "base/must.h"
#include "base/when.h"
#include "cli/demo_tale.h"
#include "rooms/archive/file.h"
#include "rooms/estate/catalogue.h"

#include <string.h>

#define HOUR_MS   INT64_C(3600000)
#define IN_A_TURN 20
#define TOLD_FULL 2000 /* the ones after them are reported and acknowledged only */

/* How far a matter has come, and how often of a hundred. */
static const struct {
    const char *state;
    int share, least, spread; /* received so many days ago */
} ends[] = {
    { "closed", 26, 16, 300 },    { "accepted", 5, 14, 8 },     { "finished", 8, 12, 8 },
    { "refused", 3, 13, 8 },      { "working", 8, 9, 6 },       { "ordered", 5, 7, 3 },
    { "plan_agreed", 5, 6, 2 },   { "plan_proposed", 7, 4, 3 }, { "change_asked", 2, 5, 3 },
    { "decided", 3, 3, 2 },       { "checked", 3, 2, 2 },       { "visit_agreed", 5, 1, 2 },
    { "visit_offered", 1, 1, 1 }, { "handed", 1, 3, 3 },        { "answered", 1, 4, 3 },
    { "scope_told", 1, 4, 3 },    { "objected", 1, 4, 3 },      { "quoted", 1, 4, 3 },
    { "quote_agreed", 1, 5, 3 },  { "disputed", 2, 14, 8 },     { "withdrawn", 3, 20, 200 },
    { "advised", 1, 20, 200 },    { "signed_off", 1, 20, 200 }, { "acknowledged", 3, 1, 1 },
    { "reported", 3, 0, 1 },
};

static size_t end_of(struct demo *d)
{
    int n = dice_below(&d->dice, 100);

    for (size_t i = 0; i < LEN(ends); i++)
        if ((n -= ends[i].share) < 0)
            return i;
    return 0;
}

/* The state has been reached in which this matter stays. */
static bool stops_at(const struct tale *t, const char *state)
{
    return strcmp(ends[t->goal].state, state) == 0;
}

void tale_as(struct tale *t, int64_t account)
{
    t->op->actor = actor_load(t->op, account);
    t->op->now = t->at < t->d->now ? t->at : t->d->now;
}

void tale_later(struct tale *t, int64_t least_h, int spread_h)
{
    t->at += (least_h * 60 + dice_below(&t->d->dice, spread_h * 60)) * INT64_C(60000);
}

int64_t tale_photo(struct tale *t, int picture)
{
    return file_add(t->op, &(struct file_new){ .photo = &t->d->pictures[picture],
                                               .name = "photo.jpg",
                                               .subject = "upload",
                                               .subject_id = t->op->actor->account_id,
                                               .purpose = "",
                                               .client_hash = "" });
}

/* ---- one act after the other ---- */

static enum err tell_report(struct tale *t)
{
    bool hotline = dice_below(&t->d->dice, 3) == 0;
    struct fault_new fault = { t->c->place, t->c->component, t->c->symptom, "", "" };
    int64_t photos[2];
    struct report r = { .home_id = t->home->id,
                        .channel = hotline ? "hotline" : "phone_page",
                        .relation = "owner",
                        .contact_name = t->home->owner,
                        .contact_phone = t->home->phone,
                        .description = t->c->said,
                        .wished = dice_below(&t->d->dice, 2) ? "周末全天" : "",
                        .faults = &fault,
                        .fault_n = 1,
                        .photos = photos };
    struct matter m;
    enum err e;

    tale_as(t, hotline ? t->d->staff[DEMO_AGENT] : t->home->account_id);
    r.person_id = person_of_actor(t->op, t->home->id);
    if (t->d->next_matter < TOLD_FULL)
        photos[r.photo_n++] = tale_photo(t, t->c->picture);
    if ((e = repair_report(t->op, &r, &m)) != OK)
        return e;
    t->matter = m.id;
    t->act.no = m.no;
    return OK;
}

static enum err tell_acknowledge(struct tale *t)
{
    tale_later(t, 0, 2);
    tale_as(t, t->d->staff[dice_below(&t->d->dice, 4) ? DEMO_AGENT : DEMO_AGENT_2]);
    return repair_acknowledge(t->op, &t->act, "", "已电话联系业主，约上门时间");
}

static enum err tell_visit(struct tale *t)
{
    int64_t engineer = t->d->staff[dice_below(&t->d->dice, 3) ? DEMO_ENGINEER : DEMO_ENGINEER_2];
    int64_t visit_at;

    tale_later(t, 0, 2);
    tale_as(t, t->d->staff[DEMO_AGENT]);
    visit_at = when_of_date(when_date(t->op->now, ZONE_SHANGHAI) + 1, ZONE_SHANGHAI) +
               (9 + dice_below(&t->d->dice, 8)) * HOUR_MS;
    return repair_visit(t->op, &t->act, visit_at, visit_at + 2 * HOUR_MS, engineer);
}

static enum err tell_check(struct tale *t)
{
    int64_t photos[1];
    struct check c = { t->c->cause, t->c->found, t->c->measures, photos, 1 };
    enum err e;

    tale_later(t, 6, 18);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    if ((e = repair_arrive(t->op, &t->act)) != OK)
        return e;
    photos[0] = tale_photo(t, t->c->picture);
    return repair_check(t->op, &t->act, &c);
}

static enum err tell_decide(struct tale *t)
{
    static const struct share_new all[] = { { "contractor", "恒基建设", "施工质量缺陷",
                                              "闭水试验记录", 0, 10000, 0 } };
    static const struct share_new both[] = {
        { "contractor", "恒基建设", "施工质量缺陷", "闭水试验记录", 0, 8000, 0 },
        { "other_owner", "楼上业主", "后期改动", "装修申请表", 0, 2000, 0 },
    };
    static const struct share_new hers[] = { { "owner", "", "装修改动", "装修申请表", 0, 10000,
                                               0 } };
    bool split = dice_below(&t->d->dice, 6) == 0;
    struct catalogue_rule rule;
    struct decision d = { .footing = "warranty",
                          .grounds = "现场核查和测量记录，施工单位到场确认。",
                          .shares = split ? both : all,
                          .share_n = split ? 2 : 1 };

    tale_later(t, 1, 6);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    if (tale_is_paid(ends[t->goal].state)) {
        d.footing = "paid";
        d.grounds = "装修时改动了这一处，验房单和装修申请可以说明。";
        d.shares = hers;
        d.share_n = 1;
    } else if (when_date(t->op->now, ZONE_SHANGHAI) - t->home->handover_on > 2 * 365 &&
               strcmp(t->c->symptom, "leak") != 0)
        d.footing = "goodwill";
    catalogue_rule_at(t->op, t->c->place, t->c->component, t->c->symptom, &rule);
    d.warranty_code = rule.warranty_code;
    return repair_decide(t->op, &t->act, &d);
}

static enum err tell_plan(struct tale *t)
{
    struct plan_new p = { .scope = t->c->scope,
                          .method = t->c->method,
                          .materials = t->c->materials };
    int32_t on;

    tale_later(t, 1, 20);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    on = when_date(t->op->now, ZONE_SHANGHAI);
    p.start_on = on + 1;
    p.finish_on = on + 3 + dice_below(&t->d->dice, 5);
    return repair_plan(t->op, &t->act, &p);
}

static enum err tell_consent(struct tale *t)
{
    tale_later(t, 1, 20);
    tale_as(t, t->home->account_id);
    if (stops_at(t, "change_asked"))
        return repair_ask_change(t->op, &t->act, "能不能改到周末施工，平时家里没有人。");
    return repair_agree(t->op, &t->act);
}

/* The contractor whose trade it is; what is nobody's, the own team does. */
static int64_t company_of(struct tale *t)
{
    int64_t id = db_int(t->op->tx,
                        "select coalesce(min(x.company_id), 0) from contract x join fault f"
                        " on f.project_id = x.project_id where f.project_id = $1"
                        " and f.matter_id = $2 and ' ' || x.trades || ' ' like"
                        " '% ' || f.trade || ' %'",
                        I(t->op->project), I(t->matter));

    return id ? id : t->d->companies[DEMO_OWN_TEAM];
}

static enum err tell_order(struct tale *t)
{
    struct order_new o = { .trade = "", .scope = t->c->scope };

    tale_later(t, 1, 8);
    tale_as(t, t->d->staff[DEMO_AGENT]);
    o.company_id = company_of(t);
    o.due_on = when_date(t->op->now, ZONE_SHANGHAI) + 4;
    return repair_order(t->op, &t->act, &o);
}

static const char *order_no(struct tale *t)
{
    return db_str(t->op->tx,
                  "select no from work_order where project_id = $1 and matter_id = $2"
                  " order by id desc limit 1",
                  I(t->op->project), I(t->matter));
}

static enum err tell_start(struct tale *t)
{
    const char *no = order_no(t);
    enum err e;

    tale_later(t, 1, 10);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    if ((e = order_take(t->op, no, "吴建国", t->op->now + 2 * HOUR_MS)) != OK)
        return e;
    tale_later(t, 2, 20);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    return order_start(t->op, no, NULL, 0);
}

static enum err tell_finish(struct tale *t)
{
    int64_t photos[1];

    tale_later(t, 6, 40);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    photos[0] = tale_photo(t, (t->c->picture + 1) % DEMO_PICTURES);
    return order_finish(
        t->op, order_no(t),
        &(struct finish){ .work_done = t->c->done,
                          .cost_fen = (300 + dice_below(&t->d->dice, 30) * 50) * INT64_C(100),
                          .photos = photos,
                          .photo_n = 1 });
}

static enum err tell_refuse(struct tale *t)
{
    tale_later(t, 2, 20);
    tale_as(t, t->home->account_id);
    return repair_refuse(t->op, &t->act, "又看了一天，边上还有一点点渗，麻烦再来看看。", NULL, 0);
}

static enum err tell_again(struct tale *t)
{
    enum err e = tell_refuse(t);

    if (e != OK || stops_at(t, "refused"))
        return e;
    tale_later(t, 2, 20);
    tale_as(t, t->d->staff[DEMO_ENGINEER]);
    if ((e = order_start(t->op, order_no(t), NULL, 0)) != OK)
        return e;
    return tell_finish(t);
}

static enum err tell_accept(struct tale *t)
{
    struct signing s = { .signer = t->home->owner,
                         .how = "typed",
                         .device = "demo",
                         .strokes_hash = "",
                         .care_known = true };

    tale_later(t, 2, 30);
    tale_as(t, t->home->account_id);
    return repair_accept(t->op, &t->act, &s);
}

static enum err tell_close(struct tale *t)
{
    tale_later(t, 2, 40);
    tale_as(t, t->d->staff[DEMO_AGENT]);
    return repair_close(t->op, &t->act, "已回访，业主满意");
}

static const struct {
    const char *state; /* reached by the act */
    enum err (*tell)(struct tale *t);
} acts[] = {
    { "reported", tell_report },     { "acknowledged", tell_acknowledge },
    { "visit_agreed", tell_visit },  { "checked", tell_check },
    { "decided", tell_decide },      { "plan_proposed", tell_plan },
    { "plan_agreed", tell_consent }, { "ordered", tell_order },
    { "working", tell_start },       { "finished", tell_finish },
    { "refused", tell_again },       { "accepted", tell_accept },
    { "closed", tell_close },
};

static enum err tell(struct tale *t)
{
    for (size_t i = 0; i < LEN(acts); i++) {
        enum err e;

        if (acts[i].tell == tell_again && !t->again && !stops_at(t, "refused"))
            continue;
        if ((e = acts[i].tell(t)) != OK)
            return e;
        if (tale_turns_off(ends[t->goal].state, acts[i].state))
            return tale_turn_off(t, ends[t->goal].state);
        if (stops_at(t, acts[i].state) ||
            (stops_at(t, "change_asked") && acts[i].tell == tell_consent))
            return OK;
    }
    return OK;
}

/* The owner who logs in to the demo has matters at the interesting points. */
static void first_ones(struct tale *t, int64_t i)
{
    static const char *const goals[] = { "finished", "plan_proposed", "working", "closed",
                                         "visit_agreed" };
    static const size_t cases[] = { 0, 4, 2, 13, 6 };

    if (i >= (int64_t)LEN(goals))
        return;
    for (int64_t k = 0; k < t->d->home_n; k++)
        if (strcmp(t->d->homes[k].phone, DEMO_OWNER_PHONE) == 0)
            t->home = &t->d->homes[k];
    t->c = &demo_cases[cases[i]];
    for (size_t k = 0; k < LEN(ends); k++)
        if (strcmp(ends[k].state, goals[i]) == 0)
            t->goal = k;
}

/* Between eight and ten at night, so many days ago as the end needs. */
static int64_t received_at(struct demo *d, size_t goal)
{
    int32_t on = when_date(d->now, ZONE_SHANGHAI) - ends[goal].least -
                 dice_below(&d->dice, ends[goal].spread);
    int64_t at = when_of_date(on, ZONE_SHANGHAI) + 8 * HOUR_MS +
                 dice_below(&d->dice, 14 * 60) * INT64_C(60000);

    return at < d->now ? at : d->now - dice_below(&d->dice, 90) * INT64_C(60000);
}

static enum err tell_some(struct op *op, void *arg)
{
    struct demo *d = arg;
    enum err e = OK;

    d->dice = d->turn_dice; /* the store may run this again */
    d->next_matter = d->turn_first;
    for (int i = 0; e == OK && i < IN_A_TURN && d->next_matter < d->matter_n; i++) {
        struct tale t = { .d = d, .op = op };

        t.c = &demo_cases[dice_below(&d->dice, (int)demo_case_n)];
        t.home = &d->homes[dice_below(&d->dice, (int)d->home_n)];
        t.goal = end_of(d);
        t.again = dice_below(&d->dice, 9) == 0;
        first_ones(&t, d->next_matter);
        if (d->next_matter >= TOLD_FULL)
            t.goal = LEN(ends) - 1 - (size_t)dice_below(&d->dice, 2);
        t.at = received_at(d, t.goal);
        e = tell(&t);
        d->next_matter++;
    }
    return e;
}

enum err demo_matters(struct demo *d)
{
    enum err e = OK;

    while (e == OK && d->next_matter < d->matter_n) {
        struct arena *mem = arena_open((size_t)1 << 30);

        d->turn_dice = d->dice;
        d->turn_first = d->next_matter;
        e = app_write(d->app, d->project, mem, tell_some, d);
        arena_close(mem);
    }
    return e;
}
