/*
 * intake_call.c -- the forms of the hotline and of the front desk (S3.2.1a, S3.2.1b).
 *
 * One form with two doors: on the phone the number comes first, at the desk the
 * name or the room.  While one types, homes, proposals and matters that may be
 * the same appear; a button fetches them all where no script runs, and fills
 * the lists that were left empty.
 */
#include "app/page.h"
#include "base/must.h"
#include "base/text.h"
#include "intake_call.html.h"
#include "rooms/estate/estate.h"
#include "rooms/repair/intake_hints.h"
#include "rooms/repair/intake_inside.h"
#include "rooms/repair/intake_pages.h"
#include "rooms/repair/repair_pages.h"
#include "rooms/repair/repair_view.h"
#include "store/seal.h"

#include <string.h>

static const struct field call_fields[] = {
    { "home", F_ID, false, 0, 0, NULL, W("房屋") },
    { "room", F_TEXT, false, 0, 40, NULL, W("房号") },
    { "find", F_TEXT, false, 0, 40, NULL, W("姓名、拼音首字母或房号") },
    REPORT_FIELDS{ 0 },
};
/* To be proposed something, nothing has to be complete. */
static const struct field propose_fields[] = {
    { "home", F_ID, false, 0, 0, NULL, W("房屋") },
    { "room", F_TEXT, false, 0, 40, NULL, W("房号") },
    { "find", F_TEXT, false, 0, 40, NULL, W("姓名、拼音首字母或房号") },
    { "contact_name", F_TEXT, false, 0, 40, NULL, W("联系人") },
    { "contact_phone", F_TEXT, false, 0, 30, NULL, W("联系电话") },
    { "description", F_LINES, false, 0, 2000, NULL, W("说说情况") },
    { "wished", F_TEXT, false, 0, 100, NULL, W("方便上门的时间") },
    { "urgency", F_WORD, false, 0, 0, urgency_words, W("紧急程度") },
    { "faults[].place", F_TEXT, false, 0, 40, NULL, W("部位") },
    { "faults[].component", F_TEXT, false, 0, 40, NULL, W("构件") },
    { "faults[].symptom", F_TEXT, false, 0, 40, NULL, W("现象") },
    { 0 },
};
static const struct field hints_fields[] = {
    { "home", F_ID, false, 0, 0, NULL, W("房屋") },
    { "room", F_TEXT, false, 0, 40, NULL, W("房号") },
    { "description", F_LINES, false, 0, 2000, NULL, W("说说情况") },
    { "place", F_TEXT, false, 0, 40, NULL, W("部位") },
    { "component", F_TEXT, false, 0, 40, NULL, W("构件") },
    { "symptom", F_TEXT, false, 0, 40, NULL, W("现象") },
    { 0 },
};
static const struct field lookup_fields[] = {
    { "contact_phone", F_TEXT, false, 0, 30, NULL, W("来电号码") },
    { "find", F_TEXT, false, 0, 40, NULL, W("姓名、拼音首字母或房号") },
    { 0 },
};

/* ---- whose home ---- */

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
    v->place_n = intake_options(r->op, "place", &v->places);
    v->component_n = intake_options(r->op, "component", &v->components);
    v->symptom_n = intake_options(r->op, "symptom", &v->symptoms);
}

/* Of a home that several people were found for, the open matters stand once. */
static bool is_repeated(const struct call_view *v, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (v->homes[k].id == v->homes[i].id)
            return true;
    return false;
}

static void matters_of_homes(struct req *r, struct call_view *v)
{
    for (size_t i = 0; i < v->home_n; i++) {
        size_t before = v->matter_n;

        if (is_repeated(v, i))
            continue;
        intake_matters_add(r->op, &v->homes[i], false, v->matters, &v->matter_n);
        for (size_t k = before; k < v->matter_n; k++)
            v->matters[k].where =
                url_of(r->mem, "/p/%s/matters/%s", v->homes[i].project, v->matters[k].no);
        v->homes[i].open_n = (int64_t)(v->matter_n - before);
    }
}

/* Every place stays in the list, because another home may be typed; the script shows hers. */
static void places_of_homes(struct req *r, struct call_view *v)
{
    (void)intake_places_of(r->op, v->homes, v->home_n, NULL, 0);
}

/* The box for names and rooms speaks before the number, because it was typed later. */
static void call_look(struct req *r, struct call_view *v)
{
    const char *phone;

    v->typed = form_text(r, "contact_phone");
    v->find = form_text(r, "find");
    v->is_looked_up = *v->typed || *v->find;
    v->homes = arena_new_n(r->mem, struct intake_home, 1);
    v->matters = arena_new_n(r->mem, struct intake_matter, MATTERS_MAX);
    if (*v->find)
        v->home_n = homes_found(r->op, v->find, &v->homes);
    if (!v->home_n && phone_fold(r->mem, v->typed, &phone))
        v->home_n = homes_of_phone(r->op, phone, &v->homes);
    matters_of_homes(r, v);
    places_of_homes(r, v);
}

static const struct shape lookup_home_shape[] = {
    SHAPE(struct intake_home, id, S_ID, "home"),
    SHAPE(struct intake_home, project, S_TEXT, "project"),
    SHAPE(struct intake_home, code, S_TEXT, "code"),
    SHAPE(struct intake_home, relation, S_TEXT, "relation"),
    SHAPE(struct intake_home, person, S_TEXT, "person"),
    SHAPE(struct intake_home, phone, S_TEXT, "phone"),
    SHAPE(struct intake_home, open_n, S_INT, "open"),
    SHAPE_END,
};
static const struct shape lookup_shape[] = {
    SHAPE_LIST(struct call_view, homes, home_n, struct intake_home, lookup_home_shape, "homes"),
    SHAPE_END,
};
static const struct shape propose_shape[] = {
    SHAPE_LIST(struct call_view, homes, home_n, struct intake_home, lookup_home_shape, "homes"),
    SHAPE_INLINE(struct call_view, hints, hints_shape, "hints"),
    SHAPE_END,
};

/* ---- what is known while one types ---- */

/* Zero-width and direction marks: nobody types them, but they make one room look like another. */
static bool has_invisible(const char *text)
{
    for (uint32_t c; (c = utf8_next(&text)) != 0;)
        if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
            c == 0xFEFF)
            return true;
    return false;
}

static int64_t home_meant(struct req *r)
{
    int64_t home = form_int(r, "home");
    const char *room = form_text(r, "room");

    if (home)
        return home;
    return *room && !has_invisible(room) ? home_find(r->op, room) : 0;
}

static enum err call_hints(struct req *r)
{
    struct intake_hints *v = arena_new(r->mem, struct intake_hints);

    hints_look(r->op,
               &(struct hints_question){ .home = home_meant(r),
                                         .description = form_text(r, "description"),
                                         .place = form_text(r, "place"),
                                         .component = form_text(r, "component"),
                                         .symptom = form_text(r, "symptom") },
               v);
    return show(r, call_hints_part, hints_shape, v);
}

static const char *chosen(struct req *r, const char *name)
{
    return form_count(r, "faults[]") ? form_text_at(r, name, 0) : "";
}

/* The only home that was found is the one meant. */
static void look_at_hints(struct req *r, struct call_view *v)
{
    int64_t home = home_meant(r);

    if (!r->op->project)
        return;
    if (!home && v->home_n && v->matter_n + v->home_n > 0)
        home = v->homes[0].id;
    hints_look(r->op,
               &(struct hints_question){ .home = home,
                                         .description = form_text(r, "description"),
                                         .place = chosen(r, "faults[].place"),
                                         .component = chosen(r, "faults[].component"),
                                         .symptom = chosen(r, "faults[].symptom") },
               &v->hints);
}

static enum err form_show(struct req *r, bool is_desk)
{
    struct call_view *v = arena_new(r->mem, struct call_view);

    v->is_desk = is_desk;
    v->is_proposed = text_ends(r->http->path, "/propose");
    v->action = (struct url){ is_desk ? "/desk" : "/call" };
    v->propose = (struct url){ is_desk ? "/desk/propose" : "/call/propose" };
    /* The form that comes back has to be called what it was sent to; the button knows better. */
    v->form = v->is_proposed ? v->propose : v->action;
    call_fill(r, v);
    call_look(r, v);
    look_at_hints(r, v);
    req_title(r, is_desk ? say(r->op, W("前台登记")) : say(r->op, W("来电登记")), "call");
    return show(r, call_page, propose_shape, v);
}

enum err intake_call_form(struct req *r)
{
    return form_show(r, false);
}

static enum err call_form(struct req *r)
{
    return form_show(r, false);
}

static enum err desk_form(struct req *r)
{
    return form_show(r, true);
}

/* Nothing is written: the form comes back with what was typed and what is proposed. */
static enum err call_propose(struct req *r)
{
    r->is_again = true;
    return form_show(r, false);
}

static enum err desk_propose(struct req *r)
{
    r->is_again = true;
    return form_show(r, true);
}

static enum err call_lookup(struct req *r)
{
    struct call_view *v = arena_new(r->mem, struct call_view);

    call_look(r, v);
    return show(r, call_homes, lookup_shape, v);
}

/* ---- taking it down ---- */

/* Who she is in the home's file: by her phone, else by the name that was chosen with the home. */
static int64_t person_meant(struct req *r, const struct report *out)
{
    const struct op *op = r->op;
    int64_t id =
        db_int(op->tx,
               "select f.person_id from person_phone f join home_person hp"
               " on hp.project_id = f.project_id and hp.person_id = f.person_id"
               " where f.project_id = $1 and f.full_index = $2 and hp.home_id = $3"
               " and hp.to_on is null limit 1",
               I(op->project), T(seal_index(op->app->seal, r->mem, "phone", out->contact_phone)),
               I(out->home_id));

    if (id || !*out->contact_name)
        return id;
    return db_int(op->tx,
                  "select p.id from home_person hp join person p on p.project_id = hp.project_id"
                  " and p.id = hp.person_id where hp.project_id = $1 and hp.home_id = $2"
                  " and hp.to_on is null and p.name = $3 order by p.id limit 1",
                  I(op->project), I(out->home_id), T(out->contact_name));
}

static enum err take(struct req *r, const char *channel)
{
    struct report out = intake_read(r, channel);
    const char *room = form_text(r, "room");

    out.home_id = home_meant(r);
    if (!out.home_id)
        return fail(
            r->op, E_INPUT, "home", "room",
            *room ? W("这个项目没有这套房，或者不止一套，请写全楼栋、单元和房号，例如 5-2-1802")
                  : W("请选房屋，或填房号"));
    out.person_id = person_meant(r, &out);
    intake_contact(r->op, &out);
    return intake_done(r, &out);
}

static enum err call_take(struct req *r)
{
    return take(r, "hotline");
}

static enum err desk_take(struct req *r)
{
    return take(r, "desk");
}

const struct route call_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/call", CALL_TAKE, SCOPE_GLOBAL, lookup_fields, propose_shape, NULL, call_form, NULL),
    ROUTE(GET, "/call/lookup", CALL_TAKE, SCOPE_GLOBAL, lookup_fields, lookup_shape, NULL, call_lookup, NULL),
    ROUTE(GET, "/call/hints", CALL_TAKE, SCOPE_PROJECT, hints_fields, hints_shape, NULL, call_hints, NULL),
    ROUTE(POST, "/call", CALL_TAKE, SCOPE_PROJECT, call_fields, repair_shape, NULL, call_take, call_form),
    ROUTE(POST, "/call/propose", CALL_TAKE, SCOPE_PROJECT, propose_fields, propose_shape, NULL, call_propose, call_form),
    ROUTE(GET, "/desk", CALL_TAKE, SCOPE_GLOBAL, lookup_fields, propose_shape, NULL, desk_form, NULL),
    ROUTE(POST, "/desk", CALL_TAKE, SCOPE_PROJECT, call_fields, repair_shape, NULL, desk_take, desk_form),
    ROUTE(POST, "/desk/propose", CALL_TAKE, SCOPE_PROJECT, propose_fields, propose_shape, NULL, desk_propose, desk_form),
    /* clang-format on */
};
const size_t call_route_n = LEN(call_routes);
