/* account.c -- see account.h. */
#include "rooms/people/account.h"
#include "app/event.h"
#include "app/session.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/people/second.h"
#include "store/seal.h"

#include <string.h>

#define NAME_LONGEST   40
#define PASSWORD_LEAST 10
#define PLACES_MOST    32

const char *login_fold(struct arena *mem, const char *typed)
{
    const char *p = text_trim(mem, typed);
    struct buf b = buf_new(mem, 1000);
    char out[4];

    for (uint32_t c; (c = fold_width(utf8_next(&p)));) {
        if (c >= 'A' && c <= 'Z')
            c += 32;
        buf_put(&b, out, utf8_put(out, c));
    }
    return b.p;
}

int64_t account_find(const struct op *op, const char *login)
{
    return db_int(op->tx, "select id from account where login = $1", T(login_fold(op->mem, login)));
}

static enum err check_place(struct op *op, enum role role, int64_t project, int64_t company)
{
    bool needs_company = role == ROLE_CONTRACTOR || role == ROLE_PROPERTY;

    if (project && db_int(op->tx, "select count(*) from project where id = $1", I(project)) == 0)
        return fail(op, E_INPUT, "project", "project_id", W("没有这个项目"));
    if (needs_company &&
        db_int(op->tx, "select count(*) from company where id = $1", I(company)) == 0)
        return fail(op, E_INPUT, "company", "company", W("施工单位和物业公司的人员要选所属单位"));
    return OK;
}

enum err account_join(struct op *op, int64_t account, enum role role, int64_t project,
                      int64_t company)
{
    bool needs_company = role == ROLE_CONTRACTOR || role == ROLE_PROPERTY;
    enum err e = check_place(op, role, project, company);

    if (e != OK)
        return e;
    db_exec(op->tx,
            "insert into membership (id, account_id, project_id, role, company_id, created_at,"
            " is_lead) values ($1, $2, $3, $4, $5, $6, $7)"
            " on conflict (account_id, project_id, role, company_id) do update set ended_at = null",
            I(id_new()), I(account), I(project), T(role_word(role)), I(needs_company ? company : 0),
            I(op->now), I(needs_company));
    second_enforce(op);
    event_add(op, "account", account, "account.join",
              arena_printf(op->mem, "{\"role\":\"%s\"}", role_word(role)));
    return OK;
}

/* Administrators of all projects who stay when this place of theirs ends, or this account. */
static int64_t admins_without(const struct op *op, int64_t membership, int64_t account)
{
    return db_int(op->tx,
                  "select count(*) from account a join membership m on m.account_id = a.id"
                  " where m.role = 'admin' and m.project_id = 0 and m.ended_at is null"
                  " and a.disabled_at is null and m.id <> $1 and a.id <> $2",
                  I(membership), I(account));
}

/* Her browsers are out at once; whom she invited can't come any more; who has no place left loses
   her keys for programs as well. */
static void account_shut(struct op *op, int64_t account)
{
    session_end_all(op, account, 0);
    db_exec(op->tx,
            "update invitation set ended_at = $2 where made_by = $1 and used_at is null"
            " and ended_at is null and not exists (select 1 from membership m"
            " where m.account_id = $1 and m.company_id = invitation.company_id"
            " and m.ended_at is null)",
            I(account), I(op->now));
    db_exec(op->tx,
            "update token set revoked_at = $2 where account_id = $1 and revoked_at is null"
            " and not exists (select 1 from membership m where m.account_id = $1"
            " and m.ended_at is null)",
            I(account), I(op->now));
}

enum err account_leave(struct op *op, int64_t account, int64_t membership)
{
    if (admins_without(op, membership, 0) == 0)
        return fail(op, E_RULE, "last_admin", NULL, W("这是最后一位管理员，不能撤销"));
    if (db_exec(op->tx,
                "update membership set ended_at = $3 where id = $1 and account_id = $2"
                " and ended_at is null",
                I(membership), I(account), I(op->now)) == 0)
        return E_NOT_FOUND;
    account_shut(op, account);
    event_add(op, "account", account, "account.leave", NULL);
    return OK;
}

static enum err check_new(struct op *op, const struct account_new *a, const char *login)
{
    if (a->role == ROLE_OWNER && !(a->phone && *a->phone))
        return fail(op, E_INPUT, "phone", "phone", W("业主账号要填手机号"));
    if (!*a->name || utf8_count(a->name) > NAME_LONGEST)
        return fail(op, E_INPUT, "name", "name", W("请填姓名，最多 40 个字"));
    if (a->role != ROLE_OWNER && (utf8_count(login) < 2 || utf8_count(login) > NAME_LONGEST))
        return fail(op, E_INPUT, "login", "login", W("登录名请填 2 到 40 个字"));
    if (a->role != ROLE_OWNER &&
        db_int(op->tx, "select count(*) from account where login = $1", T(login)) > 0)
        return fail(op, E_INPUT, "login_taken", "login", W("这个登录名已有人用，请换一个"));
    if (a->role == ROLE_OWNER &&
        db_int(op->tx, "select count(*) from account where phone_index = $1",
               T(seal_index(op->app->seal, op->mem, "phone", a->phone))) > 0)
        return fail(op, E_INPUT, "phone_taken", "phone", W("这个手机号已有账号"));
    return a->role == ROLE_OWNER ? OK : check_place(op, a->role, a->project, a->company);
}

/* Only an owner is found by her phone: a code opens no account that has a password. */
static void add_row(struct op *op, const struct account_new *a, int64_t id, const char *login)
{
    bool has_phone = a->phone && *a->phone;
    struct span sealed = { 0 };

    if (has_phone)
        sealed = seal_put(op->app->seal, op->mem, a->phone);
    db_exec(op->tx,
            "insert into account (id, kind, login, name, password_hash, phone_sealed, phone_index,"
            " created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(id), T(a->role == ROLE_OWNER ? "owner" : "staff"),
            T(a->role == ROLE_OWNER ? NULL : login), T(a->name), T(a->password_hash),
            has_phone ? B(sealed.p, sealed.n) : NUL,
            T(a->role == ROLE_OWNER ? seal_index(op->app->seal, op->mem, "phone", a->phone) : NULL),
            I(op->now));
}

enum err account_add(struct op *op, const struct account_new *a, int64_t *id)
{
    const char *login = login_fold(op->mem, a->login ? a->login : "");
    enum err e = check_new(op, a, login);

    if (e != OK)
        return e;
    *id = id_new();
    add_row(op, a, *id, login);
    event_add(op, "account", *id, "account.add", NULL);
    return a->role == ROLE_OWNER ? OK : account_join(op, *id, a->role, a->project, a->company);
}

enum err account_password(struct op *op, int64_t account, const char *password_hash)
{
    if (db_exec(op->tx,
                "update account set password_hash = $2, failed_n = 0, blocked_until = 0,"
                " version = version + 1 where id = $1 and kind = 'staff'",
                I(account), T(password_hash)) == 0)
        return E_NOT_FOUND;
    session_end_all(op, account, 0);
    event_add(op, "account", account, "account.password", NULL);
    return OK;
}

enum err account_disable(struct op *op, int64_t account)
{
    if (admins_without(op, 0, account) == 0)
        return fail(op, E_RULE, "last_admin", NULL, W("这是最后一位管理员，不能停用"));
    if (db_exec(op->tx,
                "update account set disabled_at = coalesce(disabled_at, $2), version = version + 1"
                " where id = $1",
                I(account), I(op->now)) == 0)
        return E_NOT_FOUND;
    session_end_all(op, account, 0);
    event_add(op, "account", account, "account.disable", NULL);
    return OK;
}

/* ---- lists ---- */

static void read_roles(const struct op *op, struct account_view *a)
{
    struct query q;

    a->roles = arena_new_n(op->mem, const char *, PLACES_MOST);
    a->place_ids = arena_new_n(op->mem, const char *, PLACES_MOST);
    for (db_query(op->tx, &q,
                  "select m.role, p.name, c.name, m.id from membership m left join project p"
                  " on p.id = m.project_id left join company c on c.id = m.company_id"
                  " where m.account_id = $1 and m.ended_at is null order by m.id",
                  I(a->id));
         a->role_n < PLACES_MOST && db_next(&q);) {
        const char *role = word(op->lang, role_name_zh(role_of_word(db_text(&q, 0))));
        const char *project = db_text(&q, 1), *company = db_text(&q, 2);

        a->place_ids[a->role_n] = id_text(op->mem, db_i64(&q, 3));
        a->roles[a->role_n++] = arena_printf(op->mem, "%s · %s%s%s", role,
                                             project ? project : word(op->lang, W("全部项目")),
                                             company ? " · " : "", company ? company : "");
    }
    db_done(&q);
}

size_t account_list(const struct op *op, struct account_view **ret)
{
    size_t n = 0,
           room = (size_t)db_int(op->tx, "select count(*) from account where kind = 'staff'");
    struct account_view *list = arena_new_n(op->mem, struct account_view, room + 1);
    struct query q;

    for (db_query(op->tx, &q,
                  "select id, login, name, kind, disabled_at from account where kind = 'staff'"
                  " order by disabled_at is not null, name");
         n < room && db_next(&q);)
        list[n++] = (struct account_view){ .id = db_i64(&q, 0),
                                           .id_text = id_text(op->mem, db_i64(&q, 0)),
                                           .login = db_text(&q, 1),
                                           .name = db_text(&q, 2),
                                           .kind = db_text(&q, 3),
                                           .disabled_at = db_i64(&q, 4) };
    db_done(&q);
    for (size_t i = 0; i < n; i++)
        read_roles(op, &list[i]);
    *ret = list;
    return n;
}

/* ---- passwords ---- */

/* What is tried first; ten characters or more, folded. */
static const char *const common[] = {
    "1234567890",   "0123456789",    "9876543210",   "0987654321",  "12345678910", "1q2w3e4r5t",
    "1qaz2wsx3edc", "q1w2e3r4t5",    "qwertyuiop",   "qwerty1234",  "qwerty12345", "password12",
    "password123",  "password1234",  "p@ssw0rd123",  "passw0rd123", "admin12345",  "administrator",
    "admin123456",  "abcd123456",    "abc1234567",   "a123456789",  "aa12345678",  "asdfghjkl1",
    "woaini1314",   "woaini1314520", "5201314520",   "1314520520",  "iloveyou123", "letmein123",
    "welcome123",   "anju123456",    "anjuanjuanju", "changeme123", "1111122222",  "qwer123456",
    "zxcvbnm123",   "1qazxsw2",      "abcdefghij",   "abcdefg123",  "123456789a",  "123456abcd",
};

static bool is_one_character(const char *s)
{
    return *s && strspn(s, (char[]){ *s, '\0' }) == strlen(s);
}

const char *password_fault(struct arena *mem, const char *login, const char *password)
{
    const char *folded = login_fold(mem, password), *name = login_fold(mem, login);

    if (utf8_count(password) < PASSWORD_LEAST)
        return W("密码至少 10 个字");
    for (size_t i = 0; i < LEN(common); i++)
        if (strcmp(common[i], folded) == 0)
            return W("这个密码太常见，很容易被猜到，请换一个");
    if (is_one_character(folded) || strcmp(folded, name) == 0)
        return W("这个密码太常见，很容易被猜到，请换一个");
    return NULL;
}

/* ---- owners ---- */

void account_stands_for(struct op *op, int64_t account, int64_t person, const char *way)
{
    db_exec(op->tx,
            "insert into account_person (project_id, person_id, account_id, way, at)"
            " values ($1, $2, $3, $4, $5) on conflict do nothing",
            I(op->project), I(person), I(account), T(way), I(op->now));
}

/* The account that stands for just the people with this phone: another number of theirs. */
static int64_t account_shared(const struct op *op, const char *index)
{
    return db_int(op->tx,
                  "select a.id from person_phone f join account_person ap"
                  " on ap.project_id = f.project_id and ap.person_id = f.person_id"
                  " join account a on a.id = ap.account_id"
                  " where f.full_index = $1 and a.kind = 'owner' and a.disabled_at is null"
                  " and not exists (select 1 from account_person o where o.account_id = a.id"
                  " and not exists (select 1 from person_phone g where g.project_id = o.project_id"
                  " and g.person_id = o.person_id and g.full_index = $1))"
                  " and not exists (select 1 from person_phone g where g.full_index = $1"
                  " and not exists (select 1 from account_person o where o.account_id = a.id"
                  " and o.project_id = g.project_id and o.person_id = g.person_id))"
                  " order by a.id limit 1",
                  T(index));
}

static int64_t account_make(struct op *op, const char *phone, const char *index)
{
    struct account_new a = { .role = ROLE_OWNER, .phone = phone };
    int64_t id = 0;

    a.name = db_str(op->tx,
                    "select p.name from person p join person_phone f"
                    " on f.project_id = p.project_id and f.person_id = p.id"
                    " where f.full_index = $1 order by p.id limit 1",
                    T(index));
    return a.name && account_add(op, &a, &id) == OK ? id : 0;
}

/* She stands for all who have the phone now, and no longer for those who gave it up. */
static void account_link(struct op *op, int64_t account, const char *index)
{
    db_exec(op->tx,
            "delete from account_person where account_id = $1 and way = 'phone' and not exists"
            " (select 1 from person_phone f where f.project_id = account_person.project_id"
            " and f.person_id = account_person.person_id and (f.full_index = $2"
            " or f.full_index = (select a.phone_index from account a where a.id = $1)))",
            I(account), T(index));
    db_exec(op->tx,
            "insert into account_person (project_id, person_id, account_id, way, at)"
            " select distinct f.project_id, f.person_id, $1, 'phone', $3 from person_phone f"
            " where f.full_index = $2 on conflict do nothing",
            I(account), T(index), I(op->now));
}

static bool account_is_open(const struct op *op, int64_t account)
{
    return db_int(op->tx,
                  "select count(*) from account where id = $1 and kind = 'owner'"
                  " and disabled_at is null",
                  I(account)) > 0;
}

int64_t account_of_owner(struct op *op, const char *phone)
{
    const char *index = seal_index(op->app->seal, op->mem, "phone", phone);
    int64_t id = db_int(op->tx, "select id from account where phone_index = $1", T(index));

    if (id && !account_is_open(op, id))
        return 0;
    if (!id)
        id = account_shared(op, index);
    if (!id)
        id = account_make(op, phone, index);
    if (id)
        account_link(op, id, index);
    return id;
}

int64_t account_of_person(struct op *op, int64_t person)
{
    int64_t id = db_int(op->tx,
                        "select ap.account_id from account_person ap join account a"
                        " on a.id = ap.account_id where ap.project_id = $1 and ap.person_id = $2"
                        " and a.kind = 'owner' and a.disabled_at is null and not exists (select 1"
                        " from account_person o where o.account_id = a.id"
                        " and (o.project_id <> $1 or o.person_id <> $2)) order by a.id limit 1",
                        I(op->project), I(person));

    if (id)
        return id;
    id = id_new();
    db_exec(op->tx,
            "insert into account (id, kind, name, created_at) select $1, 'owner', name, $4"
            " from person where project_id = $2 and id = $3",
            I(id), I(op->project), I(person), I(op->now));
    account_stands_for(op, id, person, "link");
    event_add(op, "account", id, "account.add", NULL);
    return id;
}

const char *token_add(struct op *op, int64_t account, int64_t project, const char *name,
                      bool may_write, int64_t days)
{
    const char *secret = random_token(op->mem, 32);

    db_exec(op->tx,
            "insert into token (id, token_hash, account_id, project_id, name, scopes, created_at,"
            " expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(id_new()), T(token_hash(op->mem, secret)), I(account), I(project), T(name),
            T(may_write ? "read write" : "read"), I(op->now), I(op->now + days * DAY_MS));
    event_add(op, "account", account, "token.add", NULL);
    return secret;
}
