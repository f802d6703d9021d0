/* notice.c -- see notice.h. */
#include "rooms/archive/notice.h"

#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/archive/file.h"
#include "rooms/archive/paper.h"
#include "rooms/archive/paper_words.h"
#include "rooms/archive/sheet.h"

#include <inttypes.h>
#include <string.h>

#define LIST_MOST 200
#define LONGEST   (30 * DAY_MS)

static const struct {
    const char *kind, *words, *advice;
    bool paper_only; /* 电子签名法 第三条 */
} kinds[] = {
    { "water", W("停水"),
      W("请提前储水，停水期间关好水龙头；来水后先放水片刻，水清后再用。热水器请先断电。"), true },
    { "power", W("停电"),
      W("请提前给手机充电，停电期间不要乘坐电梯，拔下电热、电炊具插头；来电后再逐个打开。"),
      false },
    { "water_power", W("停水停电"),
      W("请提前储水、给手机充电，停用期间关好水龙头、拔下电器插头，不要乘坐电梯。"), true },
    { "heat", W("停暖"), W("请关好门窗保温，家有老人、孩子和病人的请提前准备取暖。"), true },
    { "gas", W("停气"), W("请关好灶具开关和灶前阀；恢复供气后先开窗，确认无异味再点火。"), true },
};

static size_t kind_of(const char *kind)
{
    size_t i = 0;

    while (i + 1 < LEN(kinds) && strcmp(kinds[i].kind, kind) != 0)
        i++;
    return i;
}

/* ---- what hangs on the wall ---- */

static const char *span_say(struct arena *mem, int64_t from_at, int64_t to_at)
{
    return arena_printf(mem, "%s 至\n%s", zh_at(mem, from_at), zh_at(mem, to_at));
}

static void say_cancelled(struct sheet *s, const struct query *q, const char *what)
{
    struct op *op = s->op;

    s->title = arena_printf(op->mem, "%s取消通知", what);
    sheet_words(s, arena_printf(op->mem, "原定于 %s 至 %s 的%s已经取消，请照常使用。",
                                zh_at(op->mem, db_i64(q, 1)), zh_at(op->mem, db_i64(q, 2)), what));
    sheet_row(s, "取消原因", db_text(q, 8));
}

static void say_announced(struct sheet *s, const struct query *q, size_t k)
{
    struct op *op = s->op;
    const char *what = kinds[k].words, *homes = db_text(q, 4), *advice = db_text(q, 6);

    s->title = arena_printf(op->mem, "%s通知", what);
    sheet_words(s, arena_printf(op->mem, "因%s，下列时间需要%s。给您带来不便，请谅解。",
                                db_text(q, 3), what));
    sheet_row(s, arena_printf(op->mem, "%s时间", what),
              span_say(op->mem, db_i64(q, 1), db_i64(q, 2)));
    sheet_row(s, "影响范围",
              *homes ? arena_printf(op->mem, "%s：%s", db_text(q, 9), homes)
                     : arena_printf(op->mem, "%s全部房屋", db_text(q, 9)));
    sheet_row(s, "请您", *advice ? advice : kinds[k].advice);
}

enum err notice_say(struct sheet *s)
{
    struct op *op = s->op;
    struct query q;
    size_t k;

    if (!db_one(
            op->tx, &q,
            "select n.kind, n.from_at, n.to_at, n.reason, n.homes, n.contact, n.advice, n.state,"
            " n.cancel_reason, b.name, p.name from notice n join building b"
            " on b.project_id = n.project_id and b.id = n.building_id"
            " join project p on p.id = n.project_id where n.project_id = $1 and n.id = $2",
            I(op->project), I(s->ask->subject_id)))
        return E_NOT_FOUND;
    s->is_large = true;
    k = kind_of(db_text(&q, 0));
    sheet_words(s, arena_printf(op->mem, "%s各位业主、住户：", db_text(&q, 9)));
    if (strcmp(db_text(&q, 7), "cancelled") == 0)
        say_cancelled(s, &q, kinds[k].words);
    else
        say_announced(s, &q, k);
    sheet_row(s, "联系人", db_text(&q, 5));
    if (kinds[k].paper_only)
        sheet_row(s, "说明",
                  "依照《电子签名法》第三条，本通知以张贴的纸质件为准，张贴情况拍照留存。");
    sheet_ending(s, arena_printf(op->mem, "%s项目 客户服务部\n%s", db_text(&q, 10),
                                 zh_on(op->mem, when_date(op->now, ZONE_SHANGHAI))));
    db_done(&q);
    return OK;
}

/* ---- reading ---- */

bool notice_is_visible(const struct op *op, int64_t id)
{
    const unsigned staff = ROLE_ADMIN | ROLE_MANAGER | ROLE_AGENT | ROLE_ENGINEER | ROLE_SUPERVISOR;

    if (roles_in(op->actor, op->project) & staff)
        return db_int(op->tx, "select count(*) from notice where project_id = $1 and id = $2",
                      I(op->project), I(id)) > 0;
    return db_int(op->tx,
                  "select count(*) from notice n join home h on h.project_id = n.project_id"
                  " and h.building_id = n.building_id join home_person hp"
                  " on hp.project_id = h.project_id and hp.home_id = h.id and hp.to_on is null"
                  " join account_person p on p.project_id = hp.project_id"
                  " and p.person_id = hp.person_id"
                  " where n.project_id = $1 and n.id = $2 and p.account_id = $3",
                  I(op->project), I(id), I(op->actor->account_id)) > 0 &&
           op->actor->account_id;
}

#define COLUMNS                                                                                    \
    "select n.id, n.building_id, n.from_at, n.to_at, n.made_at, n.posted_at, n.version, n.kind,"   \
    " b.name, n.reason, n.homes, n.contact, n.advice, n.state, a.name, c.name, n.posted_where,"    \
    " n.cancel_reason, p.slug, p.name from notice n"                                               \
    " join building b on b.project_id = n.project_id and b.id = n.building_id"                     \
    " join project p on p.id = n.project_id left join account a on a.id = n.made_by"               \
    " left join account c on c.id = n.posted_by"

static struct notice notice_read(const struct op *op, const struct query *q)
{
    struct notice n = { .id = db_i64(q, 0),
                        .building_id = db_i64(q, 1),
                        .from_at = db_i64(q, 2),
                        .to_at = db_i64(q, 3),
                        .made_at = db_i64(q, 4),
                        .posted_at = db_i64(q, 5),
                        .version = db_i64(q, 6),
                        .kind = db_text(q, 7),
                        .kind_words = kinds[kind_of(db_text(q, 7))].words,
                        .building = db_text(q, 8),
                        .reason = db_text(q, 9),
                        .homes = db_text(q, 10),
                        .contact = db_text(q, 11),
                        .advice =
                            *db_text(q, 12) ? db_text(q, 12) : kinds[kind_of(db_text(q, 7))].advice,
                        .state = db_text(q, 13),
                        .made_by = db_text(q, 14) ? db_text(q, 14) : "",
                        .posted_by = db_text(q, 15) ? db_text(q, 15) : "",
                        .posted_where = db_text(q, 16),
                        .cancel_reason = db_text(q, 17),
                        .project = db_text(q, 18),
                        .project_name = db_text(q, 19),
                        .paper_no = "",
                        .paper_state = "" };

    n.where = url_of(op->mem, "/p/%s/notices/%s", n.project, id_text(op->mem, n.id));
    return n;
}

static void add_paper(const struct op *op, struct notice *n)
{
    struct query q;

    if (db_one(op->tx, &q,
               "select no, state from paper where project_id = $1 and subject = 'notice'"
               " and subject_id = $2 and replaced_by = 0 order by id desc limit 1",
               I(op->project), I(n->id))) {
        n->paper_no = db_text(&q, 0);
        n->paper_state = db_text(&q, 1);
        n->paper = url_of(op->mem, "/p/%s/papers/%s", n->project, n->paper_no);
    }
    db_done(&q);
}

static void add_photos(const struct op *op, struct notice *n)
{
    struct query q;

    n->photos = arena_new_n(op->mem, struct part_photo, LIST_MOST);
    for (db_query(op->tx, &q,
                  "select id, type from file where project_id = $1 and subject = 'notice'"
                  " and subject_id = $2 and purpose = 'posted' order by id limit $3",
                  I(op->project), I(n->id), I(LIST_MOST));
         n->photo_n < LIST_MOST && db_next(&q);) {
        struct part_photo *p = &n->photos[n->photo_n++];

        *p = file_part(op, n->project, db_i64(&q, 0), db_text(&q, 1));
        p->words = W("张贴照片");
    }
    db_done(&q);
}

enum err notice_load(const struct op *op, int64_t id, struct notice *ret)
{
    struct query q;
    bool found =
        notice_is_visible(op, id) &&
        db_one(op->tx, &q, COLUMNS " where n.project_id = $1 and n.id = $2", I(op->project), I(id));

    if (!found)
        return E_NOT_FOUND;
    *ret = notice_read(op, &q);
    db_done(&q);
    add_paper(op, ret);
    add_photos(op, ret);
    return OK;
}

size_t notice_list(const struct op *op, int64_t building, bool only_running, struct notice **ret)
{
    struct query q;
    size_t n = 0, kept = 0;

    *ret = arena_new_n(op->mem, struct notice, LIST_MOST);
    for (db_query(op->tx, &q,
                  COLUMNS " where n.project_id = $1 and ($2 = 0 or n.building_id = $2) and ($3 = 0 "
                          "or n.to_at > $3)"
                          " order by n.to_at desc, n.id desc limit $4",
                  I(op->project), I(building), I(only_running ? op->now : 0), I(LIST_MOST));
         n < LIST_MOST && db_next(&q);)
        (*ret)[n++] = notice_read(op, &q);
    db_done(&q);
    for (size_t i = 0; i < n; i++)
        if (notice_is_visible(op, (*ret)[i].id)) {
            (*ret)[kept] = (*ret)[i];
            add_paper(op, &(*ret)[kept++]);
        }
    return kept;
}

size_t notice_of_account(const struct op *op, struct notice **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct notice, LIST_MOST);
    for (db_query(op->tx, &q,
                  COLUMNS " where n.to_at > $1 and exists (select 1 from home h"
                          " join home_person hp on hp.project_id = h.project_id"
                          " and hp.home_id = h.id and hp.to_on is null"
                          " join account_person o on o.project_id = hp.project_id"
                          " and o.person_id = hp.person_id"
                          " where h.project_id = n.project_id and h.building_id = n.building_id"
                          " and o.account_id = $2 and $2 <> 0) order by n.from_at, n.id limit $3",
                  I(op->now), I(op->actor->account_id), I(LIST_MOST));
         n < LIST_MOST && db_next(&q);)
        (*ret)[n++] = notice_read(op, &q);
    db_done(&q);
    return n;
}

/* ---- writing ---- */

static enum err check(struct op *op, const struct notice *n)
{
    if (!db_int(op->tx, "select count(*) from building where project_id = $1 and id = $2",
                I(op->project), I(n->building_id)))
        return fail(op, E_INPUT, "building", "building", W("没有这栋楼，请重新选择"));
    if (n->to_at <= n->from_at)
        return fail(op, E_INPUT, "to_at", "to_at", W("恢复时间要晚于开始时间"));
    if (n->to_at <= op->now)
        return fail(op, E_INPUT, "to_at", "to_at", W("恢复时间已经过去，请核对日期"));
    if (n->to_at - n->from_at > LONGEST)
        return fail(op, E_INPUT, "to_at", "to_at", W("一次通知最长 30 天，请核对日期"));
    return OK;
}

static enum err issue(struct op *op, int64_t id, const char *what)
{
    int64_t paper;

    event_add(op, "notice", id, what, NULL);
    return paper_issue(op, paper_kind_of("notice"), &(struct paper_ask){ .subject_id = id },
                       &paper);
}

enum err notice_add(struct op *op, const struct notice *n, int64_t *ret_id)
{
    enum err e = check(op, n);

    if (e != OK)
        return e;
    *ret_id = id_new();
    db_exec(op->tx,
            "insert into notice (project_id, id, building_id, kind, from_at, to_at, reason, homes,"
            " contact, advice, state, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
            " $10, 'announced', $11, $12)",
            I(op->project), I(*ret_id), I(n->building_id), T(n->kind), I(n->from_at), I(n->to_at),
            T(n->reason), T(n->homes), T(n->contact), T(n->advice), I(op->actor->account_id),
            I(op->now));
    return issue(op, *ret_id, "notice.announced");
}

static enum err load_running(struct op *op, int64_t id, struct notice *n)
{
    enum err e = notice_load(op, id, n);

    if (e == OK && strcmp(n->state, "cancelled") == 0)
        return fail(op, E_RULE, "cancelled", NULL, W("这份通知已经取消，请另出一份"));
    return e;
}

enum err notice_change(struct op *op, int64_t id, const struct notice *n)
{
    struct notice old, new = *n;
    enum err e = load_running(op, id, &old);

    new.building_id = old.building_id;
    if (e != OK || (e = check(op, &new)) != OK)
        return e;
    db_exec(op->tx,
            "update notice set kind = $3, from_at = $4, to_at = $5, reason = $6, homes = $7,"
            " contact = $8, advice = $9, posted_at = null, posted_by = 0, posted_where = '',"
            " version = version + 1 where project_id = $1 and id = $2",
            I(op->project), I(id), T(n->kind), I(n->from_at), I(n->to_at), T(n->reason),
            T(n->homes), T(n->contact), T(n->advice));
    return issue(op, id, "notice.changed");
}

enum err notice_cancel(struct op *op, int64_t id, const char *reason)
{
    struct notice old;
    enum err e = load_running(op, id, &old);

    if (e != OK)
        return e;
    db_exec(op->tx,
            "update notice set state = 'cancelled', cancel_reason = $3, posted_at = null,"
            " posted_by = 0, posted_where = '', version = version + 1"
            " where project_id = $1 and id = $2",
            I(op->project), I(id), T(reason));
    return issue(op, id, "notice.cancelled");
}

static const char *post_words(struct op *op, const struct notice *n, const char *where,
                              const int64_t *photos, size_t photo_n)
{
    struct json j = json_new(op->mem, 16000);

    json_open(&j, NULL, '{');
    json_text(&j, "paper", n->paper_no);
    json_text(&j, "text", where);
    json_open(&j, "photos", '[');
    for (size_t i = 0; i < photo_n; i++)
        json_id(&j, NULL, photos[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    return j.out.p;
}

enum err notice_post(struct op *op, int64_t id, const char *where, const int64_t *photos, size_t n)
{
    struct notice old;
    enum err e = notice_load(op, id, &old);

    if (e != OK)
        return e;
    if (n == 0)
        return fail(op, E_INPUT, "photo_needed", "photos",
                    W("请拍一张张贴好的通知，和张贴地点一起上传"));
    for (size_t i = 0; i < n; i++)
        if ((e = file_claim(op, photos[i], "notice", id, "posted")) != OK)
            return e;
    db_exec(op->tx,
            "update notice set posted_at = $3, posted_by = $4, posted_where = $5,"
            " version = version + 1 where project_id = $1 and id = $2",
            I(op->project), I(id), I(op->now), I(op->actor->account_id), T(where));
    event_add(op, "notice", id, "notice.posted", post_words(op, &old, where, photos, n));
    return OK;
}
