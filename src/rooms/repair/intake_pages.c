/*
 * intake_pages.c -- where a repair begins: the hotline form, the owner's pages, the API (S3.2.1a).
 *
 * The caller's homes are found from her number while it is typed; an owner sees
 * her own homes only.  All three ways end in the same operation.
 */
#include "app/number.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "intake_call.html.h"
#include "intake_my.html.h"
#include "rooms/estate/catalogue.h"
#include "rooms/repair/intake_view.h"
#include "rooms/repair/repair_fields.h"
#include "rooms/repair/repair_pages.h"
#include "rooms/repair/repair_view.h"
#include "store/seal.h"

#include <string.h>

#define HOMES_MAX   40
#define MATTERS_MAX 60

/* ---- homes and their matters ---- */

static struct intake_home home_read(const struct op *op, const struct query *q)
{
    return (struct intake_home){ .id = db_i64(q, 0),
                                 .id_text = id_text(op->mem, db_i64(q, 0)),
                                 .project = db_text(q, 1),
                                 .project_name = db_text(q, 2),
                                 .code = db_text(q, 3),
                                 .said = say(op, W("%s %s单元 %s"), db_text(q, 4), db_text(q, 5),
                                             db_text(q, 6)),
                                 .relation = db_text(q, 7),
                                 .person_id = db_i64(q, 8),
                                 .person = db_text(q, 9),
                                 .phone = db_text(q, 10) };
}

#define HOME_SELECT                                                                                \
    "select h.id, j.slug, j.name, h.code, b.name, h.unit, h.room, hp.relation, p.id, p.name,"      \
    " (select f.masked from person_phone f where f.project_id = p.project_id"                      \
    " and f.person_id = p.id order by f.pos limit 1), h.project_id from person p"                  \
    " join home_person hp on hp.project_id = p.project_id and hp.person_id = p.id"                 \
    " and hp.to_on is null join home h on h.project_id = hp.project_id and h.id = hp.home_id"      \
    " join building b on b.project_id = h.project_id and b.id = h.building_id"                     \
    " join project j on j.id = h.project_id"

static size_t homes_of_account(const struct op *op, struct intake_home **ret)
{
    struct intake_home *list = arena_new_n(op->mem, struct intake_home, HOMES_MAX);
    size_t n = 0;
    struct query q;

    for (db_query(op->tx, &q, HOME_SELECT " where p.account_id = $1 order by h.project_id, h.code",
                  I(op->actor->account_id));
         n < HOMES_MAX && db_next(&q);)
        list[n++] = home_read(op, &q);
    db_done(&q);
    *ret = list;
    return n;
}

/* Of those who have this phone, in projects where the agent takes calls. */
static size_t homes_of_phone(const struct op *op, const char *phone, struct intake_home **ret)
{
    struct intake_home *list = arena_new_n(op->mem, struct intake_home, HOMES_MAX);
    size_t n = 0;
    struct query q;

    for (db_query(op->tx, &q,
                  HOME_SELECT " join person_phone pp on pp.project_id = p.project_id"
                              " and pp.person_id = p.id where pp.full_index = $1"
                              " order by h.project_id, h.code",
                  T(seal_index(op->app->seal, op->mem, "phone", phone)));
         n < HOMES_MAX && db_next(&q);)
        if (may(op, CALL_TAKE, &(struct object){ .project_id = db_i64(&q, 11) }))
            list[n++] = home_read(op, &q);
    db_done(&q);
    *ret = list;
    return n;
}

static void matters_add(const struct op *op, const struct intake_home *home, bool closed,
                        struct intake_matter *list, size_t *n)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select m.no, m.title, m.state, m.received_at, m.home_id from matter m"
                  " join project p on p.id = m.project_id where p.slug = $1 and m.home_id = $2"
                  " and (m.closed_at is not null) = ($3 = 1)"
                  " order by m.received_at desc, m.id desc limit 20",
                  T(home->project), I(home->id), I(closed));
         *n < MATTERS_MAX && db_next(&q);)
        list[(*n)++] = (struct intake_matter){
            .no = db_text(&q, 0),
            .no_said = number_say(op->mem, db_text(&q, 0)),
            .title = db_text(&q, 1),
            .state = db_text(&q, 2),
            .received_at = db_i64(&q, 3),
            .home = home->code,
            .where = url_of(op->mem, "/my/%s/%s", home->project, db_text(&q, 0)),
        };
    db_done(&q);
}

static size_t options(const struct op *op, const char *kind, struct part_option **ret)
{
    struct catalogue_item *items;
    size_t n = catalogue_list(op, kind, &items);

    *ret = arena_new_n(op->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = (struct part_option){ .value = items[i].code, .words = items[i].words };
    return n;
}

/* ---- reporting ---- */

#define REPORT_FIELDS                                                                              \
    { "relation", F_TEXT, false, 0, 20, NULL, W("和房屋的关系") },                                 \
        { "contact_name", F_TEXT, false, 0, 40, NULL, W("联系人") },                               \
        { "contact_phone", F_PHONE, false, 0, 0, NULL, W("联系电话") },                            \
        { "description", F_LINES, true, 2, 2000, NULL, W("说说情况") },                            \
        { "wished", F_TEXT, false, 0, 100, NULL, W("方便上门的时间") },                            \
        { "urgency", F_WORD, false, 0, 0, urgency_words, W("紧急程度") },                          \
        { "faults[].place", F_TEXT, true, 1, 40, NULL, W("部位") },                                \
        { "faults[].component", F_TEXT, true, 1, 40, NULL, W("构件") },                            \
        { "faults[].symptom", F_TEXT, true, 1, 40, NULL, W("现象") },                              \
        { "faults[].cause", F_TEXT, false, 0, 40, NULL, W("故障原因") },                           \
        { "faults[].description", F_LINES, false, 0, 1000, NULL, W("说明") },

static const struct field report_fields[] = {
    { "home", F_ID, true, 0, 0, NULL, W("房屋") },
    REPORT_FIELDS{ "photos[]", F_ID, false, 0, 0, NULL, W("照片") },
    { 0 },
};
static const struct field call_fields[] = {
    { "home", F_ID, false, 0, 0, NULL, W("房屋") },
    { "room", F_TEXT, false, 0, 40, NULL, W("房号") },
    REPORT_FIELDS{ 0 },
};

static struct report report_read(struct req *r, const char *channel)
{
    struct report out = { .home_id = form_int(r, "home"),
                          .channel = channel,
                          .relation = form_text(r, "relation"),
                          .contact_name = form_text(r, "contact_name"),
                          .contact_phone = form_text(r, "contact_phone"),
                          .description = form_text(r, "description"),
                          .wished = form_text(r, "wished"),
                          .urgency = form_text(r, "urgency"),
                          .fault_n = form_count(r, "faults[]"),
                          .photo_n = form_count(r, "photos[]") };
    struct fault_new *faults = arena_new_n(r->mem, struct fault_new, out.fault_n + 1);
    int64_t *photos = arena_new_n(r->mem, int64_t, out.photo_n + 1);

    for (size_t i = 0; i < out.fault_n; i++)
        faults[i] = (struct fault_new){ form_text_at(r, "faults[].place", i),
                                        form_text_at(r, "faults[].component", i),
                                        form_text_at(r, "faults[].symptom", i),
                                        form_text_at(r, "faults[].cause", i),
                                        form_text_at(r, "faults[].description", i) };
    for (size_t i = 0; i < out.photo_n; i++)
        photos[i] = form_int_at(r, "photos[]", i);
    out.faults = faults;
    out.photos = photos;
    return out;
}

/* An owner who doesn't say how to reach her is reached as her file says. */
static void contact_fill(const struct op *op, struct report *out)
{
    struct query q;
    size_t n;

    out->person_id = person_of_actor(op, out->home_id);
    if (!out->person_id)
        return;
    if (db_one(op->tx, &q,
               "select p.name, f.sealed from person p left join person_phone f"
               " on f.project_id = p.project_id and f.person_id = p.id"
               " where p.project_id = $1 and p.id = $2 order by f.pos limit 1",
               I(op->project), I(out->person_id))) {
        const void *sealed = db_bytes(&q, 1, &n);

        if (!*out->contact_name)
            out->contact_name = db_text(&q, 0);
        if (!*out->contact_phone && sealed)
            out->contact_phone = seal_get(op->app->seal, op->mem, sealed, n);
    }
    db_done(&q);
}

static enum err report_done(struct req *r, const struct report *out)
{
    struct matter m;
    int64_t id = 0;
    enum err e = repair_report(r->op, out, &id);

    if (e != OK || (e = matter_load_id(r->op, id, &m)) != OK)
        return e;
    return repair_done(r, &m, true);
}

static enum err report(struct req *r)
{
    bool owner = roles_in(r->op->actor, r->op->project) == ROLE_OWNER;
    struct report out = report_read(r, r->op->actor->by_token ? "api"
                                       : owner                ? "phone_page"
                                                              : "desk");

    contact_fill(r->op, &out);
    if (owner)
        out.urgency = "";
    return report_done(r, &out);
}

/* ---- the hotline form ---- */

static void call_fill(struct req *r, struct call_view *v)
{
    int64_t *ids;
    size_t n = actor_projects(r->op, &ids);
    struct query q;

    v->projects = arena_new_n(r->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (may(r->op, CALL_TAKE, &(struct object){ .project_id = ids[i] }) &&
            db_one(r->op->tx, &q, "select slug, name from project where id = $1", I(ids[i]))) {
            v->projects[v->project_n++] =
                (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
            db_done(&q);
        }
    }
    v->place_n = options(r->op, "place", &v->places);
    v->component_n = options(r->op, "component", &v->components);
    v->symptom_n = options(r->op, "symptom", &v->symptoms);
}

static void call_look(struct req *r, struct call_view *v, const char *typed)
{
    const char *phone;

    v->typed = typed;
    v->is_looked_up = *typed != '\0';
    v->homes = arena_new_n(r->mem, struct intake_home, 1);
    v->matters = arena_new_n(r->mem, struct intake_matter, MATTERS_MAX);
    if (!phone_fold(r->mem, typed, &phone))
        return;
    v->home_n = homes_of_phone(r->op, phone, &v->homes);
    for (size_t i = 0; i < v->home_n; i++) {
        size_t before = v->matter_n;

        matters_add(r->op, &v->homes[i], false, v->matters, &v->matter_n);
        for (size_t k = before; k < v->matter_n; k++)
            v->matters[k].where =
                url_of(r->mem, "/p/%s/matters/%s", v->homes[i].project, v->matters[k].no);
        v->homes[i].open_n = (int64_t)(v->matter_n - before);
    }
}

static const struct field phone_fields[] = {
    { "contact_phone", F_TEXT, false, 0, 30, NULL, W("来电号码") },
    { 0 },
};
static const struct shape lookup_home_shape[] = {
    SHAPE(struct intake_home, id, S_ID, "home"),
    SHAPE(struct intake_home, project, S_TEXT, "project"),
    SHAPE(struct intake_home, code, S_TEXT, "code"),
    SHAPE(struct intake_home, relation, S_TEXT, "relation"),
    SHAPE(struct intake_home, person, S_TEXT, "person"),
    SHAPE(struct intake_home, open_n, S_INT, "open"),
    SHAPE_END,
};
static const struct shape lookup_shape[] = {
    SHAPE_LIST(struct call_view, homes, home_n, struct intake_home, lookup_home_shape, "homes"),
    SHAPE_END,
};

static enum err call_form(struct req *r)
{
    struct call_view *v = arena_new(r->mem, struct call_view);

    call_fill(r, v);
    call_look(r, v, form_text(r, "contact_phone"));
    req_title(r, say(r->op, W("来电登记")), "call");
    return show(r, call_page, lookup_shape, v);
}

static enum err call_lookup(struct req *r)
{
    struct call_view *v = arena_new(r->mem, struct call_view);

    call_look(r, v, form_text(r, "contact_phone"));
    return show(r, call_homes, lookup_shape, v);
}

static enum err call_take(struct req *r)
{
    struct report out = report_read(r, "hotline");
    const char *room = form_text(r, "room");

    if (!out.home_id && *room)
        out.home_id = db_int(r->op->tx, "select id from home where project_id = $1 and code = $2",
                             I(r->op->project), T(room));
    if (!out.home_id)
        return fail(r->op, E_INPUT, "home", "room",
                    *room ? W("这个项目没有这套房，请核对房号，例如 5-2-1802")
                          : W("请选来电人的房屋，或填房号"));
    out.person_id =
        db_int(r->op->tx,
               "select f.person_id from person_phone f join home_person hp"
               " on hp.project_id = f.project_id and hp.person_id = f.person_id"
               " where f.project_id = $1 and f.full_index = $2 and hp.home_id = $3"
               " and hp.to_on is null limit 1",
               I(r->op->project),
               T(seal_index(r->op->app->seal, r->mem, "phone", out.contact_phone)), I(out.home_id));
    return report_done(r, &out);
}

/* ---- the owner's own pages ---- */

static bool waits_for_her(const char *state)
{
    static const char *const hers[] = { "visit_offered", "scope_told", "quoted", "plan_proposed",
                                        "finished" };

    for (size_t i = 0; i < LEN(hers); i++)
        if (strcmp(hers[i], state) == 0)
            return true;
    return false;
}

static const struct shape my_home_shape[] = {
    SHAPE(struct intake_home, id, S_ID, "id"),
    SHAPE(struct intake_home, project, S_TEXT, "project"),
    SHAPE(struct intake_home, code, S_TEXT, "code"),
    SHAPE(struct intake_home, said, S_TEXT, "address"),
    SHAPE(struct intake_home, relation, S_TEXT, "relation"),
    SHAPE_END,
};
static const struct shape my_matter_shape[] = {
    SHAPE(struct intake_matter, no, S_TEXT, "no"),
    SHAPE(struct intake_matter, title, S_TEXT, "title"),
    SHAPE(struct intake_matter, state, S_TEXT, "state"),
    SHAPE(struct intake_matter, home, S_TEXT, "home"),
    SHAPE(struct intake_matter, received_at, S_INSTANT, "received_at"),
    SHAPE_END,
};
static const struct shape my_shape[] = {
    SHAPE_LIST(struct my_view, homes, home_n, struct intake_home, my_home_shape, "homes"),
    SHAPE_LIST(struct my_view, waiting, waiting_n, struct intake_matter, my_matter_shape,
               "waiting"),
    SHAPE_LIST(struct my_view, running, running_n, struct intake_matter, my_matter_shape,
               "running"),
    SHAPE_LIST(struct my_view, past, past_n, struct intake_matter, my_matter_shape, "past"),
    SHAPE_END,
};

static const char *hotline_of(const struct op *op, const char *slug)
{
    const char *hotline = db_str(op->tx, "select hotline from project where slug = $1", T(slug));

    return hotline ? hotline : "";
}

static enum err my(struct req *r)
{
    struct my_view *v = arena_new(r->mem, struct my_view);
    struct intake_matter *open = arena_new_n(r->mem, struct intake_matter, MATTERS_MAX);
    size_t n = 0;

    v->home_n = homes_of_account(r->op, &v->homes);
    v->waiting = arena_new_n(r->mem, struct intake_matter, MATTERS_MAX);
    v->running = arena_new_n(r->mem, struct intake_matter, MATTERS_MAX);
    v->past = arena_new_n(r->mem, struct intake_matter, MATTERS_MAX);
    for (size_t i = 0; i < v->home_n; i++) {
        matters_add(r->op, &v->homes[i], false, open, &n);
        matters_add(r->op, &v->homes[i], true, v->past, &v->past_n);
    }
    for (size_t i = 0; i < n; i++)
        if (waits_for_her(open[i].state))
            v->waiting[v->waiting_n++] = open[i];
        else
            v->running[v->running_n++] = open[i];
    v->hotline = v->home_n ? hotline_of(r->op, v->homes[0].project) : "";
    v->project_name = v->home_n ? v->homes[0].project_name : "";
    req_title(r, say(r->op, W("我的家")), "my");
    return show(r, my_page, my_shape, v);
}

/* Her homes lie in one project as a rule; otherwise she chooses first. */
static enum err my_report(struct req *r)
{
    struct my_view *v = arena_new(r->mem, struct my_view);

    v->home_n = homes_of_account(r->op, &v->homes);
    v->hotline = v->project_name = "";
    for (size_t i = 1; i < v->home_n; i++)
        if (strcmp(v->homes[i].project, v->homes[0].project) != 0) {
            req_title(r, say(r->op, W("我要报修")), "report");
            return show(r, my_choose_page, my_shape, v);
        }
    if (v->home_n == 0)
        return E_NOT_FOUND;
    if (r->wants_json)
        return show(r, my_choose_page, my_shape, v);
    return go(r, url_of(r->mem, "/my/%s/report", v->homes[0].project));
}

static enum err my_report_form(struct req *r)
{
    struct report_view *v = arena_new(r->mem, struct report_view);
    struct intake_home *all;
    size_t n = homes_of_account(r->op, &all);

    v->project = db_str(r->op->tx, "select slug from project where id = $1", I(r->op->project));
    v->hotline = hotline_of(r->op, v->project);
    v->homes = arena_new_n(r->mem, struct intake_home, n + 1);
    v->home_options = arena_new_n(r->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].project, v->project) == 0) {
            v->home_options[v->home_n] =
                (struct part_option){ .value = all[i].id_text, .words = all[i].said };
            v->homes[v->home_n++] = all[i];
        }
    v->place_n = options(r->op, "place", &v->places);
    v->component_n = options(r->op, "component", &v->components);
    v->symptom_n = options(r->op, "symptom", &v->symptoms);
    v->upload = url_of(r->mem, "/p/%s/files", v->project);
    req_title(r, say(r->op, W("我要报修")), "report");
    return show(r, report_page, NULL, v);
}

/* Who gets a refused report back: the owner her form, staff the hotline's. */
static enum err report_again(struct req *r)
{
    return roles_in(r->op->actor, r->op->project) == ROLE_OWNER ? my_report_form(r) : call_form(r);
}

const struct route intake_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/call", CALL_TAKE, SCOPE_GLOBAL, phone_fields, lookup_shape, NULL, call_form, NULL),
    ROUTE(GET, "/call/lookup", CALL_TAKE, SCOPE_GLOBAL, phone_fields, lookup_shape, NULL, call_lookup, NULL),
    ROUTE(POST, "/call", CALL_TAKE, SCOPE_PROJECT, call_fields, repair_shape, NULL, call_take, call_form),
    ROUTE(POST, "/p/{project}/matters", MATTER_REPORT, SCOPE_PROJECT, report_fields, repair_shape, NULL, report, report_again),
    ROUTE(GET, "/my", OWN_PAGES, SCOPE_GLOBAL, NULL, my_shape, NULL, my, NULL),
    ROUTE(GET, "/my/report", OWN_PAGES, SCOPE_GLOBAL, NULL, my_shape, NULL, my_report, NULL),
    ROUTE(GET, "/my/{project}/report", OWN_PAGES, SCOPE_PROJECT, NULL, NULL, NULL, my_report_form, NULL),
    /* clang-format on */
};
const size_t intake_route_n = LEN(intake_routes);
