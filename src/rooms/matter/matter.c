/*
 * matter.c -- loading, adding and settling matters; see matter.h.
 *
 * Every read goes through matter_visible(), so a number of somebody else's
 * matter answers as a number that does not exist.
 */
#include "rooms/matter/matter.h"
#include "app/number.h"
#include "app/search.h"
#include "base/id.h"
#include "store/seal.h"

#include <string.h>

const struct shape matter_shape[] = {
    SHAPE(struct matter, id, S_ID, "id"),
    SHAPE(struct matter, no, S_TEXT, "no"),
    SHAPE(struct matter, project, S_TEXT, "project"),
    SHAPE(struct matter, kind, S_TEXT, "kind"),
    SHAPE(struct matter, channel, S_TEXT, "channel"),
    SHAPE(struct matter, state, S_TEXT, "state"),
    SHAPE(struct matter, urgency, S_TEXT, "urgency"),
    SHAPE(struct matter, urgency_why, S_TEXT, "urgency_why"),
    SHAPE(struct matter, home_id, S_ID, "home_id"),
    SHAPE(struct matter, home_code, S_TEXT, "home"),
    SHAPE(struct matter, home_said, S_TEXT, "address"),
    SHAPE(struct matter, contact_name, S_TEXT, "contact_name"),
    SHAPE(struct matter, contact_masked, S_TEXT, "contact_phone"),
    SHAPE(struct matter, relation, S_TEXT, "relation"),
    SHAPE(struct matter, title, S_TEXT, "title"),
    SHAPE(struct matter, description, S_TEXT, "description"),
    SHAPE(struct matter, wished, S_TEXT, "wished"),
    SHAPE(struct matter, handler_name, S_TEXT, "handler"),
    SHAPE(struct matter, checker_name, S_TEXT, "checker"),
    SHAPE(struct matter, received_at, S_INSTANT, "received_at"),
    SHAPE(struct matter, first_report_at, S_INSTANT, "first_report_at"),
    SHAPE(struct matter, acknowledged_at, S_INSTANT, "acknowledged_at"),
    SHAPE(struct matter, visit_at, S_INSTANT, "visit_at"),
    SHAPE(struct matter, visit_to, S_INSTANT, "visit_to"),
    SHAPE(struct matter, arrived_at, S_INSTANT, "arrived_at"),
    SHAPE(struct matter, due_at, S_INSTANT, "due_at"),
    SHAPE(struct matter, closed_at, S_INSTANT, "closed_at"),
    SHAPE(struct matter, version, S_INT, "version"),
    SHAPE_END,
};

#define MATTER_SELECT                                                                              \
    "select m.project_id, m.id, p.slug, p.name, m.no, m.kind, m.channel, m.state, m.urgency,"      \
    " m.urgency_why, m.home_id, h.building_id, h.code, b.name, h.unit, h.room, m.contact_name,"    \
    " m.contact_masked, m.relation, m.title, m.description, m.wished, m.person_id,"                \
    " m.received_by, m.handler_id, m.checker_id, m.received_at, m.first_report_at,"                \
    " m.acknowledged_at, m.contacted_at, m.visit_at, m.visit_to, m.arrived_at, m.closed_at,"       \
    " m.due_at, m.fault_n, m.version,"                                                             \
    " (select a.name from account a where a.id = m.handler_id),"                                   \
    " (select a.name from account a where a.id = m.checker_id)"                                    \
    " from matter m join project p on p.id = m.project_id"                                         \
    " join home h on h.project_id = m.project_id and h.id = m.home_id"                             \
    " join building b on b.project_id = h.project_id and b.id = h.building_id"

static void read_words(const struct op *op, const struct query *q, struct matter *m)
{
    m->project = db_text(q, 2);
    m->project_name = db_text(q, 3);
    m->no = db_text(q, 4);
    m->no_said = number_say(op->mem, m->no);
    m->kind = db_text(q, 5);
    m->channel = db_text(q, 6);
    m->state = db_text(q, 7);
    m->urgency = db_text(q, 8);
    m->urgency_why = db_text(q, 9);
    m->home_code = db_text(q, 12);
    m->home_said = say(op, W("%s %s单元 %s"), db_text(q, 13), db_text(q, 14), db_text(q, 15));
    m->contact_name = db_text(q, 16);
    m->contact_masked = db_text(q, 17);
    m->relation = db_text(q, 18);
    m->title = db_text(q, 19);
    m->description = db_text(q, 20);
    m->wished = db_text(q, 21);
    m->handler_name = db_text(q, 37);
    m->checker_name = db_text(q, 38);
}

static void read_row(const struct op *op, const struct query *q, struct matter *m)
{
    *m = (struct matter){ .project_id = db_i64(q, 0),
                          .id = db_i64(q, 1),
                          .home_id = db_i64(q, 10),
                          .building_id = db_i64(q, 11),
                          .person_id = db_i64(q, 22),
                          .received_by = db_i64(q, 23),
                          .handler_id = db_i64(q, 24),
                          .checker_id = db_i64(q, 25),
                          .received_at = db_i64(q, 26),
                          .first_report_at = db_i64(q, 27),
                          .acknowledged_at = db_i64(q, 28),
                          .contacted_at = db_i64(q, 29),
                          .visit_at = db_i64(q, 30),
                          .visit_to = db_i64(q, 31),
                          .arrived_at = db_i64(q, 32),
                          .closed_at = db_i64(q, 33),
                          .due_at = db_i64(q, 34),
                          .fault_n = db_i64(q, 35),
                          .version = db_i64(q, 36) };
    read_words(op, q, m);
}

void matter_follow_merge(struct op *op, int64_t person_id)
{
    db_exec(op->tx,
            "update matter set person_id = (select merged_into from person where project_id = $1"
            " and id = $2) where project_id = $1 and person_id = $2",
            I(op->project), I(person_id));
}

void matter_follow_owner(struct op *op, int64_t home_id)
{
    int64_t buyer = db_int(op->tx,
                           "select person_id from home_person where project_id = $1"
                           " and home_id = $2 and relation = 'owner' and to_on is null"
                           " order by from_on desc, id desc limit 1",
                           I(op->project), I(home_id)),
            most = db_int(op->tx,
                          "select count(*) from matter where project_id = $1 and home_id = $2"
                          " and closed_at is null",
                          I(op->project), I(home_id)),
            n = 0;
    int64_t *ids = arena_new_n(op->mem, int64_t, most + 1);
    struct query q;

    db_exec(op->tx,
            "update matter set contact_name = p.name, contact_sealed = f.sealed,"
            " contact_masked = f.masked, contact_index = f.full_index, contact_last4 = f.last4,"
            " wished = '', version = matter.version + 1 from person p join person_phone f"
            " on f.project_id = p.project_id and f.person_id = p.id and f.pos ="
            " (select min(x.pos) from person_phone x where x.project_id = p.project_id"
            " and x.person_id = p.id) where p.project_id = $1 and p.id = $3"
            " and matter.project_id = $1 and matter.home_id = $2 and matter.closed_at is null",
            I(op->project), I(home_id), I(buyer));
    for (db_query(op->tx, &q,
                  "select id from matter where project_id = $1 and home_id = $2"
                  " and closed_at is null order by id",
                  I(op->project), I(home_id));
         n < most && db_next(&q);)
        ids[n++] = db_i64(&q, 0);
    db_done(&q);
    for (int64_t i = 0; i < n; i++)
        matter_index(op, ids[i]);
}

int64_t matter_veiled_until(const struct op *op, int64_t matter_id)
{
    if (roles_in(op->actor, op->project) != ROLE_OWNER)
        return 0;
    return db_int(op->tx,
                  "select h.owner_changed_at from matter m join home h"
                  " on h.project_id = m.project_id and h.id = m.home_id where m.project_id = $1"
                  " and m.id = $2 and not exists (select 1 from account_person ap"
                  " where ap.project_id = m.project_id and ap.person_id = m.person_id"
                  " and ap.account_id = $3)",
                  I(op->project), I(matter_id), I(op->actor->account_id));
}

/* What is hers to know stays: home, parts, times, states. */
static void veil(const struct op *op, struct matter *m)
{
    m->contact_name = m->contact_masked = m->relation = m->wished = m->urgency_why = "";
    m->description = say(op, W("（原业主的描述不显示）"));
}

/* One matter by a last condition on $4; visible or not found. */
static enum err load(const struct op *op, const char *condition, struct dbval key,
                     struct matter *ret)
{
    int64_t company = company_in(op->actor, op->project);
    const char *sql = arena_printf(op->mem, MATTER_SELECT " where m.project_id = $3 and %s and %s",
                                   condition, matter_visible(op->actor, op->project));
    struct dbval args[] = { NUL, I(op->actor->account_id), I(company), I(op->project), key };
    struct query q;
    bool found;

    db_query_n(op->tx, &q, sql, args, 4);
    found = db_next(&q);
    if (found)
        read_row(op, &q, ret);
    db_done(&q);
    if (!found)
        return E_NOT_FOUND;
    ret->object = (struct object){ .project_id = op->project,
                                   .company_id = company,
                                   .mine = home_is_mine(op, op->project, ret->home_id) };
    ret->veiled_until = matter_veiled_until(op, ret->id);
    if (ret->received_at < ret->veiled_until)
        veil(op, ret);
    ret->object.binds = ret->object.mine && home_binds(op, op->project, ret->home_id);
    return OK;
}

enum err matter_load(const struct op *op, const char *no, struct matter *ret)
{
    const char *folded = number_fold(op->mem, no);

    return folded ? load(op, "m.no = $4", T(folded), ret) : E_NOT_FOUND;
}

enum err matter_load_id(const struct op *op, int64_t id, struct matter *ret)
{
    return load(op, "m.id = $4", I(id), ret);
}

/* ---- adding ---- */

static void count_move(struct op *op, const char *from, const char *to)
{
    if (from)
        db_exec(op->tx, "update matter_count set n = n - 1 where project_id = $1 and state = $2",
                I(op->project), T(from));
    db_exec(op->tx,
            "insert into matter_count (project_id, state, n) values ($1, $2, 1)"
            " on conflict (project_id, state) do update set n = matter_count.n + 1",
            I(op->project), T(to));
}

static const char *last4(const char *phone)
{
    size_t n = strlen(phone);

    return n > 4 ? phone + n - 4 : phone;
}

static void add_row(struct op *op, const struct matter_new *m, int64_t id, const char *no)
{
    const struct seal *seal = op->app->seal;
    bool has_phone = m->contact_phone && *m->contact_phone;
    struct span sealed = has_phone ? seal_put(seal, op->mem, m->contact_phone) : (struct span){ 0 };

    db_exec(op->tx,
            "insert into matter (project_id, id, no, kind, channel, state, urgency, urgency_why,"
            " home_id, person_id, relation, contact_name, contact_sealed, contact_masked,"
            " contact_index, contact_last4, title, description, wished, received_at, received_by,"
            " first_report_at, handler_id, fault_n) values ($1, $2, $3, $4, $5, 'reported', $6, $7,"
            " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
            I(op->project), I(id), T(no), T(m->kind), T(m->channel), T(m->urgency),
            T(m->urgency_why ? m->urgency_why : ""), I(m->home_id), I(m->person_id),
            T(m->relation ? m->relation : ""), T(m->contact_name ? m->contact_name : ""),
            has_phone ? B(sealed.p, sealed.n) : NUL,
            T(has_phone ? phone_masked(op->mem, m->contact_phone) : ""),
            T(has_phone ? seal_index(seal, op->mem, "phone", m->contact_phone) : ""),
            T(has_phone ? seal_index(seal, op->mem, "phone4", last4(m->contact_phone)) : ""),
            T(m->title), T(m->description), T(m->wished ? m->wished : ""), I(m->received_at),
            I(m->received_by), I(m->first_report_at ? m->first_report_at : m->received_at),
            I(m->handler_id), I(m->fault_n));
}

int64_t matter_add(struct op *op, const struct matter_new *m)
{
    int64_t id = id_new();

    add_row(op, m, id, number_next(op, strcmp(m->kind, "suggestion") == 0 ? "J" : "R"));
    count_move(op, NULL, "reported");
    matter_index(op, id);
    return id;
}

void matter_index(struct op *op, int64_t id)
{
    struct query q;

    if (db_one(op->tx, &q,
               "select m.no, h.code, b.name, h.unit, h.room, b.code, m.contact_name, m.title,"
               " m.description from matter m join home h on h.project_id = m.project_id"
               " and h.id = m.home_id join building b on b.project_id = h.project_id"
               " and b.id = h.building_id where m.project_id = $1 and m.id = $2",
               I(op->project), I(id)))
        search_put(op, id,
                   arena_printf(op->mem, "%s %s %s%s %s-%s %s %s %s", db_text(&q, 0),
                                db_text(&q, 1), db_text(&q, 2), db_text(&q, 4), db_text(&q, 5),
                                db_text(&q, 4), db_text(&q, 6), db_text(&q, 7), db_text(&q, 8)));
    db_done(&q);
}

void matter_settle(struct op *op, int64_t id, const char *state, bool is_final, int64_t due_at)
{
    const char *before =
        db_str(op->tx, "select state from matter where project_id = $1 and id = $2", I(op->project),
               I(id));

    if (!before)
        return;
    if (strcmp(before, state) != 0)
        count_move(op, before, state);
    db_exec(op->tx,
            "update matter set state = $3, due_at = $4, version = version + 1,"
            " closed_at = case when $5 = 0 then null when closed_at is null then $6"
            " else closed_at end where project_id = $1 and id = $2",
            I(op->project), I(id), T(state), I_OR_NUL(due_at, 0), I(is_final), I(op->now));
}

int64_t person_of_actor(const struct op *op, int64_t home_id)
{
    return db_int(op->tx,
                  "select ap.person_id from account_person ap join home_person hp"
                  " on hp.project_id = ap.project_id and hp.person_id = ap.person_id"
                  " where ap.project_id = $1 and ap.account_id = $2"
                  " and hp.home_id = $3 and hp.to_on is null order by hp.id limit 1",
                  I(op->project), I(op->actor->account_id), I(home_id));
}
