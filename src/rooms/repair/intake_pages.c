/*
 * intake_pages.c -- where a repair begins: the owner's pages and the API (S3.2.1a).
 *
 * An owner sees her own homes only; hotline and front desk stand in intake_call.c.
 * All ways end in the same operation.
 */
#include "app/number.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "intake_my.html.h"
#include "rooms/estate/catalogue.h"
#include "rooms/estate/home_type.h"
#include "rooms/repair/intake_inside.h"
#include "rooms/repair/repair_fields.h"
#include "rooms/repair/repair_pages.h"
#include "rooms/repair/repair_view.h"
#include "store/seal.h"

#include <string.h>

/* ---- homes and their matters ---- */

static size_t homes_of_account(const struct op *op, struct intake_home **ret)
{
    struct intake_home *list = arena_new_n(op->mem, struct intake_home, HOMES_MAX);
    size_t n = 0;
    struct query q;

    for (db_query(op->tx, &q,
                  HOME_SELECT
                  " join account_person ap on ap.project_id = p.project_id"
                  " and ap.person_id = p.id where ap.account_id = $1 order by h.project_id, h.code",
                  I(op->actor->account_id));
         n < HOMES_MAX && db_next(&q);)
        list[n++] = home_read(op, &q);
    db_done(&q);
    *ret = list;
    return n;
}

void intake_matters_add(const struct op *op, const struct intake_home *home, bool closed,
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

size_t intake_options(const struct op *op, const char *kind, struct part_option **ret)
{
    struct catalogue_item *items;
    size_t n = catalogue_list(op, kind, &items);

    *ret = arena_new_n(op->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = (struct part_option){ .value = items[i].code, .words = items[i].words };
    return n;
}

size_t intake_places_of(const struct op *op, struct intake_home *homes, size_t home_n,
                        struct part_option *places, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < home_n; i++)
        homes[i].places = home_places(
            op, db_int(op->tx, "select id from project where slug = $1", T(homes[i].project)),
            homes[i].id);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < home_n; k++)
            if (home_places_have(homes[k].places, places[i].value)) {
                places[kept++] = places[i];
                break;
            }
    return home_n ? kept : n;
}

/* ---- reporting ---- */

static const struct field report_fields[] = {
    { "home", F_ID, true, 0, 0, NULL, W("房屋") },
    REPORT_FIELDS{ "photos[]", F_ID, false, 0, 0, NULL, W("照片") },
    { 0 },
};
struct report intake_read(struct req *r, const char *channel)
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

/* Who doesn't say how to reach her is reached as her file says. */
void intake_contact(const struct op *op, struct report *out)
{
    struct query q;
    size_t n;

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

enum err intake_done(struct req *r, const struct report *out)
{
    struct matter m;
    enum err e = repair_report(r->op, out, &m);

    return e == OK ? repair_done(r, &m, true) : e;
}

static enum err report(struct req *r)
{
    bool owner = roles_in(r->op->actor, r->op->project) == ROLE_OWNER;
    struct report out = intake_read(r, r->op->actor->by_token ? "api"
                                       : owner                ? "phone_page"
                                                              : "desk");

    out.person_id = person_of_actor(r->op, out.home_id);
    intake_contact(r->op, &out);
    if (owner)
        out.urgency = "";
    return intake_done(r, &out);
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
    SHAPE_LIST(struct my_view, notices, notice_n, struct notice, notice_shape, "notices"),
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
        intake_matters_add(r->op, &v->homes[i], false, open, &n);
        intake_matters_add(r->op, &v->homes[i], true, v->past, &v->past_n);
    }
    for (size_t i = 0; i < n; i++)
        if (waits_for_her(open[i].state))
            v->waiting[v->waiting_n++] = open[i];
        else
            v->running[v->running_n++] = open[i];
    v->hotline = v->home_n ? hotline_of(r->op, v->homes[0].project) : "";
    v->project_name = v->home_n ? v->homes[0].project_name : "";
    v->notice_n = notice_of_account(r->op, &v->notices);
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
    v->place_n = intake_options(r->op, "place", &v->places);
    v->place_n = intake_places_of(r->op, v->homes, v->home_n, v->places, v->place_n);
    v->component_n = intake_options(r->op, "component", &v->components);
    v->symptom_n = intake_options(r->op, "symptom", &v->symptoms);
    v->upload = url_of(r->mem, "/p/%s/files", v->project);
    req_title(r, say(r->op, W("我要报修")), "report");
    return show(r, report_page, NULL, v);
}

/* Who gets a refused report back: the owner her form, staff the hotline's. */
static enum err report_again(struct req *r)
{
    return roles_in(r->op->actor, r->op->project) == ROLE_OWNER ? my_report_form(r)
                                                                : intake_call_form(r);
}

const struct route intake_routes[] = {
    /* clang-format off */
    ROUTE(POST, "/p/{project}/matters", MATTER_REPORT, SCOPE_PROJECT, report_fields, repair_shape, NULL, report, report_again),
    ROUTE(GET, "/my", OWN_PAGES, SCOPE_GLOBAL, NULL, my_shape, NULL, my, NULL),
    ROUTE(GET, "/my/report", OWN_PAGES, SCOPE_GLOBAL, NULL, my_shape, NULL, my_report, NULL),
    ROUTE(GET, "/my/{project}/report", OWN_PAGES, SCOPE_PROJECT, NULL, NULL, NULL, my_report_form, NULL),
    /* clang-format on */
};
const size_t intake_route_n = LEN(intake_routes);
