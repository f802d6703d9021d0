/*
 * matter_list.c -- see matter_list.h.
 *
 * One project at a time, because every index begins with the project; the lists
 * of several projects are merged, which costs a page each.
 */
#include "rooms/matter/matter_list.h"
#include "app/number.h"
#include "app/search.h"
#include "base/must.h"
#include "base/text.h"
#include "store/seal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_LIMIT 1000
#define PARAM_LIMIT 16

const struct shape matter_row_shape[] = {
    SHAPE(struct matter_row, id, S_ID, "id"),
    SHAPE(struct matter_row, no, S_TEXT, "no"),
    SHAPE(struct matter_row, project, S_TEXT, "project"),
    SHAPE(struct matter_row, state, S_TEXT, "state"),
    SHAPE(struct matter_row, urgency, S_TEXT, "urgency"),
    SHAPE(struct matter_row, title, S_TEXT, "title"),
    SHAPE(struct matter_row, home_code, S_TEXT, "home"),
    SHAPE(struct matter_row, contact_name, S_TEXT, "contact_name"),
    SHAPE(struct matter_row, handler_name, S_TEXT, "handler"),
    SHAPE(struct matter_row, received_at, S_INSTANT, "received_at"),
    SHAPE(struct matter_row, due_at, S_INSTANT, "due_at"),
    SHAPE(struct matter_row, version, S_INT, "version"),
    SHAPE_END,
};

const struct matter_view_kind matter_views[] = {
    { "open", W("全部未关闭"), false }, { "mine", W("轮到我"), false },
    { "emergency", W("紧急"), false },  { "overdue", W("超期"), true },
    { "owner", W("等业主"), false },    { "dispatch", W("待派工"), false },
    { "closed", W("已关闭"), false },   { "all", W("全部"), false },
};
const size_t matter_view_n = LEN(matter_views);

enum order { BY_TIME = 1, BY_DUE, BY_ID };

/* The condition of each view; ? stands for the parameter named beside it. */
enum param { P_NONE = 0, P_NOW, P_ACCOUNT };
static const struct {
    const char *key, *sql;
    enum param param;
    enum order order;
} conditions[] = {
    { "open", " and m.closed_at is null", P_NONE, BY_TIME },
    { "mine", " and m.closed_at is null and (m.handler_id = ? or m.checker_id = ?)", P_ACCOUNT,
      BY_TIME },
    { "emergency", " and m.closed_at is null and m.urgency = 'emergency'", P_NONE, BY_TIME },
    { "overdue", " and m.due_at is not null and m.due_at < ?", P_NOW, BY_DUE },
    { "owner", " and m.closed_at is null and m.state in ('plan_proposed', 'finished')", P_NONE,
      BY_TIME },
    { "dispatch", " and m.closed_at is null and m.state = 'plan_agreed'", P_NONE, BY_TIME },
    { "closed", " and m.state = 'closed'", P_NONE, BY_TIME },
    { "all", "", P_NONE, BY_TIME },
};

static size_t condition_of(const char *view)
{
    for (size_t i = 0; i < LEN(conditions); i++)
        if (strcmp(conditions[i].key, *view ? view : matter_views[0].key) == 0)
            return i;
    return LEN(conditions);
}

/* ---- a statement in the making: literals and bound values ---- */

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

/* Appends a fragment; every ? in it is one parameter with this value. */
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

/* ---- what was typed ---- */

static bool all_digits(const char *s)
{
    size_t n = strspn(s, "0123456789");

    return n > 0 && s[n] == '\0';
}

/* A number, a phone, its last four digits or a room code lead to an index; all else to search.
   The order of the rows follows from it. */
static enum order typed_add(struct op *op, struct ask *a, const char *typed, enum order order)
{
    const char *no = number_fold(op->mem, typed), *phone;

    if (no) {
        add(a, " and m.no = ?", T(no));
        return order;
    }
    if (phone_fold(op->mem, typed, &phone)) {
        add(a, " and m.contact_index = ?", T(seal_index(op->app->seal, op->mem, "phone", phone)));
        return order;
    }
    if (all_digits(typed) && strlen(typed) == 4 &&
        db_int(op->tx, "select count(*) from matter where project_id = $1 and contact_last4 = $2",
               I(op->project), T(seal_index(op->app->seal, op->mem, "phone4", typed))) > 0) {
        add(a, " and m.contact_last4 = ?", T(seal_index(op->app->seal, op->mem, "phone4", typed)));
        return order;
    }
    if (db_int(op->tx, "select count(*) from home where code = $1 and project_id = $2", T(typed),
               I(op->project)) > 0) {
        add(a,
            " and m.home_id = (select id from home where code = ? and project_id = m.project_id)",
            T(typed));
        return order;
    }
    return BY_ID;
}

/* ---- pages ---- */

struct cursor {
    int64_t at, id;
};

static bool cursor_read(const char *text, struct cursor *c)
{
    char *end;

    *c = (struct cursor){ 0 };
    if (!*text)
        return true;
    c->at = strtoll(text, &end, 10);
    return *end == '.' && text_int(end + 1, &c->id);
}

static const struct {
    const char *after, *order;
} orders[] = {
    [BY_TIME] = { " and (m.received_at, m.id) < (?1, ?2)",
                  " order by m.received_at desc, m.id desc" },
    [BY_DUE] = { " and (m.due_at, m.id) > (?1, ?2)", " order by m.due_at, m.id" },
    [BY_ID] = { " and t.rowid < ?2", " order by t.rowid desc" },
};

static void after_add(struct ask *a, enum order order, const struct cursor *c)
{
    size_t at = 0, id;

    if (!c->id)
        return;
    if (order != BY_ID)
        at = bind(a, I(c->at));
    id = bind(a, I(c->id));
    for (const char *p = orders[order].after; *p; p++) {
        if (*p != '?')
            buf_putc(&a->sql, *p);
        else
            buf_printf(&a->sql, "$%zu", *++p == '1' ? at : id);
    }
}

static const char list_select[] =
    "select m.id, m.no, m.state, m.urgency, m.title, m.received_at, m.due_at, m.version,"
    " m.contact_name, h.code, p.slug,"
    " (select a.name from account a where a.id = m.handler_id) from ";
static const char list_joins[] = " join home h on h.project_id = m.project_id and h.id = m.home_id"
                                 " join project p on p.id = m.project_id where m.project_id = ?";

struct list_page {
    struct matter_row *rows;
    size_t n;
    enum order order;
};

static void visible_add(struct op *op, struct ask *a)
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

static struct dbval param_of(const struct op *op, enum param p)
{
    return p == P_NOW ? I(op->now) : I(op->actor->account_id);
}

/* The whole question; false when nothing can match. */
static bool ask_make(struct op *op, const struct matter_filter *f, const struct cursor *c,
                     struct ask *a, enum order *order)
{
    size_t k = condition_of(f->view);
    struct ask typed = { .sql = buf_new(op->mem, 4096) };
    const char *question;

    *order = conditions[k].order;
    if (*f->typed)
        *order = typed_add(op, &typed, f->typed, *order);
    buf_puts(&a->sql, list_select);
    buf_puts(&a->sql, *order == BY_ID ? SEARCH_FROM : " matter m");
    add(a, list_joins, I(op->project));
    if (*order == BY_ID) {
        if (!(question = search_question(op->mem, op->project, f->typed)))
            return false;
        add(a, " and" SEARCH_WHERE "?", T(question));
    } else if (typed.n)
        typed_add(op, a, f->typed, *order);
    add(a, conditions[k].sql, param_of(op, conditions[k].param));
    if (*f->urgency)
        add(a, " and m.urgency = ?", T(f->urgency));
    if (f->home_id)
        add(a, " and m.home_id = ?", I(f->home_id));
    visible_add(op, a);
    after_add(a, *order, c);
    buf_puts(&a->sql, orders[*order].order);
    add(a, " limit ?", I(LIST_PAGE + 1));
    return true;
}

static void row_read(const struct query *q, struct matter_row *r)
{
    *r = (struct matter_row){ .id = db_i64(q, 0),
                              .no = db_text(q, 1),
                              .state = db_text(q, 2),
                              .urgency = db_text(q, 3),
                              .title = db_text(q, 4),
                              .received_at = db_i64(q, 5),
                              .due_at = db_i64(q, 6),
                              .version = db_i64(q, 7),
                              .contact_name = db_text(q, 8),
                              .home_code = db_text(q, 9),
                              .project = db_text(q, 10),
                              .handler_name = db_text(q, 11) };
    r->no_short = strlen(r->no) > 3 ? r->no + 3 : r->no;
}

static void page_read(struct op *op, const struct matter_filter *f, const struct cursor *c,
                      struct list_page *page)
{
    struct ask a = { .sql = buf_new(op->mem, 16384) };
    struct query q;

    page->n = 0;
    page->rows = arena_new_n(op->mem, struct matter_row, LIST_PAGE + 1);
    if (!ask_make(op, f, c, &a, &page->order))
        return;
    must(!a.sql.full);
    for (db_query_n(op->tx, &q, a.sql.p, a.args, a.n); page->n <= LIST_PAGE && db_next(&q);)
        row_read(&q, &page->rows[page->n++]);
    db_done(&q);
}

/* ---- several projects ---- */

static bool comes_before(const struct matter_row *a, const struct matter_row *b, enum order order)
{
    if (order == BY_DUE && a->due_at != b->due_at)
        return a->due_at < b->due_at;
    if (order == BY_TIME && a->received_at != b->received_at)
        return a->received_at > b->received_at;
    return order == BY_DUE ? a->id < b->id : a->id > b->id;
}

static void merge(struct arena *mem, struct list_page *into, const struct list_page *more)
{
    struct matter_row *rows = arena_new_n(mem, struct matter_row, LIST_PAGE + 1);
    size_t i = 0, k = 0, n = 0;

    while (n <= LIST_PAGE && (i < into->n || k < more->n)) {
        bool first = k == more->n ||
                     (i < into->n && comes_before(&into->rows[i], &more->rows[k], more->order));
        rows[n++] = first ? into->rows[i++] : more->rows[k++];
    }
    into->rows = rows;
    into->n = n;
    if (more->n)
        into->order = more->order;
}

static const char *cursor_text(struct arena *mem, const struct matter_row *r, enum order order)
{
    return arena_printf(mem, "%" PRId64 ".%" PRId64, order == BY_DUE ? r->due_at : r->received_at,
                        r->id);
}

/* Projects in which she may read the list. */
static size_t projects_of(const struct op *op, int64_t project, int64_t **ret)
{
    size_t n, k = 0;
    int64_t *all;

    if (project) {
        *ret = arena_new_n(op->mem, int64_t, 1);
        (*ret)[0] = project;
        return 1;
    }
    n = actor_projects(op, &all);
    for (size_t i = 0; i < n; i++)
        if (may_somewhere(op->actor, MATTER_LIST, all[i]))
            all[k++] = all[i];
    *ret = all;
    return k;
}

enum err matter_list_read(struct op *op, const struct matter_filter *f, struct matter_list *ret)
{
    int64_t *projects, before = op->project;
    struct list_page all = { .order = BY_TIME };
    struct cursor c;
    size_t n;

    *ret = (struct matter_list){ 0 };
    if (condition_of(f->view) == LEN(conditions))
        return fail(op, E_INPUT, "view", "view", W("没有这个视图"));
    if (!cursor_read(f->cursor, &c))
        return fail(op, E_INPUT, "cursor", "cursor", W("翻页位置不对，请回到第一页"));
    n = projects_of(op, f->project, &projects);
    all.rows = arena_new_n(op->mem, struct matter_row, 1);
    for (size_t i = 0; i < n; i++) {
        struct list_page one;

        op->project = projects[i];
        page_read(op, f, &c, &one);
        merge(op->mem, &all, &one);
    }
    op->project = before;
    ret->rows = all.rows;
    ret->n = all.n > LIST_PAGE ? LIST_PAGE : all.n;
    if (all.n > LIST_PAGE)
        ret->cursor = cursor_text(op->mem, &all.rows[LIST_PAGE - 1], all.order);
    return OK;
}

/* ---- counts ---- */

static int64_t count_states(const struct op *op, int64_t project, const char *sql)
{
    return db_int(op->tx, sql, I(project));
}

static int64_t count_limited(const struct op *op, int64_t project, size_t k)
{
    struct ask a = { .sql = buf_new(op->mem, 4096) };
    struct query q;
    int64_t n;

    add(&a, "select count(*) from (select 1 from matter m where m.project_id = ?", I(project));
    add(&a, conditions[k].sql, param_of(op, conditions[k].param));
    add(&a, " limit ?) x", I(COUNT_LIMIT));
    db_query_n(op->tx, &q, a.sql.p, a.args, a.n);
    n = db_next(&q) ? db_i64(&q, 0) : 0;
    db_done(&q);
    return n;
}

/* Views that are sums of states are read from their counters. */
static const struct {
    const char *view, *sql;
} counters[] = {
    { "open", "select coalesce(sum(n), 0) from matter_count where project_id = $1"
              " and state <> 'closed'" },
    { "owner", "select coalesce(sum(n), 0) from matter_count where project_id = $1"
               " and state in ('plan_proposed', 'finished')" },
    { "dispatch", "select coalesce(sum(n), 0) from matter_count where project_id = $1"
                  " and state = 'plan_agreed'" },
    { "closed", "select coalesce(sum(n), 0) from matter_count where project_id = $1"
                " and state = 'closed'" },
    { "all", "select coalesce(sum(n), 0) from matter_count where project_id = $1" },
};

/* Two indexes, each counted by itself; a matter that she both handles and checks counts once. */
static int64_t count_mine(const struct op *op, int64_t project)
{
    int64_t me = op->actor->account_id;

    return db_int(op->tx,
                  "select count(*) from (select 1 from matter where project_id = $1"
                  " and closed_at is null and handler_id = $2 limit 1000) x",
                  I(project), I(me)) +
           db_int(op->tx,
                  "select count(*) from (select 1 from matter where project_id = $1"
                  " and closed_at is null and checker_id = $2 and handler_id <> $2 limit 1000) x",
                  I(project), I(me));
}

static int64_t count_one(const struct op *op, const char *view, int64_t project)
{
    if (strcmp(view, "mine") == 0)
        return count_mine(op, project);
    for (size_t i = 0; i < LEN(counters); i++)
        if (strcmp(counters[i].view, view) == 0)
            return count_states(op, project, counters[i].sql);
    return count_limited(op, project, condition_of(view));
}

int64_t matter_view_count(const struct op *op, const char *view, int64_t project)
{
    int64_t *projects, sum = 0;
    size_t n = projects_of(op, project, &projects);

    for (size_t i = 0; i < n; i++)
        sum += count_one(op, view, projects[i]);
    return sum;
}
