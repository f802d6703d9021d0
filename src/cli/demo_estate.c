/*
 * demo_estate.c -- Lanting 澜庭: two phases, buildings of 112 homes, people and companies.
 */
#include "app/job.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "cli/demo.h"
#include "rooms/company/company.h"
#include "rooms/estate/estate.h"
#include "rooms/people/account.h"
#include "rooms/people/person.h"

#include <inttypes.h>
#include <string.h>

#define UNITS 2

static const struct {
    const char *login, *name;
    enum role role;
    int company; /* index of companies; -1: none */
} people[] = {
    [DEMO_ADMIN] = { "admin", "何管理", ROLE_ADMIN, -1 },
    [DEMO_MANAGER] = { "manager", "林涛", ROLE_MANAGER, -1 },
    [DEMO_AGENT] = { "agent", "周敏", ROLE_AGENT, -1 },
    [DEMO_ENGINEER] = { "engineer", "何立", ROLE_ENGINEER, -1 },
    [DEMO_SUPERVISOR] = { "supervisor", "唐监理", ROLE_SUPERVISOR, -1 },
    [DEMO_CONTRACTOR] = { "contractor", "吴建国", ROLE_CONTRACTOR, 0 },
    [DEMO_PROPERTY] = { "property", "沈物业", ROLE_PROPERTY, 4 },
    [DEMO_AGENT_2] = { "agent2", "韩雪", ROLE_AGENT, -1 },
    [DEMO_ENGINEER_2] = { "engineer2", "罗勇", ROLE_ENGINEER, -1 },
    [DEMO_TEAM] = { "team", "丁师傅", ROLE_CONTRACTOR, 3 },
};

static const struct {
    const char *name, *short_name, *kind, *trades;
} companies[] = {
    { "恒基建设工程有限公司", "恒基建设", "contractor", "civil waterproofing facade" },
    { "精工装饰工程有限公司", "精工装饰", "contractor", "fit_out doors_windows cabinets" },
    { "华暖机电安装有限公司", "华暖机电", "contractor", "plumbing_electrical hvac intelligent" },
    { "澜庭维修班组", "维修班组", "own_team", "plumbing_electrical doors_windows fit_out" },
    { "澜庭物业服务有限公司", "澜庭物业", "property", "" },
};

void demo_logins(FILE *to)
{
    fprintf(to, "Staff, at /staff, all with the password %s (demo only):\n", DEMO_PASSWORD);
    for (size_t i = 0; i <= DEMO_PROPERTY; i++)
        fprintf(to, "  %-12s%s\n", people[i].login, role_word(people[i].role));
    fprintf(to,
            "Owner, at /login, with the phone %s; the code stands in this log and, for admin, at\n"
            "/admin/outbox.\n"
            "Two-step login is not asked for in a demo; admin switches it on at /admin/security,\n"
            "anybody for herself at /me/second.\n",
            DEMO_OWNER_PHONE);
}

/* ---- names ---- */

static const char *const surnames[] = {
    "陈", "王", "李", "张", "刘", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾"
};
static const char *const given[] = { "建军", "雅婷", "文博", "敏",   "国强", "志远", "静",   "晓东",
                                     "丽娟", "海燕", "磊",   "雪梅", "子涵", "思源", "桂英", "秀兰",
                                     "浩然", "欣怡", "明辉", "春华", "永福", "佳宁", "振宇", "玉珍",
                                     "天佑", "若曦", "家豪", "慧",   "立新", "晨" };

static void home_people(struct demo *d, struct demo_home *h, int64_t i)
{
    h->owner = arena_printf(d->mem, "%s%s", surnames[dice_below(&d->dice, (int)LEN(surnames))],
                            given[dice_below(&d->dice, (int)LEN(given))]);
    h->phone = arena_printf(d->mem, "1901%07" PRId64, i);
    if (strcmp(h->code, "5-2-1802") == 0) {
        h->owner = "陈淑兰";
        h->phone = DEMO_OWNER_PHONE;
    }
}

/* ---- who logs in (global rows) ---- */

static enum err add_global(struct op *op, void *arg)
{
    struct demo *d = arg;
    const char *hash = password_hash(op->mem, DEMO_PASSWORD);
    enum err e = OK;

    op->now = d->now - 700 * DAY_MS;
    for (size_t i = 0; e == OK && i < LEN(companies); i++)
        e = company_ensure(op,
                           &(struct company_new){ .name = companies[i].name,
                                                  .short_name = companies[i].short_name,
                                                  .kind = companies[i].kind },
                           &d->companies[i]);
    for (size_t i = 0; e == OK && i < LEN(people); i++)
        e = account_add(op,
                        &(struct account_new){
                            .login = people[i].login,
                            .name = people[i].name,
                            .role = people[i].role,
                            .company = people[i].company >= 0 ? d->companies[people[i].company] : 0,
                            .password_hash = hash },
                        &d->staff[i]);
    for (int64_t i = 0; e == OK && i < d->home_n; i++)
        e = account_add(op,
                        &(struct account_new){ .name = d->homes[i].owner,
                                               .role = ROLE_OWNER,
                                               .phone = d->homes[i].phone },
                        &d->homes[i].account_id);
    return e;
}

/* ---- the estate ---- */

static enum err add_project(struct op *op, void *arg)
{
    struct demo *d = arg;
    struct project_view p;
    enum err e;

    op->now = d->now - 700 * DAY_MS;
    d->project = 0;
    if ((e = estate_project_ensure(op, "Lanting 澜庭", &d->project)) != OK ||
        (e = project_load(op, d->project, &p)) != OK)
        return e;
    p.city = "杭州";
    p.address = "之江路 88 号";
    p.hotline = "4000000088";
    p.hours = "报修 24 小时受理；前台 8:30–18:00";
    p.emergency = "4000000099";
    p.wechat = "澜庭安居";
    p.desk = "1 栋大堂，客户服务中心";
    p.letterhead = "澜庭置业有限公司";
    p.waterproof_promise = "5y";
    if ((e = estate_project_put(op, &p)) != OK)
        return e;
    db_exec(op->tx, "update project set is_demo = 1 where id = $1", I(d->project));
    return OK;
}

static bool is_first_phase(int building)
{
    return building % 2 == 1;
}

static enum err add_building(struct op *op, int building, int64_t *id)
{
    bool first = is_first_phase(building);
    struct building_view b = {
        .phase_id = estate_phase_ensure(op, first ? "一期" : "二期"),
        .code = arena_printf(op->mem, "%d", building),
        .name = "",
        .completion_on =
            date_of(first ? (struct civil){ 2021, 3, 15 } : (struct civil){ 2025, 6, 20 }),
        .design_life_y = 50,
    };

    return estate_building_ensure(op, &b, id);
}

static enum err add_home(struct op *op, struct demo_home *h, int64_t building, const char *unit,
                         const char *room)
{
    struct person_new p = { .name = h->owner, .phones = { h->phone } };
    int64_t person = 0;
    struct home_view v = { .building_id = building,
                           .unit = unit,
                           .room = room,
                           .type = room[strlen(room) - 1] == '1' ? "A1" : "A2",
                           .fit_out = "fitted",
                           .external_id = "",
                           .area_cm2 = 1183300,
                           .inner_cm2 = 932000,
                           .notice_on = NO_DATE,
                           .keys_on = h->handover_on,
                           .signed_on = h->handover_on,
                           .handover_on = h->handover_on,
                           .handover_by = "signed",
                           .completion_on = NO_DATE };
    enum err e = estate_home_put(op, &v, &h->id);

    if (e == OK)
        e = person_put(op, &p, &person);
    if (e == OK)
        e = home_person_put(op, h->id, person, "owner", h->handover_on);
    if (e == OK)
        account_stands_for(op, h->account_id, person, "phone");
    return e;
}

struct building_job {
    struct demo *d;
    int building;
};

/* Homes of one building, in the order of unit, floor, room. */
static enum err add_homes(struct op *op, void *arg)
{
    const struct building_job *j = arg;
    struct demo *d = j->d;
    int64_t building = 0, i = (int64_t)(j->building - 1) * HOMES_A_BUILDING;
    enum err e;

    op->now = d->now - 700 * DAY_MS;
    e = add_building(op, j->building, &building);
    for (int unit = 1; e == OK && unit <= UNITS; unit++)
        for (int n = 0; e == OK && n < HOMES_A_BUILDING / UNITS && i < d->home_n; n++, i++)
            e = add_home(op, &d->homes[i], building, arena_printf(op->mem, "%d", unit),
                         arena_printf(op->mem, "%d%02d", n / 2 + 1, n % 2 + 1));
    return e;
}

static enum err add_contracts(struct op *op, void *arg)
{
    struct demo *d = arg;
    enum err e = OK;
    int64_t id;

    op->now = d->now - 700 * DAY_MS;
    for (size_t i = 0; e == OK && i < LEN(companies); i++)
        e = contract_put(
            op,
            &(struct contract_new){ .company_id = d->companies[i],
                                    .no = arena_printf(op->mem, "LT-2019-%02zu", i + 1),
                                    .trades = companies[i].trades,
                                    .completion_on = NO_DATE,
                                    .ends_on = NO_DATE,
                                    .settlement_fen = i < DEMO_OWN_TEAM ? INT64_C(8600000000) : 0,
                                    .retention_bp = i < DEMO_OWN_TEAM ? 300 : 0 },
            &id);
    return e;
}

static void plan_homes(struct demo *d)
{
    d->homes = arena_new_n(d->mem, struct demo_home, d->home_n + 1);
    for (int64_t i = 0; i < d->home_n; i++) {
        int building = (int)(i / HOMES_A_BUILDING) + 1, n = (int)(i % HOMES_A_BUILDING);
        int unit = n / (HOMES_A_BUILDING / UNITS) + 1, at = n % (HOMES_A_BUILDING / UNITS);

        d->homes[i].code =
            arena_printf(d->mem, "%d-%d-%d%02d", building, unit, at / 2 + 1, at % 2 + 1);
        d->homes[i].handover_on =
            date_of(is_first_phase(building) ? (struct civil){ 2021, 6, 28 }
                                             : (struct civil){ 2025, 9, 28 }) +
            dice_below(&d->dice, 60);
        home_people(d, &d->homes[i], i);
    }
}

enum err demo_estate(struct demo *d)
{
    int buildings = (int)((d->home_n + HOMES_A_BUILDING - 1) / HOMES_A_BUILDING);
    enum err e;

    plan_homes(d);
    if ((e = app_write(d->app, 0, d->mem, add_global, d)) != OK ||
        (e = app_write(d->app, 0, d->mem, add_project, d)) != OK)
        return e;
    for (int b = 1; e == OK && b <= buildings; b++)
        e = app_write(d->app, d->project, d->mem, add_homes, &(struct building_job){ d, b });
    return e == OK ? app_write(d->app, d->project, d->mem, add_contracts, d) : e;
}
