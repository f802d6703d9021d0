/*
 * rights.c -- may() and the visibility filter; the rows are in rights.def.
 *
 * The filter is text, but literal text chosen from a table by the actor's kind
 * of right, so no value is ever joined into a statement.
 */
#include "app/rights.h"
#include "app/op.h"
#include "base/must.h"

#include <string.h>

static const struct {
    enum role role;
    const char *word, *zh;
} roles[] = {
    { ROLE_ADMIN, "admin", W("管理员") },         { ROLE_MANAGER, "manager", W("客服经理") },
    { ROLE_AGENT, "agent", W("客服专员") },       { ROLE_ENGINEER, "engineer", W("维修工程师") },
    { ROLE_SUPERVISOR, "supervisor", W("监理") }, { ROLE_CONTRACTOR, "contractor", W("施工单位") },
    { ROLE_PROPERTY, "property", W("物业公司") }, { ROLE_OWNER, "owner", W("业主") },
};

enum role role_of_word(const char *word)
{
    for (size_t i = 0; i < LEN(roles); i++)
        if (word && strcmp(roles[i].word, word) == 0)
            return roles[i].role;
    return ROLE_NONE;
}

const char *role_word(enum role role)
{
    for (size_t i = 0; i < LEN(roles); i++)
        if (roles[i].role == role)
            return roles[i].word;
    return "";
}

const char *role_name_zh(enum role role)
{
    for (size_t i = 0; i < LEN(roles); i++)
        if (roles[i].role == role)
            return roles[i].zh;
    return "";
}

static const struct grant every_project[] = { { .project_id = 0, .role = ROLE_ADMIN } };
const struct actor actor_nobody = { .name = "", .csrf = "" };
const struct actor actor_system = {
    .name = "Anju", .csrf = "", .may_write = true, .grant_n = 1, .grants = every_project
};

static const unsigned who_may[ACTION_END] = {
    [ANYONE] = ~0u,
    [LOGGED_IN] = ~0u,
#define ACTION(name, roles) [name] = (roles),
#include "app/rights.def"
#undef ACTION
};

static const char *const action_names[ACTION_END] = {
    [ANYONE] = "ANYONE",
    [LOGGED_IN] = "LOGGED_IN",
#define ACTION(name, roles) [name] = #name,
#include "app/rights.def"
#undef ACTION
};

unsigned action_roles(enum action a)
{
    must(a > ACTION_NONE && a < ACTION_END);
    return who_may[a];
}

const char *action_name(enum action a)
{
    must(a > ACTION_NONE && a < ACTION_END);
    return action_names[a];
}

static bool grant_covers(const struct grant *g, int64_t project)
{
    return g->project_id == 0 || g->project_id == project;
}

/* What an owner's signature stands under: family and tenants report and follow, but bind nobody. */
static const enum action binding[] = { REPAIR_CONSENT, REPAIR_ACCEPT };

static bool is_binding(enum action a)
{
    for (size_t i = 0; i < LEN(binding); i++)
        if (binding[i] == a)
            return true;
    return false;
}

static bool grant_reaches(const struct grant *g, enum action a, const struct object *o)
{
    if (!grant_covers(g, o->project_id))
        return false;
    if (g->role == ROLE_OWNER)
        return o->mine && (o->binds || !is_binding(a));
    if (g->role == ROLE_CONTRACTOR || g->role == ROLE_PROPERTY)
        return g->company_id != 0 && o->company_id == g->company_id;
    return true;
}

bool may(const struct op *op, enum action a, const struct object *o)
{
    const struct actor *actor = op->actor;

    if (a == ANYONE)
        return true;
    if (a == LOGGED_IN)
        return actor->account_id != 0;
    for (size_t i = 0; i < actor->grant_n; i++)
        if ((action_roles(a) & actor->grants[i].role) && grant_reaches(&actor->grants[i], a, o))
            return true;
    return false;
}

bool may_somewhere(const struct actor *actor, enum action a, int64_t project)
{
    if (a == ANYONE)
        return true;
    if (a == LOGGED_IN)
        return actor->account_id != 0;
    for (size_t i = 0; i < actor->grant_n; i++)
        if ((action_roles(a) & actor->grants[i].role) &&
            (project == 0 || grant_covers(&actor->grants[i], project)))
            return true;
    return false;
}

unsigned roles_in(const struct actor *actor, int64_t project)
{
    unsigned bits = 0;

    for (size_t i = 0; i < actor->grant_n; i++)
        if (project == 0 || grant_covers(&actor->grants[i], project))
            bits |= actor->grants[i].role;
    return bits;
}

int64_t company_in(const struct actor *actor, int64_t project)
{
    for (size_t i = 0; i < actor->grant_n; i++)
        if (actor->grants[i].company_id && grant_covers(&actor->grants[i], project))
            return actor->grants[i].company_id;
    return 0;
}

bool home_is_mine(const struct op *op, int64_t project, int64_t home_id)
{
    if (!(roles_in(op->actor, project) & ROLE_OWNER))
        return false;
    return db_int(op->tx,
                  "select count(*) from home_person hp"
                  " join account_person ap on ap.project_id = hp.project_id"
                  " and ap.person_id = hp.person_id"
                  " where hp.project_id = $1 and hp.home_id = $2 and ap.account_id = $3"
                  " and hp.to_on is null",
                  I(project), I(home_id), I(op->actor->account_id)) > 0;
}

/* Which relations bind a home by consent and signature; a proxy does with her proof on file. */
static const struct {
    const char *relation;
    bool needs_proof;
} bound_by[] = { { "owner", false }, { "co_owner", false }, { "proxy", true } };

bool home_binds(const struct op *op, int64_t project, int64_t home_id)
{
    for (size_t i = 0; i < LEN(bound_by); i++)
        if (db_int(op->tx,
                   "select count(*) from home_person hp join account_person ap"
                   " on ap.project_id = hp.project_id and ap.person_id = hp.person_id"
                   " where hp.project_id = $1 and hp.home_id = $2 and ap.account_id = $3"
                   " and hp.to_on is null and hp.relation = $4 and ($5 = 0 or hp.proof <> '')",
                   I(project), I(home_id), I(op->actor->account_id), T(bound_by[i].relation),
                   I(bound_by[i].needs_proof)) > 0)
            return true;
    return false;
}

/* $1 is the account, $2 the company; each condition uses both, so that binding is always the same.
 */
static const struct {
    unsigned roles;
    const char *condition;
} filters[] = {
    { ROLE_ADMIN | ROLE_MANAGER | ROLE_AGENT | ROLE_ENGINEER | ROLE_SUPERVISOR,
      "($1 = $1 and $2 = $2)" },
    { ROLE_CONTRACTOR,
      "($1 = $1 and exists (select 1 from work_order vo where vo.project_id = m.project_id"
      " and vo.matter_id = m.id and vo.company_id = $2))" },
    { ROLE_PROPERTY,
      "($1 = $1 and exists (select 1 from handing vo where vo.project_id = m.project_id"
      " and vo.matter_id = m.id and vo.company_id = $2))" },
    { ROLE_OWNER,
      "($2 = $2 and exists (select 1 from home_person vh"
      " join account_person vp on vp.project_id = vh.project_id and vp.person_id = vh.person_id"
      " where vh.project_id = m.project_id and vh.home_id = m.home_id and vp.account_id = $1"
      " and vh.to_on is null))" },
};

const char *matter_visible(const struct actor *actor, int64_t project)
{
    unsigned bits = roles_in(actor, project);

    for (size_t i = 0; i < LEN(filters); i++)
        if (bits & filters[i].roles)
            return filters[i].condition;
    return "($1 <> $1 and $2 <> $2)";
}

size_t actor_projects(const struct op *op, int64_t **ret)
{
    size_t n = (size_t)db_int(op->tx, "select count(*) from project"), k = 0;
    int64_t *ids = arena_new_n(op->mem, int64_t, n + 1);
    struct query q;

    for (db_query(op->tx, &q, "select id from project order by id"); db_next(&q);) {
        int64_t id = db_i64(&q, 0);
        if (k < n && roles_in(op->actor, id))
            ids[k++] = id;
    }
    *ret = ids;
    return k;
}
