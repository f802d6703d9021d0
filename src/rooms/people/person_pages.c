/*
 * person_pages.c -- the file of a home and of a person, and how they are found (S3.5a).
 */
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "files.html.h"
#include "rooms/estate/estate.h"
#include "rooms/people/ownership.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"
#include "rules/pinyin.h"
#include "store/seal.h"

#include <string.h>

#define HOMES_SHOWN   50
#define MATTERS_SHOWN 50

static const char *slug_of(struct req *r)
{
    return path_text(r, "project");
}

static struct url home_url(struct req *r, int64_t id)
{
    return url_of(r->mem, "/p/%s/homes/%s", slug_of(r), id_text(r->mem, id));
}

/* ---- finding homes ---- */

static const struct field find_fields[] = {
    { "q", F_TEXT, false, 0, 40, NULL, W("房号、姓名或电话") },
    { 0 },
};
static const struct shape home_row_shape[] = {
    SHAPE(struct home_row, id, S_ID, "id"),          SHAPE(struct home_row, code, S_TEXT, "code"),
    SHAPE(struct home_row, said, S_TEXT, "address"), SHAPE(struct home_row, owner, S_TEXT, "owner"),
    SHAPE(struct home_row, phone, S_TEXT, "phone"),  SHAPE_END,
};
static const struct shape homes_shape[] = {
    SHAPE_LIST(struct homes_view, rows, n, struct home_row, home_row_shape, "homes"),
    SHAPE_END,
};

/* Of the people of a home the owner stands in the row. */
#define FIRST_PERSON                                                                               \
    " where x.project_id = h.project_id and x.home_id = h.id and x.to_on is null"                  \
    " order by case when x.relation = 'owner' then 0 else 1 end, x.id"
#define HOME_ROWS                                                                                  \
    "select h.id, h.code, b.name, h.unit, h.room, (select p.name from home_person x join person p" \
    " on p.project_id = x.project_id and p.id = x.person_id" FIRST_PERSON " limit 1),"             \
    " (select f.masked from home_person x join person_phone f on f.project_id = x.project_id"      \
    " and f.person_id = x.person_id" FIRST_PERSON ", f.pos limit 1) from home h join building b"   \
    " on b.project_id = h.project_id and b.id = h.building_id where h.project_id = $1"

/* What was typed leads to one of these; each begins with an index. */
static const char by_code[] = HOME_ROWS " and h.id = $2 limit 50";
static const char by_phone[] =
    HOME_ROWS " and h.id in (select x.home_id from person_phone f join home_person x"
              " on x.project_id = f.project_id and x.person_id = f.person_id and x.to_on is null"
              " where f.project_id = $1 and f.full_index = $2) limit 50";
static const char by_last4[] =
    HOME_ROWS " and h.id in (select x.home_id from person_phone f join home_person x"
              " on x.project_id = f.project_id and x.person_id = f.person_id and x.to_on is null"
              " where f.project_id = $1 and f.last4 = $2 union select x.home_id from person p"
              " join home_person x on x.project_id = p.project_id and x.person_id = p.id"
              " and x.to_on is null where p.project_id = $1 and p.id_last4 = $3) limit 50";
static const char by_id_number[] =
    HOME_ROWS " and h.id in (select x.home_id from person p join home_person x"
              " on x.project_id = p.project_id and x.person_id = p.id and x.to_on is null"
              " where p.project_id = $1 and p.id_index = $2) limit 50";
static const char by_name[] =
    HOME_ROWS " and h.id in (select x.home_id from person p join home_person x"
              " on x.project_id = p.project_id and x.person_id = p.id and x.to_on is null"
              " where p.project_id = $1 and p.name = $2) limit 50";
static const char by_initials[] =
    HOME_ROWS " and h.id in (select x.home_id from person_initials i join home_person x"
              " on x.project_id = i.project_id and x.person_id = i.person_id and x.to_on is null"
              " where i.project_id = $1 and i.initials >= $2 and i.initials < $3) limit 50";
static const char by_order[] = HOME_ROWS " and h.id >= $2 order by b.code, h.unit, h.room limit 50";

/* The last four of a phone, or of an ID number, whose last may be an X. */
static bool is_last4(const char *typed)
{
    size_t digits = strspn(typed, "0123456789");

    return strlen(typed) == 4 && (digits == 4 || (digits == 3 && strchr("xX", typed[3])));
}

static void by_last_four(struct req *r, struct query *q, const char *typed)
{
    const struct seal *seal = r->op->app->seal;
    char four[5] = { typed[0], typed[1], typed[2], typed[3] == 'x' ? 'X' : typed[3], '\0' };

    db_query(r->op->tx, q, by_last4, I(r->op->project), T(seal_index(seal, r->mem, "phone4", four)),
             T(seal_index(seal, r->mem, "id4", four)));
}

static void homes_query(struct req *r, struct query *q, const char *typed)
{
    const struct seal *seal = r->op->app->seal;
    int64_t home = *typed ? home_find(r->op, typed) : 0, project = r->op->project;
    const char *phone, *letters = pinyin_typed(r->mem, typed);

    if (!*typed)
        db_query(r->op->tx, q, by_order, I(project), I(0));
    else if (home)
        db_query(r->op->tx, q, by_code, I(project), I(home));
    else if (phone_fold(r->mem, typed, &phone))
        db_query(r->op->tx, q, by_phone, I(project), T(seal_index(seal, r->mem, "phone", phone)));
    else if (is_last4(typed))
        by_last_four(r, q, typed);
    else if (id_number_fold(r->mem, typed, &phone))
        db_query(r->op->tx, q, by_id_number, I(project), T(seal_index(seal, r->mem, "id", phone)));
    else if (letters && strlen(letters) > 1)
        db_query(r->op->tx, q, by_initials, I(project), T(letters),
                 T(arena_printf(r->mem, "%s{", letters)));
    else
        db_query(r->op->tx, q, by_name, I(project), T(typed));
}

static enum err homes(struct req *r)
{
    struct homes_view *v = arena_new(r->mem, struct homes_view);
    struct query q;

    v->typed = form_text(r, "q");
    v->project = slug_of(r);
    v->rows = arena_new_n(r->mem, struct home_row, HOMES_SHOWN);
    for (homes_query(r, &q, v->typed); v->n < HOMES_SHOWN && db_next(&q);)
        v->rows[v->n++] = (struct home_row){
            .id = db_i64(&q, 0),
            .code = db_text(&q, 1),
            .said = say(r->op, W("%s %s单元 %s"), db_text(&q, 2), db_text(&q, 3), db_text(&q, 4)),
            .owner = db_text(&q, 5),
            .phone = db_text(&q, 6),
            .where = home_url(r, db_i64(&q, 0)),
        };
    db_done(&q);
    req_title(r, say(r->op, W("房屋与业主")), "homes");
    return show(r, homes_page, homes_shape, v);
}

/* The search of her first project, or of the one she names. */
static enum err homes_any(struct req *r)
{
    int64_t *ids;
    size_t n = actor_projects(r->op, &ids);

    for (size_t i = 0; i < n; i++)
        if (may(r->op, PERSON_READ, &(struct object){ .project_id = ids[i] }))
            return go(
                r, url_of(r->mem, "/p/%s/homes",
                          db_str(r->op->tx, "select slug from project where id = $1", I(ids[i]))));
    return fail(r->op, E_NOT_FOUND, "no_project", NULL,
                W("还没有项目：请管理员先在“导入”里导入房屋表"));
}

/* ---- the file of a home ---- */

static const struct shape relation_shape[] = {
    SHAPE(struct relation_view, id, S_ID, "id"),
    SHAPE(struct relation_view, home_id, S_ID, "home_id"),
    SHAPE(struct relation_view, home, S_TEXT, "home"),
    SHAPE(struct relation_view, person_id, S_ID, "person_id"),
    SHAPE(struct relation_view, person, S_TEXT, "person"),
    SHAPE(struct relation_view, phone, S_TEXT, "phone"),
    SHAPE(struct relation_view, relation, S_TEXT, "relation"),
    SHAPE(struct relation_view, proof, S_TEXT, "proof"),
    SHAPE(struct relation_view, from_on, S_DATE, "from"),
    SHAPE(struct relation_view, to_on, S_DATE, "to"),
    SHAPE_END,
};
static const struct shape person_matter_shape[] = {
    SHAPE(struct person_matter, no, S_TEXT, "no"),
    SHAPE(struct person_matter, title, S_TEXT, "title"),
    SHAPE(struct person_matter, state, S_TEXT, "state"),
    SHAPE(struct person_matter, received_at, S_INSTANT, "received_at"),
    SHAPE_END,
};
static const struct shape home_shape[] = {
    SHAPE(struct home_page_view, id, S_ID, "id"),
    SHAPE(struct home_page_view, code, S_TEXT, "code"),
    SHAPE(struct home_page_view, said, S_TEXT, "address"),
    SHAPE(struct home_page_view, type, S_TEXT, "type"),
    SHAPE(struct home_page_view, completion_on, S_DATE, "completion"),
    SHAPE(struct home_page_view, handover_on, S_DATE, "handover"),
    SHAPE_LIST(struct home_page_view, relations, relation_n, struct relation_view, relation_shape,
               "people"),
    SHAPE_LIST(struct home_page_view, past, past_n, struct past_view, past_shape, "past"),
    SHAPE_LIST(struct home_page_view, matters, matter_n, struct person_matter, person_matter_shape,
               "matters"),
    SHAPE_END,
};

/* $4 is the home, or the person; both begin with the index of homes. */
static const char of_home[] = "m.home_id = $4";
static const char of_person[] =
    "m.person_id = $4 and m.home_id in (select hp.home_id from home_person hp"
    " where hp.project_id = $3 and hp.person_id = $4)";

/* The latest matters of it that she may see. */
static size_t matters_of(struct req *r, const char *of, int64_t id, struct person_matter **ret)
{
    const struct actor *a = r->op->actor;
    bool is_staff = may(r->op, PERSON_READ, &(struct object){ .project_id = r->op->project });
    const char *sql = arena_printf(
        r->mem,
        "select m.no, m.title, m.state, m.received_at from matter m where %s and m.project_id = $3"
        " and %s order by m.received_at desc, m.id desc limit 50",
        matter_visible(a, r->op->project), of);
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(r->mem, struct person_matter, MATTERS_SHOWN);
    for (db_query(r->op->tx, &q, sql, I(a->account_id), I(company_in(a, r->op->project)),
                  I(r->op->project), I(id));
         n < MATTERS_SHOWN && db_next(&q);)
        (*ret)[n++] =
            (struct person_matter){ db_text(&q, 0), db_text(&q, 1), db_text(&q, 2), db_i64(&q, 3),
                                    url_of(r->mem, is_staff ? "/p/%s/matters/%s" : "/my/%s/%s",
                                           slug_of(r), db_text(&q, 0)) };
    db_done(&q);
    return n;
}

static enum err home(struct req *r)
{
    struct home_page_view *v = arena_new(r->mem, struct home_page_view);
    struct object o = { .project_id = r->op->project };
    struct home_view h;
    struct building_view b;

    v->id = path_id(r, "id");
    o.mine = home_is_mine(r->op, r->op->project, v->id);
    if (home_load(r->op, v->id, &h) != OK || !may(r->op, HOME_READ, &o) ||
        building_load(r->op, h.building_id, &b) != OK)
        return E_NOT_FOUND;
    v->project = slug_of(r);
    v->id_text = id_text(r->mem, v->id);
    v->code = h.code;
    v->said = h.say;
    v->type = h.type;
    v->completion_on = b.completion_on;
    v->handover_on = h.handover_on;
    v->is_staff = may(r->op, PERSON_READ, &o);
    v->may_edit = may(r->op, PERSON_EDIT, &o);
    v->may_link = may(r->op, PERSON_LINK, &o);
    /* An owner sees the history of her home, not the other people's data (story 7). */
    if (v->is_staff)
        v->relation_n = relation_list(r->op, 0, v->id, &v->relations);
    v->matter_n = matters_of(r, of_home, v->id, &v->matters);
    if (v->is_staff)
        v->past_n = past_list(r->op, v->id, &v->past);
    req_title(r, v->said, "homes");
    return show(r, home_page, home_shape, v);
}

/* ---- the file of a person ---- */

static const struct shape person_shape[] = {
    SHAPE(struct person_view, id, S_ID, "id"),
    SHAPE(struct person_view, name, S_TEXT, "name"),
    SHAPE_TEXTS(struct person_view, phones, phone_n, "phones"),
    SHAPE(struct person_view, prefers, S_TEXT, "prefers"),
    SHAPE(struct person_view, care, S_TEXT, "care"),
    SHAPE_END,
};
static const struct shape twin_shape[] = {
    SHAPE(struct twin, id, S_ID, "id"),
    SHAPE(struct twin, name, S_TEXT, "name"),
    SHAPE(struct twin, phone, S_TEXT, "phone"),
    SHAPE(struct twin, home, S_TEXT, "home"),
    SHAPE_END,
};
static const struct shape person_page_shape[] = {
    SHAPE(struct person_page_view, person.id, S_ID, "id"),
    SHAPE(struct person_page_view, person.name, S_TEXT, "name"),
    SHAPE_TEXTS(struct person_page_view, person.phones, person.phone_n, "phones"),
    SHAPE(struct person_page_view, person.prefers, S_TEXT, "prefers"),
    SHAPE(struct person_page_view, person.care, S_TEXT, "care"),
    SHAPE(struct person_page_view, person.id_masked, S_TEXT, "id_number"),
    SHAPE(struct person_page_view, person.version, S_INT, "version"),
    SHAPE(struct person_page_view, person.merged_into, S_ID, "merged_into"),
    SHAPE_LIST(struct person_page_view, twins, twin_n, struct twin, twin_shape, "alike"),
    SHAPE_LIST(struct person_page_view, relations, relation_n, struct relation_view, relation_shape,
               "homes"),
    SHAPE_LIST(struct person_page_view, matters, matter_n, struct person_matter,
               person_matter_shape, "matters"),
    SHAPE(struct person_page_view, revealed_what, S_TEXT, "revealed_what"),
    SHAPE(struct person_page_view, revealed, S_TEXT, "revealed"),
    SHAPE_END,
};

static enum err person_fill(struct req *r, struct person_page_view *v)
{
    struct object o = { .project_id = r->op->project };
    enum err e = person_load(r->op, path_id(r, "id"), &v->person);

    if (e != OK)
        return e;
    v->project = slug_of(r);
    v->relation_n = relation_list(r->op, v->person.id, 0, &v->relations);
    v->matter_n = matters_of(r, of_person, v->person.id, &v->matters);
    v->here = url_of(r->mem, "/p/%s/people/%s", slug_of(r), v->person.id_text);
    if (v->person.merged_into)
        v->into =
            url_of(r->mem, "/p/%s/people/%s", slug_of(r), id_text(r->mem, v->person.merged_into));
    else
        v->twin_n = person_twins(r->op, v->person.id, &v->twins);
    v->may_reveal = may(r->op, PERSON_REVEAL, &o);
    v->may_edit = may(r->op, PERSON_EDIT, &o);
    v->may_merge = may(r->op, PERSON_MERGE, &o);
    v->reveal = url_of(r->mem, "/p/%s/people/%s/reveal", slug_of(r), v->person.id_text);
    req_title(r, v->person.name, "homes");
    return OK;
}

static enum err person(struct req *r)
{
    struct person_page_view *v = arena_new(r->mem, struct person_page_view);
    enum err e = person_fill(r, v);

    return e == OK ? show(r, person_page, person_page_shape, v) : e;
}

static const char *const what_words[] = { "phone", "id_number", NULL };
static const struct field reveal_fields[] = {
    { "what", F_WORD, true, 0, 0, what_words, W("查看什么") },
    { "reason", F_TEXT, true, 4, 200, NULL, W("查看原因") },
    { 0 },
};

static enum err reveal(struct req *r)
{
    struct person_page_view *v = arena_new(r->mem, struct person_page_view);
    enum err e = person_fill(r, v);

    if (e != OK)
        return e;
    v->revealed_what = form_text(r, "what");
    e = person_reveal(r->op, v->person.id, v->revealed_what, form_text(r, "reason"), &v->revealed);
    return e == OK ? show(r, person_page, person_page_shape, v) : e;
}

/* ---- people of a home ---- */

static const char *const relation_words[] = {
    "owner", "co_owner", "family", "tenant", "proxy", NULL
};
static const struct field add_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("姓名") },
    { "phone", F_PHONE, true, 0, 0, NULL, W("电话") },
    { "relation", F_WORD, true, 0, 0, relation_words, W("和房屋的关系") },
    { "proof", F_TEXT, false, 0, 200, NULL, W("凭证") },
    { 0 },
};

static enum err home_add(struct req *r)
{
    struct person_new p = { .name = form_text(r, "name"), .phones = { form_text(r, "phone") } };
    struct person_view *v = arena_new(r->mem, struct person_view);
    int64_t id = 0;
    enum err e = person_put(r->op, &p, &id);

    if (e == OK)
        e = home_person_put(r->op, path_id(r, "id"), id, form_text(r, "relation"), NO_DATE);
    if (e == OK && form_has(r, "proof"))
        e = home_person_prove(r->op, path_id(r, "id"), id, form_text(r, "relation"),
                              form_text(r, "proof"));
    if (e == OK)
        e = person_load(r->op, id, v);
    return e == OK ? done(r, home_url(r, path_id(r, "id")), person_shape, v, true) : e;
}

static enum err home_end(struct req *r)
{
    enum err e = home_person_end(r->op, path_id(r, "id"), path_id(r, "relation"),
                                 when_date(r->op->now, ZONE_SHANGHAI));

    return e == OK ? done(r, home_url(r, path_id(r, "id")), NULL, NULL, false) : e;
}

/* ---- the home is sold ---- */

static const struct field owner_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("新业主姓名") },
    { "phone", F_PHONE, true, 0, 0, NULL, W("新业主电话") },
    { "id_number", F_TEXT, false, 0, 30, NULL, W("证件号") },
    { "on", F_DATE, true, 0, 0, NULL, W("过户日期") },
    { "proof", F_TEXT, true, 2, 200, NULL, W("核实的凭证") },
    { 0 },
};

/* The folded number, "" when none was typed. */
static enum err id_number_read(struct req *r, const char **ret)
{
    *ret = "";
    if (!form_has(r, "id_number") || id_number_fold(r->mem, form_text(r, "id_number"), ret))
        return OK;
    return fail(r->op, E_INPUT, "id_number", "id_number",
                W("证件号不对，请逐位核对；身份证最后一位可以是 X"));
}

static enum err owner_change(struct req *r)
{
    struct owner_change c = { .home = path_id(r, "id"),
                              .name = form_text(r, "name"),
                              .phone = form_text(r, "phone"),
                              .proof = form_text(r, "proof"),
                              .on = form_date(r, "on") };
    struct person_view *v = arena_new(r->mem, struct person_view);
    int64_t id = 0;
    enum err e = id_number_read(r, &c.id_number);

    if (!*c.id_number)
        c.id_number = NULL;
    if (e == OK)
        e = home_change_owner(r->op, &c, &id);
    if (e == OK)
        e = person_load(r->op, id, v);
    return e == OK ? done(r, home_url(r, c.home), person_shape, v, true) : e;
}

/* ---- a person's file is put right ---- */

static const struct field edit_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("姓名") },
    { "phone", F_PHONE, false, 0, 0, NULL, W("添加电话") },
    { "id_number", F_TEXT, false, 0, 30, NULL, W("证件号") },
    { "prefers", F_TEXT, false, 0, 100, NULL, W("方便时间") },
    { "care", F_TEXT, false, 0, 200, NULL, W("特别照顾") },
    { "version", F_INT, false, 0, INT64_MAX, NULL, W("版本") },
    { 0 },
};
static const struct field merge_fields[] = {
    { "other", F_ID, true, 0, 0, NULL, W("并入的档案") },
    { 0 },
};

static enum err person_done(struct req *r, int64_t id)
{
    return done(r, url_of(r->mem, "/p/%s/people/%s", slug_of(r), id_text(r->mem, id)), NULL, NULL,
                false);
}

static enum err person_edit(struct req *r)
{
    int64_t id = path_id(r, "id");
    struct person_edit p = { .name = form_text(r, "name"),
                             .prefers = form_text(r, "prefers"),
                             .care = form_text(r, "care"),
                             .phone = form_text(r, "phone"),
                             .seen = form_int(r, "version") };
    enum err e = id_number_read(r, &p.id_number);

    if (e == OK)
        e = person_change(r->op, id, &p);
    return e == OK ? person_done(r, id) : e;
}

static enum err phone_drop(struct req *r)
{
    int64_t id = path_id(r, "id"), place = -1;
    enum err e =
        text_int(path_text(r, "place"), &place) ? person_phone_drop(r->op, id, place) : E_NOT_FOUND;

    return e == OK ? person_done(r, id) : e;
}

static enum err merge(struct req *r)
{
    int64_t id = path_id(r, "id");
    enum err e = person_merge(r->op, id, form_int(r, "other"));

    return e == OK ? person_done(r, id) : e;
}

const struct route person_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/homes", PERSON_READ, SCOPE_GLOBAL, NULL, NULL, NULL, homes_any, NULL),
    ROUTE(GET, "/p/{project}/homes", PERSON_READ, SCOPE_PROJECT, find_fields, homes_shape, NULL, homes, NULL),
    ROUTE(GET, "/p/{project}/homes/{id}", HOME_READ, SCOPE_PROJECT, NULL, home_shape, NULL, home, NULL),
    ROUTE(POST, "/p/{project}/homes/{id}/people", PERSON_EDIT, SCOPE_PROJECT, add_fields, person_shape, NULL, home_add, home),
    ROUTE(POST, "/p/{project}/homes/{id}/people/{relation}/end", PERSON_EDIT, SCOPE_PROJECT, NULL, NULL, NULL, home_end, home),
    ROUTE(GET, "/p/{project}/people/{id}", PERSON_READ, SCOPE_PROJECT, NULL, person_page_shape, NULL, person, NULL),
    ROUTE(POST, "/p/{project}/homes/{id}/owner", PERSON_EDIT, SCOPE_PROJECT, owner_fields, person_shape, NULL, owner_change, home),
    ROUTE(POST, "/p/{project}/people/{id}", PERSON_EDIT, SCOPE_PROJECT, edit_fields, NULL, NULL, person_edit, person),
    ROUTE(POST, "/p/{project}/people/{id}/phones/{place}/drop", PERSON_EDIT, SCOPE_PROJECT, NULL, NULL, NULL, phone_drop, person),
    ROUTE(POST, "/p/{project}/people/{id}/merge", PERSON_MERGE, SCOPE_PROJECT, merge_fields, NULL, NULL, merge, person),
    ROUTE(POST, "/p/{project}/people/{id}/reveal", PERSON_REVEAL, SCOPE_PROJECT, reveal_fields, person_page_shape, NULL, reveal, person),
    /* clang-format on */
};
const size_t person_route_n = LEN(person_routes);
