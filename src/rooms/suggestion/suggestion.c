/* suggestion.c -- see suggestion.h. */
#include "rooms/suggestion/suggestion.h"
#include "app/event.h"
#include "app/outbox.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/file.h"
#include "rooms/suggestion/suggestion_fields.h"
#include "rules/deadline.h"
#include "store/seal.h"

#include <string.h>

#define FIRST_ANSWER_HOURS 24
#define PASS_DAYS_MOST     90
#define TITLE_CHARS        30
#define PHOTOS_MOST        9

/* clang-format off */
const struct field suggestion_text_fields[] = {
    { "text", F_LINES, true, 2, 2000, NULL, W("内容") },
    { 0 } };
const struct field suggestion_pass_fields[] = {
    { "to_whom", F_TEXT, true, 2, 60, NULL, W("转给谁（部门或人）") },
    { "text", F_LINES, false, 0, 1000, NULL, W("说明") },
    { "due_on", F_DATE, true, 0, 0, NULL, W("请在哪天前答复") },
    { 0 } };
const struct field suggestion_no_fields[] = { { 0 } };

static const char *const states[] = { "received", "acknowledged", "passed_on", "replied", "closed", NULL };
static const char *const finals[] = { "closed", NULL };
static const struct step steps[] = {
    { "acknowledge", "received", "acknowledged", SUGGESTION_WORK, suggestion_no_fields, W("受理"), W("已受理") },
    { "pass_on", "acknowledged", "passed_on", SUGGESTION_WORK, suggestion_pass_fields, W("转给部门"), W("已转给部门") },
    { "pass_on", "passed_on", "passed_on", SUGGESTION_WORK, suggestion_pass_fields, W("另转部门"), W("已另转部门") },
    { "answer", "acknowledged", "replied", SUGGESTION_WORK, suggestion_text_fields, W("答复业主"), W("已答复") },
    { "answer", "passed_on", "replied", SUGGESTION_WORK, suggestion_text_fields, W("答复业主"), W("已答复") },
    { "reply", "replied", "acknowledged", SUGGESTION_OWN, suggestion_text_fields, W("我还想说"), W("业主又说了") },
    { "close", "replied", "closed", SUGGESTION_WORK, suggestion_no_fields, W("关闭"), W("已关闭") },
    { "reopen", "closed", "acknowledged", SUGGESTION_WORK, suggestion_text_fields, W("重新打开"), W("已重新打开") },
};
const struct flow suggestion_flow = { "suggestion", states, finals, steps, LEN(steps) };
/* clang-format on */

const char *suggestion_event_words(const char *what)
{
    const char *act = text_starts(what, "suggestion.") ? what + 11 : "";

    if (strcmp(act, "report") == 0)
        return W("收到建议");
    for (size_t i = 0; i < LEN(steps); i++)
        if (strcmp(steps[i].act, act) == 0)
            return steps[i].done;
    return NULL;
}

/* ---- taking it ---- */

static enum err check(struct op *op, const struct suggestion_new *s)
{
    struct object o = { .project_id = op->project,
                        .mine = home_is_mine(op, op->project, s->home_id) };

    if (db_int(op->tx, "select count(*) from home where project_id = $1 and id = $2",
               I(op->project), I(s->home_id)) == 0 ||
        !may(op, SUGGESTION_MAKE, &o))
        return fail(op, E_NOT_FOUND, "home", "home", W("没有找到这套房"));
    if (s->photo_n > PHOTOS_MOST)
        return fail(op, E_INPUT, "too_many_photos", "photos", W("最多 %d 张照片"), PHOTOS_MOST);
    return OK;
}

/* A first answer within the office hours of clocks.md's consultation; days when no calendar is. */
static int64_t first_answer(struct op *op)
{
    struct deadline_question q = { .start_at = op->now,
                                   .limit = FIRST_ANSWER_HOURS,
                                   .basis = BASIS_BUSINESS_HOUR,
                                   .zone = ZONE_SHANGHAI };
    struct deadline d;

    return deadline_due(op->mem, &q, &d) == OK ? d.due_at : op->now + DAY_MS;
}

static void tell(struct op *op, const struct matter *m, const char *kind, const char *text)
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

static const char *link_of(const struct op *op, const struct matter *m)
{
    return arena_printf(op->mem, "%s/my/%s/%s", op->app->public_url ? op->app->public_url : "",
                        m->project, m->no);
}

static enum err claim(struct op *op, const struct suggestion_new *s, int64_t id, struct json *note)
{
    json_open(note, "photos", '[');
    for (size_t i = 0; i < s->photo_n; i++) {
        enum err e = file_claim(op, s->photos[i], "matter", id, "report");

        if (e != OK)
            return e;
        json_id(note, NULL, s->photos[i]);
    }
    json_close(note, ']');
    return OK;
}

enum err suggestion_add(struct op *op, const struct suggestion_new *s, int64_t *ret_id)
{
    struct matter_new new = { .kind = "suggestion",
                              .channel = s->channel,
                              .urgency = "general_b",
                              .home_id = s->home_id,
                              .person_id = s->person_id,
                              .contact_name = s->contact_name,
                              .contact_phone = s->contact_phone,
                              .title = utf8_cut(op->mem, s->text, TITLE_CHARS),
                              .description = s->text,
                              .received_at = op->now,
                              .received_by = op->actor->account_id };
    struct json note = json_new(op->mem, 16 << 10);
    struct matter m;
    enum err e = check(op, s);

    if (e != OK)
        return e;
    *ret_id = matter_add(op, &new);
    json_open(&note, NULL, '{');
    json_text(&note, "text", s->text);
    if ((e = claim(op, s, *ret_id, &note)) != OK)
        return e;
    json_close(&note, '}');
    event_add(op, "matter", *ret_id, "suggestion.report", note.out.p);
    matter_settle(op, *ret_id, "received", false, first_answer(op));
    if ((e = matter_load_id(op, *ret_id, &m)) != OK)
        return e;
    tell(op, &m, "suggestion.receipt",
         say(op, W("【安居】谢谢您的建议，编号 %s。我们会转给负责的部门，并把答复告诉您：%s"),
             m.no_said, link_of(op, &m)));
    return OK;
}

/* ---- its acts ---- */

static enum err pass_on(struct op *op, const struct matter *m, const struct suggestion_act *a)
{
    int32_t today = when_date(op->now, ZONE_SHANGHAI);

    if (a->due_on < today || a->due_on > today + PASS_DAYS_MOST)
        return fail(op, E_INPUT, "due_on", "due_on", W("答复日期请选今天起 %d 天内"),
                    PASS_DAYS_MOST);
    db_exec(op->tx,
            "insert into passing (project_id, id, matter_id, to_whom, text, due_on, passed_at,"
            " passed_by) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(op->project), I(id_new()), I(m->id), T(a->to_whom), T(a->text), I(a->due_on),
            I(op->now), I(op->actor->account_id));
    return OK;
}

static void answered(struct op *op, const struct matter *m, const struct suggestion_act *a)
{
    db_exec(op->tx,
            "update passing set answered_at = $3, answered_by = $4, answer = $5"
            " where project_id = $1 and matter_id = $2 and answered_at is null",
            I(op->project), I(m->id), I(op->now), I(op->actor->account_id), T(a->text));
    tell(op, m, "suggestion.answer",
         say(op, W("【安居】您的建议 %s 有答复了：%s"), m->no_said, link_of(op, m)));
}

/* What is promised in the state it goes to. */
static int64_t due_in(struct op *op, const char *state, const struct suggestion_act *a)
{
    if (strcmp(state, "passed_on") == 0)
        return when_of_date(a->due_on + 1, ZONE_SHANGHAI);
    return strcmp(state, "acknowledged") == 0 ? first_answer(op) : 0;
}

enum err suggestion_do(struct op *op, const struct suggestion_act *a)
{
    struct json note = json_new(op->mem, 16 << 10);
    const struct step *s;
    struct matter m;
    enum err e = matter_load(op, a->no, &m);

    if (e != OK || strcmp(m.kind, "suggestion") != 0)
        return E_NOT_FOUND;
    if ((e = flow_take(op, &suggestion_flow, m.state, a->act, &m.object, &s)) != OK)
        return e;
    if (strcmp(a->act, "pass_on") == 0 && (e = pass_on(op, &m, a)) != OK)
        return e;
    if (strcmp(a->act, "answer") == 0)
        answered(op, &m, a);
    if (strcmp(a->act, "acknowledge") == 0)
        db_exec(op->tx,
                "update matter set acknowledged_at = coalesce(acknowledged_at, $3), handler_id ="
                " case when handler_id = 0 then $4 else handler_id end"
                " where project_id = $1 and id = $2",
                I(op->project), I(m.id), I(op->now), I(op->actor->account_id));
    json_open(&note, NULL, '{');
    if (*a->to_whom)
        json_text(&note, "to", a->to_whom);
    if (*a->text)
        json_text(&note, "text", a->text);
    json_close(&note, '}');
    event_add(op, "matter", m.id, arena_printf(op->mem, "suggestion.%s", a->act), note.out.p);
    matter_settle(op, m.id, s->to, strcmp(s->to, "closed") == 0, due_in(op, s->to, a));
    return OK;
}

size_t passing_list(const struct op *op, int64_t matter_id, struct passing **ret)
{
    size_t n = 0, room = (size_t)db_int(op->tx,
                                        "select count(*) from passing where project_id = $1"
                                        " and matter_id = $2",
                                        I(op->project), I(matter_id));
    struct passing *list = arena_new_n(op->mem, struct passing, room + 1);
    struct query q;

    for (db_query(op->tx, &q,
                  "select to_whom, text, answer, due_on, passed_at, answered_at from passing"
                  " where project_id = $1 and matter_id = $2 order by passed_at, id",
                  I(op->project), I(matter_id));
         n < room && db_next(&q);)
        list[n++] = (struct passing){ db_text(&q, 0),         db_text(&q, 1), db_text(&q, 2),
                                      (int32_t)db_i64(&q, 3), db_i64(&q, 4),  db_i64(&q, 5) };
    db_done(&q);
    *ret = list;
    return n;
}
