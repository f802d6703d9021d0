/*
 * overview_pages.c -- the manager's figures, each of which opens the rows behind it (S5c).
 *
 * A figure is a filter of the register: it is counted by the filter and links to
 * it, so the two can't say different things.  Rates show both numbers, each with
 * its rows.  Repairs imported from old ledgers are no matters and are in none.
 */
#include "app/page.h"
#include "base/must.h"
#include "base/when.h"
#include "figures.html.h"
#include "rooms/ledger/ledger_pages.h"
#include "rooms/ledger/ledger_view.h"

#include <inttypes.h>
#include <string.h>

#define FIGURES_MAX 400
#define PERIOD_DAYS 30
#define OPTIONS     100

static const struct shape figure_shape[] = {
    SHAPE(struct overview_figure, group, S_TEXT, "group"),
    SHAPE(struct overview_figure, name, S_TEXT, "name"),
    SHAPE(struct overview_figure, n, S_INT, "n"),
    SHAPE(struct overview_figure, href, S_TEXT, "rows"),
    SHAPE_END,
};
static const struct shape rate_shape[] = {
    SHAPE(struct overview_rate, id, S_TEXT, "id"),
    SHAPE(struct overview_rate, name, S_TEXT, "name"),
    SHAPE(struct overview_rate, part, S_INT, "part"),
    SHAPE(struct overview_rate, whole, S_INT, "n"),
    SHAPE_END,
};
static const struct shape overview_shape[] = {
    SHAPE_LIST(struct figures_view, figures, n, struct overview_figure, figure_shape, "figures"),
    SHAPE_LIST(struct figures_view, rates, rate_n, struct overview_rate, rate_shape, "rates"),
    SHAPE_END,
};

struct work {
    struct req *r;
    struct figures_view *v;
    int64_t *projects;
    size_t project_n;
};

static int64_t count(struct work *w, const struct register_filter *f)
{
    const char *slug = f->value[BY_PROJECT];
    int64_t *projects = w->projects, n = 0;
    size_t k = slug ? register_projects(w->r->op, f, &projects) : w->project_n;

    for (size_t i = 0; i < k; i++) {
        w->r->op->project = projects[i];
        n += register_count(w->r->op, f);
    }
    w->r->op->project = 0;
    return n;
}

/* Adds the figure of a filter, which is n. */
static int64_t figure_of(struct work *w, const char *group, const char *name,
                         const struct register_filter *f, int64_t n)
{
    struct overview_figure *to = &w->v->figures[w->v->n];
    struct arena *mem = w->r->mem;

    if (w->v->n == FIGURES_MAX)
        return 0;
    *to = (struct overview_figure){ group, name, NULL, n, { "/register" }, NULL };
    for (int k = 0; k < FILTER_N; k++)
        if (f->value[k])
            to->where = url_with(mem, to->where, register_filter_name((enum register_filter_key)k),
                                 f->value[k]);
    to->href = arena_printf(mem, "/api%s", to->where.s);
    w->v->n++;
    return to->n;
}

/* Adds the figure of a filter, counted by it; returns it. */
static int64_t figure(struct work *w, const char *group, const char *name,
                      const struct register_filter *f)
{
    return figure_of(w, group, name, f, count(w, f));
}

static void now_figures(struct work *w)
{
    static const struct {
        const char *name;
        struct register_filter f;
    } rows[] = {
        { W("未关闭"), { { [BY_OPEN] = "1" } } },
        { W("超期"), { { [BY_OVERDUE] = "1" } } },
        { W("紧急"), { { [BY_OPEN] = "1", [BY_URGENCY] = "emergency" } } },
        { W("等业主"), { { [BY_WAITING] = "owner" } } },
        { W("等施工单位"), { { [BY_WAITING] = "contractor" } } },
        { W("等我们"), { { [BY_WAITING] = "us" } } },
        { W("返修两轮以上"), { { [BY_OPEN] = "1", [BY_ROUNDS] = "2" } } },
    };
    static const struct {
        const char *name;
        struct register_filter f;
    } ages[] = {
        { W("0–7 天"), { { [BY_OPEN] = "1", [BY_AGE_TO] = "8" } } },
        { W("8–14 天"), { { [BY_OPEN] = "1", [BY_AGE_FROM] = "8", [BY_AGE_TO] = "15" } } },
        { W("15–30 天"), { { [BY_OPEN] = "1", [BY_AGE_FROM] = "15", [BY_AGE_TO] = "31" } } },
        { W("30 天以上"), { { [BY_OPEN] = "1", [BY_AGE_FROM] = "31" } } },
    };

    for (size_t i = 0; i < LEN(rows); i++)
        figure(w, "now", rows[i].name, &rows[i].f);
    for (size_t i = 0; i < LEN(ages); i++)
        figure(w, "age", ages[i].name, &ages[i].f);
}

static void period_figures(struct work *w)
{
    struct arena *mem = w->r->mem;
    int32_t today = when_date(w->r->op->now, ZONE_SHANGHAI);
    const char *monday = date_text(mem, today - date_weekday(today));
    const char *since = date_text(mem, today - PERIOD_DAYS + 1);
    struct figures_view *v = w->v;
    int64_t received, closed, accepted, first, reworked;

    figure(w, "week", W("本周受理"), &(struct register_filter){ { [BY_FROM] = monday } });
    figure(w, "week", W("本周关闭"), &(struct register_filter){ { [BY_CLOSED_FROM] = monday } });
    received =
        figure(w, "month", W("近 30 天受理"), &(struct register_filter){ { [BY_FROM] = since } });
    closed = figure(w, "month", W("其中已关闭"),
                    &(struct register_filter){ { [BY_FROM] = since, [BY_OPEN] = "0" } });
    accepted = figure(w, "month", W("近 30 天验收通过"),
                      &(struct register_filter){ { [BY_ACCEPTED_FROM] = since } });
    first =
        figure(w, "month", W("其中一次修好"),
               &(struct register_filter){ { [BY_ACCEPTED_FROM] = since, [BY_FIRST_TIME] = "1" } });
    reworked =
        figure(w, "month", W("其中返修过"),
               &(struct register_filter){ { [BY_ACCEPTED_FROM] = since, [BY_ROUNDS] = "2" } });
    v->rates[v->rate_n++] =
        (struct overview_rate){ "K4", W("一次维修合格率"), "", first, accepted };
    v->rates[v->rate_n++] = (struct overview_rate){ "K5", W("返修率"), "", reworked, accepted };
    v->rates[v->rate_n++] = (struct overview_rate){ "K6", W("关单率"), "", closed, received };
    for (size_t i = 0; i < v->rate_n; i++) {
        int64_t part = v->rates[i].part, whole = v->rates[i].whole;

        v->rates[i].value =
            whole ? arena_printf(mem, "%" PRId64 "%%", (part * 100 + whole / 2) / whole) : "—";
    }
}

/* One figure for each value that open matters of a project have.  All of a group are counted by one
   statement; a test asks the register for the rows behind each. */
static void group_figures(struct work *w, const char *group, enum register_filter_key k,
                          const char *sql)
{
    const char *values[OPTIONS], *names[OPTIONS];
    int64_t counts[OPTIONS];
    struct query q;
    size_t n;

    for (size_t i = 0; i < w->project_n; i++) {
        const char *slug =
            db_str(w->r->op->tx, "select slug from project where id = $1", I(w->projects[i]));

        n = 0;
        for (db_query(w->r->op->tx, &q, sql, I(w->projects[i])); n < OPTIONS && db_next(&q); n++) {
            values[n] = db_text(&q, 0);
            names[n] = db_text(&q, 1);
            counts[n] = db_i64(&q, 2);
        }
        db_done(&q);
        for (size_t m = 0; m < n; m++) {
            struct register_filter f = { { [BY_OPEN] = "1", [BY_PROJECT] = slug } };

            f.value[k] = values[m];
            figure_of(w, group, names[m], &f, counts[m]);
        }
    }
}

static void groups(struct work *w)
{
    group_figures(w, "state", BY_STATE,
                  "select m.state, m.state, count(*) from matter m where m.project_id = $1"
                  " and m.closed_at is null group by m.state order by 1");
    group_figures(w, "building", BY_BUILDING,
                  "select b.code, b.name, count(*) from matter m join home h on"
                  " h.project_id = m.project_id and h.id = m.home_id join building b on"
                  " b.project_id = h.project_id and b.id = h.building_id where m.project_id = $1"
                  " and m.closed_at is null group by b.code, b.name order by 1");
    group_figures(w, "component", BY_COMPONENT,
                  "select f.component, coalesce(c.zh, f.component), count(distinct m.id)"
                  " from matter m"
                  " join fault f on f.project_id = m.project_id and f.matter_id = m.id"
                  " left join catalogue c on c.kind = 'component' and c.code = f.component"
                  " where m.project_id = $1 and m.closed_at is null"
                  " group by f.component, coalesce(c.zh, f.component) order by 1");
    group_figures(w, "company", BY_COMPANY,
                  "select cast(c.id as text), c.name, count(distinct m.id) from matter m"
                  " join work_order o on"
                  " o.project_id = m.project_id and o.matter_id = m.id join company c on"
                  " c.id = o.company_id where m.project_id = $1 and m.closed_at is null"
                  " and o.state not in ('declined', 'cancelled')"
                  " group by c.id, c.name order by 2");
}

static enum err overview(struct req *r)
{
    struct figures_view *v = arena_new(r->mem, struct figures_view);
    struct work w = { .r = r, .v = v };
    size_t n = actor_projects(r->op, &w.projects);

    for (size_t i = 0; i < n; i++)
        if (may_somewhere(r->op->actor, OVERVIEW_READ, w.projects[i]))
            w.projects[w.project_n++] = w.projects[i];
    v->figures = arena_new_n(r->mem, struct overview_figure, FIGURES_MAX);
    v->rates = arena_new_n(r->mem, struct overview_rate, 4);
    now_figures(&w);
    period_figures(&w);
    groups(&w);
    req_title(r, say(r->op, W("总览")), "overview");
    return show(r, figures_page, overview_shape, v);
}

const struct route overview_routes[] = {
    ROUTE(GET, "/overview", OVERVIEW_READ, SCOPE_GLOBAL, NULL, overview_shape, NULL, overview,
          NULL),
};
const size_t overview_route_n = LEN(overview_routes);
