/* people_test.c -- accounts, people and their relations as operations, against a real database. */
#include "app/session.h"
#include "rooms/company/company.h"
#include "rooms/people/account.h"
#include "rooms/people/person.h"
#include "store/datadir.h"
#include "store/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PROJECT INT64_C(7)
#define HOME    INT64_C(70)
#define PHONE   "13900010001"
#define SECOND  "13900010009"

static struct arena *mem;
static struct app app;

typedef void steps(struct op *op);

static enum err run_steps(struct tx *tx, void *arg)
{
    struct op op = { .app = &app,
                     .tx = tx,
                     .mem = mem,
                     .actor = &actor_system,
                     .now = INT64_C(1795000000000),
                     .project = PROJECT };

    (*(steps **)arg)(&op);
    return OK;
}

static void within(steps *fn)
{
    assert_int_equal(db_write(app.db, PROJECT, mem, run_steps, &fn), OK);
}

static void estate(struct op *op)
{
    db_exec(op->tx, "insert into project (id, slug, name, created_at) values ($1, 'lt', '澜庭', 1)",
            I(PROJECT));
    db_exec(op->tx, "insert into phase (project_id, id, name) values ($1, 1, '一期')", I(PROJECT));
    db_exec(op->tx,
            "insert into building (project_id, id, phase_id, code, name) values ($1, 2, 1, '5',"
            " '5号楼')",
            I(PROJECT));
    db_exec(op->tx,
            "insert into home (project_id, id, building_id, code, unit, room, created_at)"
            " values ($1, $2, 2, '5-2-1802', '2', '1802', 1)",
            I(PROJECT), I(HOME));
}

static int open_app(void **state)
{
    char *dir = mkdtemp((char[]){ "/tmp/anju-people-XXXXXX" });
    const char *why = "", *kept;
    struct db_options o = { .durable = false };

    (void)state;
    mem = arena_open((size_t)256 << 20);
    kept = arena_dup(mem, dir);
    o.url = datadir_url(mem, kept);
    assert_true(datadir_open(mem, kept, true, &why));
    app = (struct app){ .db = db_open(mem, &o, &why), .data_dir = kept };
    if (!app.db)
        fail_msg("%s", why);
    app.seal = seal_open(mem, kept, &why);
    assert_non_null(app.seal);
    within(estate);
    return 0;
}

static int close_app(void **state)
{
    static const char *const names[] = { "anju.db", "anju.db-wal", "anju.db-shm", "keys" };

    (void)state;
    db_close(app.db);
    seal_close(app.seal);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(arena_printf(mem, "%s/%s", app.data_dir, names[i]));
    (void)rmdir(app.data_dir);
    arena_close(mem);
    return 0;
}

static int64_t person(struct op *op, const char *name, const char *phone, const char *other)
{
    struct person_new p = { .name = name, .phones = { phone, other } };
    int64_t id = 0;

    assert_int_equal(person_put(op, &p, &id), OK);
    return id;
}

/* ---- people ---- */

static void phones(struct op *op)
{
    int64_t id = person(op, "李梅", PHONE, SECOND);
    struct person_view v;
    const char *shown;

    assert_int_equal(person_load(op, id, &v), OK);
    assert_int_equal(v.phone_n, 2);
    assert_string_equal(v.phones[0], "139****0001");
    assert_int_equal(
        db_int(op->tx, "select count(*) from person_phone where masked like '%13900010001%'"), 0);
    assert_int_equal(person_reveal(op, id, "phone", "核对号码", &shown), OK);
    assert_string_equal(shown, PHONE " " SECOND);
    assert_string_equal(db_str(op->tx, "select reason from reveal"), "核对号码");
    assert_int_equal(db_int(op->tx, "select count(*) from event where what = 'person.reveal'"), 1);
    assert_int_equal(
        db_int(op->tx, "select count(*) from event_payload where payload like '%1390001%'"), 0);
}

static void phones_sealed(void **state)
{
    (void)state;
    within(phones);
}

static void twice(struct op *op)
{
    int64_t id = person(op, "李梅", PHONE, NULL);

    assert_int_equal(person(op, "李梅", PHONE, NULL), id);
    assert_int_not_equal(person(op, "李强", PHONE, NULL), id);
    assert_int_not_equal(person(op, "李梅", SECOND, NULL), id);
    assert_int_not_equal(person(op, "王芳", NULL, NULL), person(op, "王芳", NULL, NULL));
}

static void same_person(void **state)
{
    (void)state;
    within(twice);
}

static void relation(struct op *op)
{
    int64_t id = person(op, "李梅", PHONE, NULL), account = account_of_owner(op, PHONE);
    struct relation_view *list;

    assert_int_equal(home_person_put(op, HOME, id, "owner", NO_DATE), OK);
    op->actor = actor_load(op, account);
    assert_true(home_is_mine(op, PROJECT, HOME));
    assert_int_equal(relation_list(op, 0, HOME, &list), 1);
    assert_int_equal(home_person_end(op, HOME + 1, list[0].id, 20000), E_NOT_FOUND);
    assert_int_equal(home_person_end(op, HOME, list[0].id, 20000), OK);
    assert_int_equal(home_person_end(op, HOME, list[0].id, 20001), E_NOT_FOUND);
    assert_false(home_is_mine(op, PROJECT, HOME));
    assert_int_equal(actor_load(op, account)->grant_n, 0);
    assert_int_equal(home_person_put(op, HOME + 1, id, "owner", NO_DATE), E_NOT_FOUND);
}

static void relation_ends(void **state)
{
    (void)state;
    within(relation);
}

/* ---- owners' accounts ---- */

static bool stands_for(struct op *op, int64_t account, int64_t person)
{
    return db_int(op->tx,
                  "select count(*) from account_person where account_id = $1 and person_id = $2",
                  I(account), I(person)) == 1;
}

static void second_phone(struct op *op)
{
    int64_t both = person(op, "李梅", PHONE, SECOND), account = account_of_owner(op, PHONE);

    assert_int_not_equal(account, 0);
    assert_int_equal(account_of_owner(op, SECOND), account);
    assert_true(stands_for(op, account, both));
    assert_int_equal(account_of_owner(op, "13900019999"), 0);
}

static void one_account(void **state)
{
    (void)state;
    within(second_phone);
}

static void couple(struct op *op)
{
    int64_t he = person(op, "赵强", PHONE, NULL), she = person(op, "李梅", PHONE, SECOND);
    int64_t his = account_of_owner(op, PHONE), hers = account_of_owner(op, SECOND);

    assert_int_not_equal(his, hers);
    assert_true(stands_for(op, his, he));
    assert_true(stands_for(op, hers, she));
    assert_false(stands_for(op, hers, he));
    /* Her login takes nothing from him, nor his from her. */
    assert_true(stands_for(op, his, she));
    assert_int_equal(account_of_owner(op, PHONE), his);
    assert_true(stands_for(op, hers, she));
    assert_int_equal(account_of_owner(op, SECOND), hers);
}

static void no_foreign_account(void **state)
{
    (void)state;
    within(couple);
}

static void staff_phone(struct op *op)
{
    struct account_new a = { .login = "Zhou", .name = "周", .role = ROLE_AGENT, .phone = PHONE };
    int64_t id = 0, owner;

    assert_int_equal(account_add(op, &a, &id), OK);
    assert_int_equal(account_of_owner(op, PHONE), 0);
    (void)person(op, "周", PHONE, NULL);
    owner = account_of_owner(op, PHONE);
    assert_int_not_equal(owner, 0);
    assert_int_not_equal(owner, id);
    assert_int_equal(actor_load(op, owner)->grant_n, 0);
}

static void code_opens_no_staff(void **state)
{
    (void)state;
    within(staff_phone);
}

static void disabled_owner(struct op *op)
{
    struct account_new a = { .login = "boss", .name = "王总", .role = ROLE_ADMIN };
    int64_t admin = 0, owner;

    assert_int_equal(account_add(op, &a, &admin), OK);
    (void)person(op, "李梅", PHONE, NULL);
    owner = account_of_owner(op, PHONE);
    assert_int_equal(account_disable(op, owner), OK);
    assert_int_equal(account_of_owner(op, PHONE), 0);
    assert_int_equal(account_disable(op, admin), E_RULE);
}

static void disabled_stays_out(void **state)
{
    (void)state;
    within(disabled_owner);
}

/* ---- staff ---- */

static enum err add(struct op *op, const char *login, const char *name, enum role role)
{
    int64_t id;

    return account_add(op, &(struct account_new){ .login = login, .name = name, .role = role },
                       &id);
}

static void logins(struct op *op)
{
    assert_int_equal(add(op, " ＺｈｏＵ ", "周", ROLE_AGENT), OK);
    assert_int_not_equal(account_find(op, "zhou"), 0);
    assert_int_equal(add(op, "ZHOU", "周二", ROLE_AGENT), E_INPUT);
    assert_int_equal(add(op, "周", "周", ROLE_AGENT), E_INPUT);
    assert_int_equal(add(op, "周工", "", ROLE_AGENT), E_INPUT);
    assert_int_equal(add(op, "builder", "郑", ROLE_CONTRACTOR), E_INPUT);
    assert_string_equal(op->problem.field, "company");
    assert_int_equal(db_int(op->tx, "select count(*) from account where login is not null"), 1);
}

static void login_names(void **state)
{
    (void)state;
    within(logins);
}

static void places(struct op *op)
{
    struct account_new a = { .login = "boss", .name = "王总", .role = ROLE_ADMIN };
    struct account_view *list;
    int64_t id = 0, place;

    assert_int_equal(account_add(op, &a, &id), OK);
    assert_int_equal(account_join(op, id, ROLE_ENGINEER, PROJECT, 0), OK);
    assert_int_equal(account_join(op, id, ROLE_ENGINEER, PROJECT + 1, 0), E_INPUT);
    assert_int_equal(account_list(op, &list), 1);
    assert_int_equal(list[0].role_n, 2);
    place = db_int(op->tx, "select id from membership where role = 'engineer'");
    assert_int_equal(account_leave(op, id + 1, place), E_NOT_FOUND);
    assert_int_equal(account_leave(op, id, place), OK);
    place = db_int(op->tx, "select id from membership where role = 'admin'");
    assert_int_equal(account_leave(op, id, place), E_RULE);
    assert_int_equal(actor_load(op, id)->grant_n, 1);
}

static void places_end(void **state)
{
    (void)state;
    within(places);
}

static void common_passwords(void **state)
{
    (void)state;
    assert_non_null(password_fault(mem, "wang", "short"));
    assert_non_null(password_fault(mem, "wang", "1234567890"));
    assert_non_null(password_fault(mem, "wang", "PASSWORD123"));
    assert_non_null(password_fault(mem, "wang", "aaaaaaaaaaaa"));
    assert_non_null(password_fault(mem, "wangxiaoming", "WangXiaoMing"));
    assert_null(password_fault(mem, "wang", "湖上的风筝飞得很高很高"));
    assert_null(password_fault(mem, "wang", "kite over lake"));
}

static void contracts(struct op *op)
{
    struct company_new c = { .name = "安装公司", .kind = "contractor", .phone = PHONE };
    struct contract_new k = {
        .no = "HT-1", .trades = "a", .completion_on = NO_DATE, .ends_on = NO_DATE
    };
    int64_t id = 0, again = 0, first = 0, second = 0;

    assert_int_equal(company_ensure(op, &c, &id), OK);
    assert_int_equal(company_ensure(op, &c, &again), OK);
    assert_int_equal(id, again);
    assert_string_equal(db_str(op->tx, "select phone_masked from company"), "139****0001");
    c.kind = "castle";
    assert_int_equal(company_ensure(op, &c, &again), E_INPUT);
    k.company_id = id;
    assert_int_equal(contract_put(op, &k, &first), OK);
    k.trades = "a b";
    assert_int_equal(contract_put(op, &k, &second), OK);
    assert_int_equal(first, second);
    assert_string_equal(db_str(op->tx, "select trades from contract"), "a b");
}

static void contracts_once(void **state)
{
    (void)state;
    within(contracts);
}

#define TEST(words, fn)                                                                            \
    {                                                                                              \
        words, fn, open_app, close_app, NULL                                                       \
    }

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("S3.5e phones are sealed, and a reveal leaves its reason but no number",
             phones_sealed),
        TEST("S3.5a one name and phone is one person", same_person),
        TEST("an ended relation ends the access to the home", relation_ends),
        TEST("both phones of an owner open one account", one_account),
        TEST("a shared phone opens nobody else's account", no_foreign_account),
        TEST("a code to a phone opens no staff account", code_opens_no_staff),
        TEST("a disabled owner stays out, the last administrator stays in", disabled_stays_out),
        TEST("login names are one in any width and case", login_names),
        TEST("a place of an account ends, the last administrator's does not", places_end),
        TEST("common passwords are refused", common_passwords),
        TEST("a company and a contract number exist once", contracts_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
