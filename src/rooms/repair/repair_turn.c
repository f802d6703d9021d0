/*
 * repair_turn.c -- the frame that every act of a repair runs in.
 *
 * Load, find what fits, ask for the right, move, write down, settle: in this
 * order for each act, so that no act can forget one of them.
 */
#include "app/event.h"
#include "app/outbox.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/file.h"
#include "rooms/repair/repair_inside.h"
#include "store/seal.h"

#include <inttypes.h>
#include <string.h>

static void fault_read(const struct query *q, struct fault *f)
{
    *f = (struct fault){ .id = db_i64(q, 0),
                         .matter_id = db_i64(q, 1),
                         .k = db_i64(q, 2),
                         .round = db_i64(q, 3),
                         .version = db_i64(q, 4),
                         .state = db_text(q, 5),
                         .place = db_text(q, 6),
                         .component = db_text(q, 7),
                         .symptom = db_text(q, 8),
                         .trade = db_text(q, 9),
                         .cause_said = db_text(q, 10),
                         .description = db_text(q, 11),
                         .cause_found = db_text(q, 12),
                         .finding = db_text(q, 13),
                         .measures = db_text(q, 14),
                         .checked_at = db_i64(q, 15),
                         .checked_by = db_i64(q, 16),
                         .decided_at = db_i64(q, 17),
                         .decided_by = db_i64(q, 18),
                         .finished_at = db_i64(q, 19),
                         .accepted_at = db_i64(q, 20),
                         .care_ack_at = db_i64(q, 21),
                         .warranty_code = db_text(q, 22),
                         .verdict = db_text(q, 23),
                         .owner_end_on = db_is_null(q, 24) ? NO_DATE : (int32_t)db_i64(q, 24),
                         .contractor_end_on = db_is_null(q, 25) ? NO_DATE : (int32_t)db_i64(q, 25),
                         .owner_covered = db_is_null(q, 26) ? -1 : db_i64(q, 26),
                         .contractor_covered = db_is_null(q, 27) ? -1 : db_i64(q, 27),
                         .footing = db_text(q, 28),
                         .grounds = db_text(q, 29),
                         .ending = db_text(q, 30),
                         .ending_reason = db_text(q, 31),
                         .origin_id = db_i64(q, 32),
                         .first_at = db_i64(q, 33),
                         .decision_v = db_i64(q, 34) };
}

size_t fault_list(const struct op *op, int64_t matter_id, struct fault **ret)
{
    struct fault *list = arena_new_n(op->mem, struct fault, FAULTS_MAX + 1);
    size_t n = 0;
    struct query q;

    for (db_query(
             op->tx, &q,
             "select id, matter_id, k, round, version, state, place, component, symptom, trade,"
             " cause_said, description, cause_found, finding, measures, checked_at, checked_by,"
             " decided_at, decided_by, finished_at, accepted_at, care_ack_at, warranty_code,"
             " verdict, owner_end_on, contractor_end_on, owner_covered, contractor_covered,"
             " footing, grounds, ending, ending_reason, origin_id, first_at, decision_v"
             " from fault where project_id = $1 and matter_id = $2 order by k",
             I(op->project), I(matter_id));
         n < FAULTS_MAX && db_next(&q);)
        fault_read(&q, &list[n++]);
    db_done(&q);
    *ret = list;
    return n;
}

/* Which faults the act fits.  A right that fits one of them is asked of each. */
static enum err find_hits(struct turn *t, int64_t wanted)
{
    for (size_t i = 0; i < t->fault_n; i++) {
        struct fault *f = &t->faults[i];

        if ((wanted && f->k != wanted) || !flow_step(&fault_flow, f->state, t->act))
            continue;
        enum err e =
            flow_take(t->op, &fault_flow, f->state, t->act, &t->m.object, &t->steps[t->hit_n]);
        if (e != OK)
            return e;
        t->hit[t->hit_n++] = f;
    }
    return OK;
}

/* No fault fits: does the act exist for her at all?  A foreign right must not show as a rule. */
static enum err no_hit(struct turn *t)
{
    const struct step *none;

    for (size_t i = 0; i < fault_flow.step_n; i++)
        if (strcmp(fault_flow.steps[i].act, t->act) == 0)
            return may(t->op, fault_flow.steps[i].right, &t->m.object)
                       ? flow_take(t->op, &fault_flow, "", t->act, &t->m.object, &none)
                       : fail(t->op, E_DENIED, "not_yours", NULL, W("这一步不由您来做"));
    return E_NOT_FOUND;
}

enum err turn_begin(struct turn *t, struct op *op, const struct act *a, const char *act,
                    bool is_single)
{
    enum err e;

    *t = (struct turn){ .op = op, .act = act };
    if ((e = matter_load(op, a->no, &t->m)) != OK)
        return e;
    t->fault_n = fault_list(op, t->m.id, &t->faults);
    if ((e = find_hits(t, a->fault)) != OK)
        return e;
    if (t->hit_n == 0)
        return no_hit(t);
    if (is_single && t->hit_n > 1)
        return fail(op, E_INPUT, "which_fault", "fault",
                    W("这件事里有几项都到了这一步，请选择是第几项"));
    t->note = json_new(op->mem, 64 << 10);
    json_open(&t->note, NULL, '{');
    if (is_single)
        json_int(&t->note, "fault", t->hit[0]->k);
    return OK;
}

void turn_end(struct turn *t, const char *event)
{
    struct op *op = t->op;

    for (size_t i = 0; i < t->hit_n; i++) {
        const char *to = t->instead ? t->instead : t->steps[i]->to;

        if (*to)
            db_exec(op->tx,
                    "update fault set state = $3, version = version + 1"
                    " where project_id = $1 and id = $2",
                    I(op->project), I(t->hit[i]->id), T(to));
    }
    json_close(&t->note, '}');
    must(!t->note.out.full);
    event_add(op, "matter", t->m.id, event, t->note.out.p);
    repair_settle(op, t->m.id);
}

enum err turn_photos(struct turn *t, const int64_t *photos, size_t n, const char *purpose)
{
    if (n > PHOTOS_MAX)
        return fail(t->op, E_INPUT, "too_many_photos", "photos", W("最多 %d 张照片"), PHOTOS_MAX);
    if (n == 0)
        return OK;
    json_open(&t->note, "photos", '[');
    for (size_t i = 0; i < n; i++) {
        enum err e = file_claim(t->op, photos[i], "matter", t->m.id, purpose);

        if (e != OK)
            return e;
        json_id(&t->note, NULL, photos[i]);
    }
    json_close(&t->note, ']');
    return OK;
}

const struct op *op_of_contact(const struct op *op, const struct matter *m)
{
    const char *lang = db_str(op->tx,
                              "select a.lang from account_person p join account a"
                              " on a.id = p.account_id where p.project_id = $1"
                              " and p.person_id = $2 order by p.at desc limit 1",
                              I(op->project), I(m->person_id));
    struct op *theirs = arena_new(op->mem, struct op);

    *theirs = *op;
    theirs->lang = lang && text_starts(lang, "en") ? LANG_EN : LANG_ZH;
    return theirs;
}

const char *owner_link(const struct op *op, const struct matter *m)
{
    return arena_printf(op->mem, "%s/my/%s/%s", op->app->public_url ? op->app->public_url : "",
                        m->project, m->no);
}

void tell_contact(struct op *op, const struct matter *m, const char *kind, const char *text)
{
    struct query q;
    const char *phone = NULL;
    size_t n = 0;

    if (db_one(op->tx, &q, "select contact_sealed from matter where project_id = $1 and id = $2",
               I(op->project), I(m->id)) &&
        !db_is_null(&q, 0)) {
        const void *p = db_bytes(&q, 0, &n);

        phone = seal_get(op->app->seal, op->mem, p, n);
    }
    db_done(&q);
    outbox_add(
        op,
        &(struct message){
            .phone = phone, .kind = kind, .text = text, .subject = "matter", .subject_id = m->id });
}

const char *when_said(const struct op *op, int64_t at)
{
    int32_t on = when_date(at, ZONE_SHANGHAI);
    struct civil c = date_civil(on);
    int minutes = (int)((at - when_of_date(on, ZONE_SHANGHAI)) / 60000);

    return say(op, W("%d月%d日 %02d:%02d"), c.month, c.day, minutes / 60, minutes % 60);
}

void tell_managers(struct op *op, const struct matter *m, const char *kind, const char *text)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select distinct account_id from membership where role = 'manager'"
                  " and ended_at is null and project_id in (0, $1)",
                  I(op->project));
         db_next(&q);)
        outbox_add(op, &(struct message){ .account_id = db_i64(&q, 0),
                                          .kind = kind,
                                          .text = text,
                                          .subject = "matter",
                                          .subject_id = m->id });
    db_done(&q);
}

int64_t fault_first_at(const struct matter *m, const struct fault *f)
{
    return f->first_at && f->first_at < m->first_report_at ? f->first_at : m->first_report_at;
}

/* ---- the matter's own state ---- */

static size_t rank_of(const char *state)
{
    for (size_t i = 0; fault_flow.states[i]; i++)
        if (strcmp(fault_flow.states[i], state) == 0)
            return i;
    return 0;
}

/* The least advanced fault says where the matter stands. */
static const char *state_of(const struct op *op, int64_t matter_id)
{
    struct fault *faults;
    size_t n = fault_list(op, matter_id, &faults), least = rank_of("closed");

    for (size_t i = 0; i < n; i++)
        if (rank_of(faults[i].state) < least)
            least = rank_of(faults[i].state);
    return fault_flow.states[least];
}

/* The next promise that is still to be kept; 0: none. */
static int64_t next_due(const struct op *op, const struct matter *m)
{
    struct promise *promises;
    size_t n = promise_list(op, m, &promises);
    int64_t due_at = 0;

    for (size_t i = 0; i < n; i++)
        if (!promises[i].done_at && promises[i].due_at && (!due_at || promises[i].due_at < due_at))
            due_at = promises[i].due_at;
    return due_at;
}

void repair_settle_loaded(struct op *op, struct matter *m)
{
    bool is_closed;

    m->state = state_of(op, m->id);
    is_closed = strcmp(m->state, "closed") == 0;
    m->due_at = is_closed ? 0 : next_due(op, m);
    matter_settle(op, m->id, m->state, is_closed, m->due_at);
}

void repair_settle(struct op *op, int64_t matter_id)
{
    struct matter m;
    const char *state;

    if (matter_load_id(op, matter_id, &m) == OK) {
        repair_settle_loaded(op, &m);
        return;
    }
    state = state_of(op, matter_id);
    matter_settle(op, matter_id, state, strcmp(state, "closed") == 0, 0);
}
