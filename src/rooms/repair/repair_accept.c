/*
 * repair_accept.c -- the owner's word at the end: signed, or refused with the reason (S3.2.5a-b).
 *
 * Each round is a row that stays.  A refusal returns the order and opens the next
 * round; the date of the first report never changes.
 */
#include "app/event.h"
#include "base/id.h"
#include "base/text.h"
#include "rooms/archive/paper.h"
#include "rooms/repair/repair_deed_inside.h"
#include "store/files.h"

#include <string.h>

/* The picture's row; 0 when she typed her name. */
int64_t keep_picture(struct op *op, const struct matter *m, const struct signing *s)
{
    int64_t id;

    if (!s->picture)
        return 0;
    id = id_new();
    db_exec(
        op->tx,
        "insert into file (project_id, id, hash, type, size, name, subject, subject_id, purpose,"
        " added_by, added_at) values ($1, $2, $3, 'image/png', $4, $5, 'matter', $6,"
        " 'signature', $7, $8)",
        I(op->project), I(id), T(text_hex(op->mem, s->picture, FILE_HASH_BYTES)),
        I(s->picture_size), T("signature.png"), I(m->id), I(op->actor->account_id), I(op->now));
    return id;
}

static void add_round(struct turn *t, bool passed, const char *reason, const struct signing *s)
{
    struct op *op = t->op;

    db_exec(op->tx,
            "insert into acceptance (project_id, id, fault_id, round, passed, reason, person_id,"
            " signer, signed_how, identity, device, strokes_hash, file_id, at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            I(op->project), I(id_new()), I(t->hit[0]->id), I(t->hit[0]->round), I(passed),
            T(reason), I(person_of_actor(op, t->m.home_id)), T(s->signer), T(s->how),
            T(op->actor->session_id ? "phone_code" : "token"), T(s->device), T(s->strokes_hash),
            I(keep_picture(op, &t->m, s)), I(op->now));
    json_int(&t->note, "round", t->hit[0]->round);
}

/* The order that was finished passes, or goes back for the next round. */
static void order_move(struct turn *t, const char *act, const char *reason, int64_t round)
{
    const struct step *s = flow_step(&order_flow, "finished", act);

    db_exec(t->op->tx,
            "update work_order set state = $3, reason = $4, round = $5, version = version + 1"
            " where project_id = $1 and fault_id = $2 and state = 'finished'",
            I(t->op->project), I(t->hit[0]->id), T(s->to), T(reason), I(round));
}

enum err repair_accept(struct op *op, const struct act *a, const struct signing *s)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "accept", true);
    int64_t paper = 0;

    if (e != OK)
        return e;
    if (!s->care_known)
        return fail(op, E_INPUT, "care", "care", W("请先看过使用提示，并勾选“我已了解”"));
    add_round(&t, true, "", s);
    order_move(&t, "pass", "", t.hit[0]->round);
    db_exec(op->tx,
            "update fault set accepted_at = $3, care_ack_at = $3"
            " where project_id = $1 and id = $2",
            I(op->project), I(t.hit[0]->id), I(op->now));
    json_text(&t.note, "signed", s->how);
    turn_end(&t, "repair.accept");
    if ((e = paper_order(op, t.m.id, t.hit[0]->id, &paper)) != OK)
        return e;
    tell_contact(op, &t.m, "repair.accepted",
                 say(op_of_contact(op, &t.m),
                     W("【安居】感谢您验收 %s。验收单正在封存，可在 %s 查看"), t.m.no_said,
                     owner_link(op, &t.m)));
    return OK;
}

/* Rounds are counted per fault, across orders and recurrences: two failures alert the manager,
   three ask for a joint inspection (warranty.md, "What keeps, restarts, ends cover"). */
static void count_failures(struct turn *t)
{
    struct op *op = t->op;
    int64_t failed = t->hit[0]->round;

    if (failed < 2)
        return;
    event_add(op, "matter", t->m.id, failed == 2 ? "repair.failed_twice" : "repair.failed_thrice",
              NULL);
    tell_managers(op, &t->m, "repair.failed",
                  failed == 2 ? say(op, W("【安居】%s 两次没有修好，请您过问"), t->m.no_said)
                              : say(op, W("【安居】%s 已 %d 次没有修好，请提出联合验收"),
                                    t->m.no_said, (int)failed));
}

enum err repair_refuse(struct op *op, const struct act *a, const char *reason,
                       const int64_t *photos, size_t photo_n)
{
    struct turn t;
    struct signing none = { .signer = "", .how = "", .device = "", .strokes_hash = "" };
    enum err e = turn_begin(&t, op, a, "refuse", true);

    if (e != OK || (e = turn_photos(&t, photos, photo_n, "check")) != OK)
        return e;
    add_round(&t, false, reason, &none);
    order_move(&t, "return", reason, t.hit[0]->round + 1);
    db_exec(op->tx,
            "update fault set round = round + 1, finished_at = null"
            " where project_id = $1 and id = $2",
            I(op->project), I(t.hit[0]->id));
    json_text(&t.note, "text", reason);
    turn_end(&t, "repair.refuse");
    count_failures(&t);
    tell_contact(op, &t.m, "repair.refused",
                 say(op_of_contact(op, &t.m),
                     W("【安居】%s 没有修好，很抱歉。您说的情况已转给施工单位，会再次上门"),
                     t.m.no_said));
    return OK;
}

static bool is_owed(const struct turn *t)
{
    for (size_t i = 0; i < t->hit_n; i++)
        if (db_int(t->op->tx,
                   "select count(*) from quote where project_id = $1 and fault_id = $2"
                   " and state = 'accepted'",
                   I(t->op->project), I(t->hit[i]->id)))
            return true;
    return false;
}

enum err repair_close(struct op *op, const struct act *a, const char *note)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "close", false);

    if (e != OK)
        return e;
    if (!*note && is_owed(&t))
        return fail(op, E_RULE, "unpaid", "note",
                    W("业主的维修款还没有收齐；确实要关闭，请写明原因"));
    turn_ending(&t, "passed", note);
    if (*note)
        json_text(&t.note, "text", note);
    turn_end(&t, "repair.close");
    return OK;
}

enum err repair_note(struct op *op, const struct act *a, const char *text, const int64_t *photos,
                     size_t photo_n)
{
    struct turn t = { .op = op, .note = json_new(op->mem, 64 << 10) };
    enum err e = matter_load(op, a->no, &t.m);

    if (e != OK)
        return e;
    if (!may(op, MATTER_NOTE, &t.m.object))
        return E_DENIED;
    json_open(&t.note, NULL, '{');
    json_text(&t.note, "text", text);
    if ((e = turn_photos(&t, photos, photo_n, "check")) != OK)
        return e;
    json_close(&t.note, '}');
    event_add(op, "matter", t.m.id, "repair.note", t.note.out.p);
    return OK;
}
