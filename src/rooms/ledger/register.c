/*
 * register.c -- filters and rows of the register; see register.h.
 *
 * A page of matters is one statement led by an index, and what hangs on them
 * (faults, orders, shares, costs …) one statement each for the whole page.
 */
#include "rooms/ledger/register.h"
#include "app/number.h"
#include "app/parts.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"

#include <inttypes.h>
#include <string.h>

#define PARAM_LIMIT 64
#define EXISTS_FAULT                                                                               \
    " and exists (select 1 from fault f where f.project_id = m.project_id"                         \
    " and f.matter_id = m.id and "

/* What is bound for the ? of a fragment. */
enum param { P_TEXT, P_NONE, P_NOW, P_DAY, P_DAY_AFTER, P_AGE, P_NUMBER };

static const char *const kinds[] = { "repair", "consult", "complaint", "suggestion", NULL };
static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex", NULL };
static const char *const channels[] = { "hotline", "phone_page", "desk", "api", NULL };
static const char *const one[] = { "1", NULL };
static const char *const sides[] = { "owner", "contractor", "us", NULL };
static const char *const covers[] = { "in", "out", "open", NULL };
static const char *const zero_one[] = { "1", "0", NULL };

#define OWNERS_TURN      "('visit_offered', 'scope_told', 'quoted', 'plan_proposed', 'finished')"
#define CONTRACTORS_TURN "('ordered', 'working', 'refused')"

static const struct {
    const char *name, *words, *sql;
    enum param param;
    const char *const *allowed; /* NULL: any text */
} filters[FILTER_N] = {
    [BY_PROJECT] = { "project", W("项目"), "", P_NONE, NULL },
    [BY_KIND] = { "kind", W("类别"), " and m.kind = ?", P_TEXT, kinds },
    [BY_STATE] = { "state", W("状态"), " and m.state = ?", P_TEXT, NULL },
    [BY_URGENCY] = { "urgency", W("紧急程度"), " and m.urgency = ?", P_TEXT, urgencies },
    [BY_CHANNEL] = { "channel", W("渠道"), " and m.channel = ?", P_TEXT, channels },
    [BY_OPEN] = { "open", W("是否关闭"), "", P_NONE, zero_one },
    [BY_OVERDUE] = { "overdue", W("超期"), " and m.due_at is not null and m.due_at < ?", P_NOW,
                     one },
    [BY_WAITING] = { "waiting", W("等谁"), "", P_NONE, sides },
    [BY_FROM] = { "from", W("受理从"), " and m.received_at >= ?", P_DAY, NULL },
    [BY_TO] = { "to", W("受理到"), " and m.received_at < ?", P_DAY_AFTER, NULL },
    [BY_CLOSED_FROM] = { "closed_from", W("关闭从"), " and m.closed_at >= ?", P_DAY, NULL },
    [BY_CLOSED_TO] = { "closed_to", W("关闭到"), " and m.closed_at < ?", P_DAY_AFTER, NULL },
    [BY_ACCEPTED_FROM] = { "accepted_from", W("验收从"), EXISTS_FAULT "f.accepted_at >= ?)", P_DAY,
                           NULL },
    [BY_AGE_FROM] = { "age_from", W("已过天数不少于"), " and m.received_at <= ?", P_AGE, NULL },
    [BY_AGE_TO] = { "age_to", W("已过天数少于"), " and m.received_at > ?", P_AGE, NULL },
    [BY_BUILDING] = { "building", W("楼栋"),
                      " and exists (select 1 from home bh join building b"
                      " on b.project_id = bh.project_id and b.id = bh.building_id"
                      " where bh.project_id = m.project_id and bh.id = m.home_id and b.code = ?)",
                      P_TEXT, NULL },
    [BY_HOME] = { "home", W("房号"),
                  " and exists (select 1 from home bh where bh.project_id = m.project_id"
                  " and bh.id = m.home_id and bh.code = ?)",
                  P_TEXT, NULL },
    [BY_COMPONENT] = { "component", W("构件"), EXISTS_FAULT "f.component = ?)", P_TEXT, NULL },
    [BY_WARRANTY] = { "warranty", W("保修"),
                      EXISTS_FAULT "(case when f.owner_covered = 1 then 'in'"
                                   " when f.owner_covered = 0 then 'out' else 'open' end) = ?)",
                      P_TEXT, covers },
    [BY_COMPANY] = { "company", W("施工单位"),
                     " and exists (select 1 from work_order w where w.project_id = m.project_id"
                     " and w.matter_id = m.id and w.company_id = ?"
                     " and w.state not in ('declined', 'cancelled'))",
                     P_NUMBER, NULL },
    [BY_ROUNDS] = { "rounds", W("轮次不少于"), EXISTS_FAULT "f.round >= ?)", P_NUMBER, NULL },
    [BY_FIRST_TIME] = { "first_time", W("一次修好"),
                        " and not exists (select 1 from fault f where f.project_id = m.project_id"
                        " and f.matter_id = m.id and f.round > 1)",
                        P_NONE, one },
};

/* Filters of few values, each with a condition that an index of open matters can lead. */
static const struct {
    enum register_filter_key key;
    const char *value, *sql;
} choices[] = {
    { BY_OPEN, "1", " and m.closed_at is null" },
    { BY_OPEN, "0", " and m.closed_at is not null" },
    { BY_WAITING, "owner", " and m.closed_at is null and m.state in " OWNERS_TURN },
    { BY_WAITING, "contractor", " and m.closed_at is null and m.state in " CONTRACTORS_TURN },
    { BY_WAITING, "us",
      " and m.closed_at is null and m.state not in " OWNERS_TURN
      " and m.state not in " CONTRACTORS_TURN },
};

const char *register_filter_name(enum register_filter_key k)
{
    return filters[k].name;
}

const char *register_filter_words(enum register_filter_key k)
{
    return filters[k].words;
}

static const char *value_of(const struct register_filter *f, int k)
{
    return f->value[k] ? f->value[k] : "";
}

static bool is_good(int k, const char *value)
{
    enum param p = filters[k].param;
    int32_t on;
    int64_t n;

    if (p == P_DAY || p == P_DAY_AFTER)
        return date_parse(value, &on);
    if (p == P_AGE || k == BY_ROUNDS)
        return text_int(value, &n) && n >= 0 && n < 100000;
    if (p == P_NUMBER)
        return text_int(value, &n);
    if (!filters[k].allowed)
        return strlen(value) < 200;
    for (size_t i = 0; filters[k].allowed[i]; i++)
        if (strcmp(filters[k].allowed[i], value) == 0)
            return true;
    return false;
}

bool register_filter_check(const struct register_filter *f, enum register_filter_key *bad)
{
    for (int k = 0; k < FILTER_N; k++)
        if (*value_of(f, k) && !is_good(k, value_of(f, k))) {
            *bad = (enum register_filter_key)k;
            return false;
        }
    return true;
}

/* ---- a statement in the making ---- */

struct ask {
    struct buf sql;
    struct dbval args[PARAM_LIMIT + 1];
    size_t n;
};

static size_t bind(struct ask *a, struct dbval v)
{
    must(a->n < PARAM_LIMIT);
    a->args[++a->n] = v;
    return a->n;
}

static void add(struct ask *a, const char *fragment, struct dbval v)
{
    size_t at = strchr(fragment, '?') ? bind(a, v) : 0;

    for (; *fragment; fragment++) {
        if (*fragment == '?')
            buf_printf(&a->sql, "$%zu", at);
        else
            buf_putc(&a->sql, *fragment);
    }
}

static struct dbval param_of(const struct op *op, int k, const char *value)
{
    int32_t on = 0;
    int64_t n = 0;

    switch (filters[k].param) {
    case P_NOW: return I(op->now);
    case P_DAY:
    case P_DAY_AFTER:
        must(date_parse(value, &on));
        return I(when_of_date(on + (filters[k].param == P_DAY_AFTER), ZONE_SHANGHAI));
    case P_AGE: return I(text_int(value, &n) ? op->now - n * DAY_MS : 0);
    case P_NUMBER: return I(text_int(value, &n) ? n : 0);
    case P_TEXT:
    case P_NONE: break;
    }
    return T(value);
}

static void visible_add(const struct op *op, struct ask *a)
{
    const char *filter = matter_visible(op->actor, op->project);
    size_t account = bind(a, I(op->actor->account_id));
    size_t company = bind(a, I(company_in(op->actor, op->project)));

    buf_puts(&a->sql, " and ");
    for (const char *p = filter; *p; p++) {
        if (*p != '$')
            buf_putc(&a->sql, *p);
        else
            buf_printf(&a->sql, "$%zu", *++p == '1' ? account : company);
    }
}

static void where_add(const struct op *op, struct ask *a, const struct register_filter *f)
{
    add(a, " where m.project_id = ?", I(op->project));
    for (int k = 0; k < FILTER_N; k++)
        if (*value_of(f, k) && *filters[k].sql)
            add(a, filters[k].sql, param_of(op, k, value_of(f, k)));
    for (size_t i = 0; i < LEN(choices); i++)
        if (strcmp(value_of(f, (int)choices[i].key), choices[i].value) == 0)
            buf_puts(&a->sql, choices[i].sql);
    visible_add(op, a);
}

int64_t register_count(const struct op *op, const struct register_filter *f)
{
    struct ask a = { .sql = buf_new(op->mem, 16384) };
    struct query q;
    int64_t n;

    buf_puts(&a.sql, "select count(*) from matter m");
    where_add(op, &a, f);
    must(!a.sql.full);
    db_query_n(op->tx, &q, a.sql.p, a.args, a.n);
    n = db_next(&q) ? db_i64(&q, 0) : 0;
    db_done(&q);
    return n;
}

size_t register_projects(const struct op *op, const struct register_filter *f, int64_t **ret)
{
    const char *slug = value_of(f, BY_PROJECT);
    int64_t only = *slug ? db_int(op->tx, "select id from project where slug = $1", T(slug)) : 0;
    size_t n = actor_projects(op, ret), k = 0;

    for (size_t i = 0; i < n; i++)
        if (may_somewhere(op->actor, REGISTER_READ, (*ret)[i]) && (!*slug || (*ret)[i] == only))
            (*ret)[k++] = (*ret)[i];
    return k;
}

/* ---- rows ---- */

/* 陈静 → 陈*, so that a file that is sent on names nobody. */
static const char *name_masked(struct arena *mem, const char *name)
{
    const char *p = name;

    return utf8_next(&p) ? arena_printf(mem, "%.*s*", (int)(p - name), name) : "";
}

static int64_t whole_days(int64_t from, int64_t to)
{
    return to > from ? (to - from) / DAY_MS : 0;
}

static void row_read(const struct op *op, const struct query *q, struct register_row *r)
{
    *r = (struct register_row){ .id = db_i64(q, 0),
                                .no = db_text(q, 1),
                                .kind = db_text(q, 2),
                                .state = db_text(q, 3),
                                .channel = db_text(q, 4),
                                .urgency = db_text(q, 5),
                                .title = db_text(q, 6),
                                .received_at = db_i64(q, 7),
                                .contacted_at = db_i64(q, 8),
                                .arrived_at = db_i64(q, 9),
                                .closed_at = db_i64(q, 10),
                                .due_at = db_i64(q, 11),
                                .owner = name_masked(op->mem, db_text(q, 12)),
                                .home = db_text(q, 13),
                                .project = db_text(q, 14),
                                .handler = db_is_null(q, 15) ? "" : db_text(q, 15),
                                .warranty = "open",
                                .warranty_end_on = NO_DATE };
    const char **texts[] = { &r->places,      &r->components, &r->symptoms, &r->responsible,
                             &r->contractors, &r->endings,    &r->links };

    for (size_t i = 0; i < LEN(texts); i++)
        *texts[i] = "";
    r->days = whole_days(r->received_at, r->closed_at ? r->closed_at : op->now);
    if (r->due_at && !r->closed_at)
        r->overdue_days = whole_days(r->due_at, op->now);
}

/* What hangs on the page's matters, one statement each: " in ($2, $3 …)" stands for @. */
struct page {
    const struct op *op;
    struct register_row *rows;
    size_t n;
};

static struct register_row *row_of(const struct page *p, int64_t id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->rows[i].id == id)
            return &p->rows[i];
    return NULL;
}

static void joined(const struct page *p, const char **text, const char *more)
{
    if (!more || !*more || strstr(*text, more))
        return;
    *text = **text ? arena_printf(p->op->mem, "%s、%s", *text, more) : more;
}

static void earliest(int64_t *at, int64_t told)
{
    if (told && (!*at || told < *at))
        *at = told;
}

static void latest(int64_t *at, int64_t told)
{
    if (told > *at)
        *at = told;
}

static void take_fault(const struct page *p, struct register_row *r, const struct query *q)
{
    joined(p, &r->places, db_text(q, 1));
    joined(p, &r->components, db_text(q, 2));
    joined(p, &r->symptoms, db_text(q, 3));
    if (!db_is_null(q, 4) && strcmp(r->warranty, "out") != 0)
        r->warranty = db_i64(q, 4) ? "in" : "out";
    if (!db_is_null(q, 5))
        r->warranty_end_on = (int32_t)db_i64(q, 5);
    if (db_i64(q, 6) > r->rounds)
        r->rounds = db_i64(q, 6);
    latest(&r->finished_at, db_i64(q, 7));
    latest(&r->accepted_at, db_i64(q, 8));
    joined(p, &r->endings, db_text(q, 9));
}

static void take_order(const struct page *p, struct register_row *r, const struct query *q)
{
    joined(p, &r->contractors, db_text(q, 1));
    earliest(&r->sent_at, db_i64(q, 2));
    earliest(&r->taken_at, db_i64(q, 3));
    earliest(&r->started_at, db_i64(q, 4));
}

static void take_share(const struct page *p, struct register_row *r, const struct query *q)
{
    joined(p, &r->responsible, db_text(q, 1));
}

static void take_plan(const struct page *p, struct register_row *r, const struct query *q)
{
    (void)p;
    latest(&r->agreed_at, db_i64(q, 1));
}

static void take_cost(const struct page *p, struct register_row *r, const struct query *q)
{
    (void)p;
    r->cost_fen = db_i64(q, 1);
}

static void take_paid(const struct page *p, struct register_row *r, const struct query *q)
{
    (void)p;
    r->paid_fen = db_i64(q, 1);
}

static void take_link(const struct page *p, struct register_row *r, const struct query *q)
{
    joined(p, &r->links, db_text(q, 1));
}

static const struct {
    const char *sql;
    void (*take)(const struct page *p, struct register_row *r, const struct query *q);
} parts[] = {
    { "select f.matter_id, coalesce(cp.zh, f.place), coalesce(cc.zh, f.component),"
      " coalesce(cs.zh, f.symptom), f.owner_covered, f.owner_end_on, f.round, f.finished_at,"
      " f.accepted_at, f.ending from fault f"
      " left join catalogue cp on cp.kind = 'place' and cp.code = f.place"
      " left join catalogue cc on cc.kind = 'component' and cc.code = f.component"
      " left join catalogue cs on cs.kind = 'symptom' and cs.code = f.symptom"
      " where f.project_id = $1 and f.matter_id @ order by f.matter_id, f.k",
      take_fault },
    { "select w.matter_id, c.name, w.offered_at, w.appointed_at, w.started_at from work_order w"
      " join company c on c.id = w.company_id where w.project_id = $1 and w.matter_id @"
      " and w.state not in ('declined', 'cancelled') order by w.matter_id, w.id",
      take_order },
    { "select f.matter_id, coalesce(c.name, s.name) from fault f join liability_share s"
      " on s.project_id = f.project_id and s.fault_id = f.id left join company c"
      " on c.id = s.company_id where f.project_id = $1 and f.matter_id @ order by s.id",
      take_share },
    { "select f.matter_id, p.answered_at from fault f join plan p on p.project_id = f.project_id"
      " and p.fault_id = f.id and p.state = 'agreed' where f.project_id = $1 and f.matter_id @",
      take_plan },
    { "select w.matter_id, sum(oc.amount_fen) from work_order w join order_cost oc"
      " on oc.project_id = w.project_id and oc.order_id = w.id where w.project_id = $1"
      " and w.matter_id @ group by w.matter_id",
      take_cost },
    { "select f.matter_id, sum(q.paid_fen) from fault f join quote q on q.project_id ="
      " f.project_id and q.fault_id = f.id where f.project_id = $1 and f.matter_id @"
      " group by f.matter_id",
      take_paid },
    { "select l.from_id, o.no from matter_link l join matter o on o.project_id = l.project_id"
      " and o.id = l.to_id where l.project_id = $1 and l.from_id @ order by l.id",
      take_link },
    { "select l.to_id, o.no from matter_link l join matter o on o.project_id = l.project_id"
      " and o.id = l.from_id where l.project_id = $1 and l.to_id @ order by l.id",
      take_link },
};

static void part_read(const struct page *p, size_t k)
{
    struct dbval *args = arena_new_n(p->op->mem, struct dbval, REGISTER_STEP + 2);
    struct buf sql = buf_new(p->op->mem, 16384);
    struct register_row *r;
    struct query q;

    for (const char *at = parts[k].sql; *at; at++) {
        if (*at != '@') {
            buf_putc(&sql, *at);
            continue;
        }
        buf_puts(&sql, "in (");
        for (size_t i = 0; i < REGISTER_STEP; i++)
            buf_printf(&sql, "%s$%zu", i ? "," : "", i + 2);
        buf_putc(&sql, ')');
    }
    must(!sql.full);
    args[1] = I(p->op->project);
    for (size_t i = 0; i < REGISTER_STEP; i++)
        args[i + 2] = I(i < p->n ? p->rows[i].id : 0);
    for (db_query_n(p->op->tx, &q, sql.p, args, REGISTER_STEP + 1); db_next(&q);)
        if ((r = row_of(p, db_i64(&q, 0))) != NULL)
            parts[k].take(p, r, &q);
    db_done(&q);
}

size_t register_read(const struct op *op, const struct register_filter *f,
                     const struct register_cursor *from, size_t most, struct register_row **ret)
{
    struct ask a = { .sql = buf_new(op->mem, 16384) };
    struct page p = { .op = op };
    struct query q;

    must(most <= REGISTER_STEP);
    buf_puts(&a.sql, "select m.id, m.no, m.kind, m.state, m.channel, m.urgency, m.title,"
                     " m.received_at, m.contacted_at, m.arrived_at, m.closed_at, m.due_at,"
                     " m.contact_name, h.code, p.slug, ac.name from matter m"
                     " join home h on h.project_id = m.project_id and h.id = m.home_id"
                     " join project p on p.id = m.project_id"
                     " left join account ac on ac.id = m.handler_id");
    where_add(op, &a, f);
    if (from->id) {
        size_t at = bind(&a, I(from->at)), id = bind(&a, I(from->id));

        buf_printf(&a.sql, " and (m.received_at, m.id) < ($%zu, $%zu)", at, id);
    }
    add(&a, " order by m.received_at desc, m.id desc limit ?", I((int64_t)most));
    must(!a.sql.full);
    *ret = p.rows = arena_new_n(op->mem, struct register_row, most + 1);
    for (db_query_n(op->tx, &q, a.sql.p, a.args, a.n); p.n < most && db_next(&q);)
        row_read(op, &q, &p.rows[p.n++]);
    db_done(&q);
    for (size_t k = 0; p.n > 0 && k < LEN(parts); k++)
        part_read(&p, k);
    return p.n;
}

/* ---- words ---- */

const char *register_words(const char *code)
{
    static const struct {
        const char *code, *words;
    } words[] = {
        { "repair", W("报修") },        { "consult", W("咨询") },
        { "complaint", W("投诉") },     { "suggestion", W("建议") },
        { "hotline", W("热线") },       { "phone_page", W("手机") },
        { "desk", W("前台") },          { "api", W("接口") },
        { "import", W("导入") },        { "emergency", W("紧急") },
        { "general_a", W("影响使用") }, { "general_b", W("一般") },
        { "complex", W("复杂") },       { "in", W("保修期内") },
        { "out", W("已过保修期") },     { "open", W("未判定") },
        { "owner", W("等业主") },       { "contractor", W("等施工单位") },
        { "us", W("等我们") },
    };

    for (size_t i = 0; i < LEN(words); i++)
        if (strcmp(words[i].code, code) == 0)
            return words[i].words;
    return code;
}

const struct shape register_row_shape[] = {
    SHAPE(struct register_row, no, S_TEXT, "no"),
    SHAPE(struct register_row, project, S_TEXT, "project"),
    SHAPE(struct register_row, kind, S_TEXT, "kind"),
    SHAPE(struct register_row, state, S_TEXT, "state"),
    SHAPE(struct register_row, home, S_TEXT, "home"),
    SHAPE(struct register_row, owner, S_TEXT, "owner"),
    SHAPE(struct register_row, received_at, S_INSTANT, "received_at"),
    SHAPE(struct register_row, channel, S_TEXT, "channel"),
    SHAPE(struct register_row, title, S_TEXT, "summary"),
    SHAPE(struct register_row, places, S_TEXT, "place"),
    SHAPE(struct register_row, components, S_TEXT, "component"),
    SHAPE(struct register_row, symptoms, S_TEXT, "symptom"),
    SHAPE(struct register_row, urgency, S_TEXT, "urgency"),
    SHAPE(struct register_row, warranty, S_TEXT, "warranty"),
    SHAPE(struct register_row, warranty_end_on, S_DATE, "warranty_end"),
    SHAPE(struct register_row, responsible, S_TEXT, "responsible"),
    SHAPE(struct register_row, handler, S_TEXT, "handler"),
    SHAPE(struct register_row, contractors, S_TEXT, "contractor"),
    SHAPE(struct register_row, sent_at, S_INSTANT, "notice_sent_at"),
    SHAPE(struct register_row, taken_at, S_INSTANT, "notice_taken_at"),
    SHAPE(struct register_row, contacted_at, S_INSTANT, "contacted_at"),
    SHAPE(struct register_row, arrived_at, S_INSTANT, "arrived_at"),
    SHAPE(struct register_row, agreed_at, S_INSTANT, "plan_agreed_at"),
    SHAPE(struct register_row, started_at, S_INSTANT, "started_at"),
    SHAPE(struct register_row, finished_at, S_INSTANT, "finished_at"),
    SHAPE(struct register_row, rounds, S_INT, "rounds"),
    SHAPE(struct register_row, accepted_at, S_INSTANT, "accepted_at"),
    SHAPE(struct register_row, closed_at, S_INSTANT, "closed_at"),
    SHAPE(struct register_row, endings, S_TEXT, "ending"),
    SHAPE(struct register_row, days, S_INT, "days"),
    SHAPE(struct register_row, due_at, S_INSTANT, "due_at"),
    SHAPE(struct register_row, overdue_days, S_INT, "overdue_days"),
    SHAPE(struct register_row, cost_fen, S_INT, "cost_fen"),
    SHAPE(struct register_row, paid_fen, S_INT, "paid_by_owner_fen"),
    SHAPE(struct register_row, links, S_TEXT, "linked"),
    SHAPE_END,
};
