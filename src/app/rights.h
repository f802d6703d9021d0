/*
 * rights.h -- one permission function and one visibility filter, for pages, API, lists, search,
 * exports, events and files alike (quality.md, security 1 and 3).
 */
#pragma once
#include "store/db.h"

#include <stdbool.h>

struct op;

enum role {
    ROLE_NONE = 0,
    ROLE_ADMIN = 1 << 0,      /* 管理员 */
    ROLE_MANAGER = 1 << 1,    /* 客服经理 */
    ROLE_AGENT = 1 << 2,      /* 客服专员 */
    ROLE_ENGINEER = 1 << 3,   /* 维修工程师 */
    ROLE_SUPERVISOR = 1 << 4, /* 监理 */
    ROLE_CONTRACTOR = 1 << 5, /* 施工单位 */
    ROLE_PROPERTY = 1 << 6,   /* 物业公司 */
    ROLE_OWNER = 1 << 7,      /* 业主 */
};
/* "admin" … "owner"; 0 for an unknown word. */
enum role role_of_word(const char *word);
const char *role_word(enum role role);
const char *role_name_zh(enum role role); /* 管理员 …, marked for translation */

/* What an actor may be, and where.  project_id 0: in every project. */
struct grant {
    int64_t project_id;
    enum role role;
    int64_t company_id; /* contractor, property */
};

struct actor {
    int64_t account_id; /* 0: nobody is logged in */
    const char *name;
    int64_t session_id; /* 0: by token, command or job */
    const char *csrf;   /* of the session */
    bool by_token, may_write;
    bool must_enrol;       /* she lacks the second factor she needs: no grants until then */
    int64_t token_project; /* a token's project; 0: all of the account's */
    size_t grant_n;
    const struct grant *grants;
};
/* Nobody; and the program itself (jobs, commands), which may do everything. */
extern const struct actor actor_nobody, actor_system;

enum action {
    ACTION_NONE, /* start-up refuses it in a route */
    ANYONE,      /* no login needed */
    LOGGED_IN,   /* any account */
#define ACTION(name, roles) name,
#include "app/rights.def"
#undef ACTION
    ACTION_END,
};
/* Bits of the roles that may; ~0 for ANYONE and LOGGED_IN. */
unsigned action_roles(enum action a);
const char *action_name(enum action a);

/* What is asked about. */
struct object {
    int64_t project_id;
    int64_t company_id; /* whose order or contract; 0: nobody's */
    bool mine;          /* an object of a home that the actor has a running relation to */
    bool binds;         /* and by that relation she may consent and sign for it */
};

/* May the actor do this to that? */
bool may(const struct op *op, enum action a, const struct object *o);
/* Is there any object in this project (0: any project) to which she might?  For menus and routes.
 */
bool may_somewhere(const struct actor *actor, enum action a, int64_t project);
/* Roles (bits) the actor has in a project, 0 for none. */
unsigned roles_in(const struct actor *actor, int64_t project);
/* The actor's company in a project as contractor or property, 0 for none. */
int64_t company_in(const struct actor *actor, int64_t project);
/* True when a person record of the actor's account has a running relation to the home. */
bool home_is_mine(const struct op *op, int64_t project, int64_t home_id);
/* True when one of them is owner, co-owner, or proxy with a proof on file: consent and signature
   are theirs; family and tenants report and follow. */
bool home_binds(const struct op *op, int64_t project, int64_t home_id);

/*
 * The visibility filter of matters: a literal SQL condition over alias `m` of table matter, with
 * parameters $1 = account id, $2 = company id (both are always used).  Put into every query that
 * returns matters or what hangs on them.  "1 = 0 and …" when she sees none in this project.
 */
const char *matter_visible(const struct actor *actor, int64_t project);
/* The projects the actor has any grant in (all projects for a grant of 0), ascending. */
size_t actor_projects(const struct op *op, int64_t **ret);
